"""Which version of OpenAPI a document is written in."""

from __future__ import annotations

import re
from typing import Any

from oagen.document.grammar import OPENAPI, SWAGGER, Grammar
from oagen.document.problems import Problems

_SUPPORTED = re.compile(r"3\.[0-2](\.\d+.*)?")
_HINT = "oagen reads 2.0, 3.0, 3.1 and 3.2."


def read_version(tree: Any, problems: Problems) -> str | None:
    """The version of a document, `2.0` or `3.x.y`; None when there is no reading it. Tidies the field in `tree`."""
    if not isinstance(tree, dict):
        problems.error("not-a-mapping", "", "an OpenAPI document is a mapping", "It begins with `openapi: 3.1.0`.")
        return None
    field = "openapi" if "openapi" in tree else "swagger"
    if field not in tree:
        hint = "Begin it with `openapi: 3.1.0`, or `swagger: '2.0'` for the old version."
        problems.error("missing-version", "", "this is no OpenAPI document: it names no version", hint)
        return None
    written = tree[field]
    version = str(written)
    if field == "swagger" and version == "2.0":
        full = version
    elif field == "openapi" and _SUPPORTED.fullmatch(version):
        full = version if version.count(".") > 1 else f"{version}.0"
    else:
        problems.error("unsupported-version", f"/{field}", f"version {version} is not supported", _HINT)
        return None
    if written != full:
        problems.warn("inexact-version", f"/{field}", f'the version should be the text "{full}"')
        tree[field] = full
    return full


def grammar_of(version: str) -> Grammar:
    """The grammar of a version."""
    return SWAGGER if version == "2.0" else OPENAPI


def is_legacy(version: str) -> bool:
    """Whether schemas are written in the dialect of OpenAPI 3.0 and before."""
    return version.startswith(("2.", "3.0"))
