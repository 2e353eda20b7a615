"""Small documents for the tests of this stage."""

from __future__ import annotations

import textwrap
from typing import Any

import yaml
from oagen.diagnostics import Diagnostic
from oagen.document import Document, load_document


def load(text: str, **options: Any) -> tuple[Document | None, list[Diagnostic]]:
    """Load a document that is written in a test."""
    return load_document("openapi.yaml", text=textwrap.dedent(text).encode(), **options)


def loaded(tree: dict[str, Any]) -> Document:
    """Load a document that must have no errors."""
    document, diagnostics = load_document("openapi.yaml", text=yaml.safe_dump(tree, sort_keys=False).encode())
    assert document is not None, diagnostics
    return document


def codes(diagnostics: list[Diagnostic]) -> list[str]:
    """Severity and code of each diagnostic."""
    return [f"{found.severity}:{found.code}" for found in diagnostics]


def openapi(version: str = "3.0.3", **fields: Any) -> dict[str, Any]:
    """A document with nothing in it but the given fields."""
    return {"openapi": version, "info": {"title": "Test", "version": "1"}, "paths": {}} | fields


def swagger(**fields: Any) -> dict[str, Any]:
    """A 2.0 document with nothing in it but the given fields."""
    return {"swagger": "2.0", "info": {"title": "Test", "version": "1"}, "paths": {}} | fields


def with_schemas(version: str = "3.0.3", **schemas: Any) -> dict[str, Any]:
    """A document with nothing in it but the given schemas."""
    return openapi(version, components={"schemas": schemas})


def with_operation(version: str = "3.0.3", **operation: Any) -> dict[str, Any]:
    """A document with one operation, `GET /things`."""
    responses = {"200": {"description": "OK"}}
    return openapi(version, paths={"/things": {"get": {"responses": responses} | operation}})
