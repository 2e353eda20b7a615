"""oagen turns an OpenAPI contract into a running service, and proves that the running service keeps it."""

__version__ = "0.1.0"
