"""Whole-service tests: every contract in `specs/` is built, booted, fuzzed, and driven through its resources."""
