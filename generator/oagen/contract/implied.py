"""What a schema implies and some readers overlook: the served contract says it. Nothing else is valid by it.

Where a text with a format may also be null, generators of requests forget the format and send an empty text. A date, an
address or an identifier has at least one character.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from oagen.contract.formats import EXAMPLES
from oagen.document import pointers
from oagen.document.grammar import OPENAPI, walk


def implied_by(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """JSON pointer of a schema → the keywords that the others imply."""
    schemas = (node for node in walk(document, OPENAPI) if node.kind == "schema" and isinstance(node.value, Mapping))
    return {pointers.of_trail(node.trail): {"minLength": 1} for node in schemas if _is_never_empty(node.value)}


def _is_never_empty(schema: Mapping[str, Any]) -> bool:
    types = schema.get("type")
    may_be_null = isinstance(types, list) and {"string", "null"} <= {each for each in types if isinstance(each, str)}
    return may_be_null and "minLength" not in schema and schema.get("format") in _never_empty_formats()


@cache
def _never_empty_formats() -> frozenset[str]:
    validators = {
        name: jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True) for name in EXAMPLES
    }
    return frozenset(name for name, validator in validators.items() if not validator.is_valid(""))
