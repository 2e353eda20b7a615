"""Is what oagen builds ready for production? Projects are built, run and judged with the tools of their trades."""
