"""Flaws of schemas: a document that has one, the code of its mend, where it is, and what is read there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .helpers import swagger, with_schemas

Case = tuple[dict[str, Any], str, str, Any]
TESTED = "/components/schemas/A"
REFERENCE = {"$ref": "#/components/schemas/B"}

SCHEMA_FLAWS: dict[str, Callable[[], Case]] = {
    "null in 2.0": lambda: (
        swagger(definitions={"A": {"type": "string", "nullable": True}}),
        "newer-keyword",
        TESTED,
        {"type": "string", "x-nullable": True, "nullable": True},
    ),
    "alternatives in 2.0": lambda: (
        swagger(definitions={"A": {"oneOf": [{"type": "string", "writeOnly": True}, {"type": "integer"}]}}),
        "newer-keyword",
        TESTED,
        {"oneOf": [{"type": "string", "writeOnly": True}, {"type": "integer"}]},
    ),
    "a schema that names itself and its dialect": lambda: (
        with_schemas(A={"$schema": "http://json-schema.org/draft-07/schema#", "$id": "a", "type": "string"}),
        "misplaced-field",
        TESTED,
        {"type": "string"},
    ),
    "a schema that is required": lambda: (
        with_schemas(A={"type": "string", "required": True}),
        "misplaced-required",
        TESTED,
        {"type": "string"},
    ),
    "a number among texts": lambda: (
        with_schemas(A={"type": "string", "enum": ["v1", 2]}),
        "mistyped-enum",
        f"{TESTED}/enum/1",
        "2",
    ),
    "numbers in quotes, among values": lambda: (
        with_schemas(A={"type": "integer", "enum": [1, "2", None]}),
        "mistyped-enum",
        f"{TESTED}/enum/1",
        2,
    ),
    "a list of no values": lambda: (
        with_schemas("3.1.0", A={"type": "string", "enum": []}),
        "empty-enum",
        TESTED,
        {"type": "string"},
    ),
    "a schema that is not there, among others that are": lambda: (
        with_schemas(
            A={"properties": {"b": {"$ref": "#/components/schemas/B"}, "c": {"$ref": "#/components/schemas/C"}}}, B={}
        ),
        "unresolved-reference",
        f"{TESTED}/properties/c",
        {},
    ),
    "definitions within the schema that refers to them": lambda: (
        with_schemas("3.1.0", A={"$defs": {"N": {"type": "integer"}}, "items": {"$ref": "#/$defs/N"}}),
        "unresolved-reference",
        f"{TESTED}/items/$ref",
        "#/components/schemas/A/$defs/N",
    ),
    "a reference in another case": lambda: (
        with_schemas(A={"properties": {"b": {"$ref": "#/components/schemas/b"}}}, B={}),
        "unresolved-reference",
        f"{TESTED}/properties/b/$ref",
        "#/components/schemas/B",
    ),
    "a property listed as required twice": lambda: (
        with_schemas("3.1.0", A={"required": ["a", "b", "a"]}),
        "repeated-item",
        f"{TESTED}/required",
        ["a", "b"],
    ),
    "required in the property": lambda: (
        with_schemas(A={"properties": {"a": {"required": True}, "b": {"required": False}}}),
        "misplaced-required",
        TESTED,
        {"properties": {"a": {}, "b": {}}, "required": ["a"]},
    ),
    "a required property nobody may send": lambda: (
        with_schemas(A={"required": ["a"], "additionalProperties": False}),
        "undeclared-required-property",
        f"{TESTED}/properties",
        {"a": {}},
    ),
    "a type for a schema": lambda: (
        with_schemas(A={"type": "array", "items": "string"}),
        "bare-type",
        f"{TESTED}/items",
        {"type": "string"},
    ),
    "a list of one schema for items": lambda: (
        with_schemas(A={"type": "array", "items": [{"type": "string"}]}),
        "listed-items",
        f"{TESTED}/items",
        {"type": "string"},
    ),
    "a type that nothing is of": lambda: (
        with_schemas("3.1.0", A={"type": ["string", "widget"]}),
        "unknown-type",
        f"{TESTED}/type",
        ["string"],
    ),
    "null in a list of types, without quotes": lambda: (
        with_schemas("3.1.0", A={"type": ["string", None]}),
        "foreign-type",
        f"{TESTED}/type",
        ["string", "null"],
    ),
    "keywords of JSON Schema that 3.0 does not know": lambda: (
        with_schemas(A={"type": "object", "propertyNames": {"maxLength": 3}, "if": {}, "then": {}}),
        "unknown-keyword",
        TESTED,
        {"type": "object"},
    ),
    "patterns of names in a closed object of 3.0": lambda: (
        with_schemas(
            A={"type": "object", "patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": False}
        ),
        "unknown-keyword",
        TESTED,
        {"type": "object", "additionalProperties": {"type": "string"}},
    ),
    "a type of another language": lambda: (
        with_schemas(A={"type": "Int"}),
        "foreign-type",
        f"{TESTED}/type",
        "integer",
    ),
    "a format for a type": lambda: (
        with_schemas(A={"properties": {"at": {"type": "datetime"}}}),
        "foreign-type",
        f"{TESTED}/properties/at",
        {"type": "string", "format": "date-time"},
    ),
    "a type that says nothing": lambda: (
        with_schemas("3.1.0", A={"type": "any", "title": "T"}),
        "foreign-type",
        TESTED,
        {"title": "T"},
    ),
    "files in schemas": lambda: (
        swagger(definitions={"A": {"properties": {"f": {"type": "file"}}}}),
        "file-type",
        f"{TESTED}/properties/f",
        {"type": "string", "format": "binary"},
    ),
    "types and constants of 3.1 in 3.0": lambda: (
        with_schemas(A={"properties": {"a": {"type": ["string", "null"]}, "b": {"const": 1}}}),
        "newer-keyword",
        f"{TESTED}/properties",
        {"a": {"type": "string", "nullable": True}, "b": {"enum": [1]}},
    ),
    "a bound of 3.1 in 3.0": lambda: (
        with_schemas(A={"exclusiveMinimum": 5}),
        "other-dialect",
        TESTED,
        {"minimum": 5, "exclusiveMinimum": True},
    ),
    "a bound of 3.0 in 3.1": lambda: (
        with_schemas("3.1.0", A={"minimum": 5, "exclusiveMinimum": True}),
        "other-dialect",
        TESTED,
        {"exclusiveMinimum": 5},
    ),
    "a boolean in quotes": lambda: (
        with_schemas(A={"type": "string", "readOnly": "True"}),
        "quoted-value",
        TESTED,
        {"type": "string", "readOnly": True},
    ),
    "a number in quotes": lambda: (
        with_schemas(A={"type": "string", "maxLength": "12"}),
        "quoted-value",
        TESTED,
        {"type": "string", "maxLength": 12},
    ),
    "a number in quotes in 3.1": lambda: (
        with_schemas("3.1.0", A={"type": "number", "minimum": "1.5"}),
        "quoted-value",
        TESTED,
        {"type": "number", "minimum": 1.5},
    ),
    "a keyword that means nothing to any schema": lambda: (
        with_schemas(A={"type": "string", "related": {"to": "B"}}),
        "misplaced-field",
        TESTED,
        {"type": "string"},
    ),
    "a default in quotes": lambda: (
        with_schemas(A={"type": "integer", "default": "100"}),
        "invalid-default",
        TESTED,
        {"type": "integer", "default": 100},
    ),
    "a default that is none of the values": lambda: (
        with_schemas(A={"type": "string", "enum": ["a"], "default": "b"}),
        "invalid-default",
        TESTED,
        {"type": "string", "enum": ["a"]},
    ),
    "a default that breaks what it refers to": lambda: (
        with_schemas(A={"allOf": [{"$ref": "#/components/schemas/B"}], "default": 1}, B={"type": "object"}),
        "invalid-default",
        TESTED,
        {"allOf": [{"$ref": "#/components/schemas/B"}]},
    ),
    "the type null of a later version": lambda: (
        with_schemas(A={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "newer-keyword",
        TESTED,
        {"anyOf": [{"type": "string"}, {"nullable": True, "enum": [None]}]},
    ),
    "numbers with their names": lambda: (
        with_schemas(A={"type": "integer", "enum": ["0 (None)", "1 = Some", 2]}),
        "mistyped-enum",
        TESTED,
        {"type": "integer", "enum": [0, 1, 2]},
    ),
    "a keyword of the author's own that resembles a field of something else": lambda: (
        with_schemas(A={"type": "string", "optional": True}),
        "misplaced-field",
        TESTED,
        {"type": "string"},
    ),
    "several types in the dialect that knows one": lambda: (
        with_schemas(A={"type": ["object", "string", "null"]}),
        "newer-keyword",
        TESTED,
        {"anyOf": [{"type": "object"}, {"type": "string"}], "nullable": True},
    ),
    "schemas inside of a schema": lambda: (
        with_schemas(
            A={
                "properties": {"b": {"$ref": "#/components/schemas/A/definitions/B"}},
                "definitions": {"B": {"type": "string"}},
            }
        ),
        "newer-keyword",
        "/components/schemas",
        {"A": {"properties": {"b": {"$ref": "#/components/schemas/A_B"}}}, "A_B": {"type": "string"}},
    ),
    "examples by name in a schema": lambda: (
        with_schemas("3.1.0", A={"type": "string", "examples": {"one": {"value": "a"}, "other": "b"}}),
        "named-examples",
        TESTED,
        {"type": "string", "examples": ["a", "b"]},
    ),
    "a hyphen beside a set of characters": lambda: (
        with_schemas(A={"type": "string", "pattern": r"^[\w-./]+[a-\d-]\[\w-a$"}),
        "hyphen-in-pattern",
        f"{TESTED}/pattern",
        r"^[\w\-./]+[a\-\d-]\[\w-a$",
    ),
    "a range that leads backwards": lambda: (
        with_schemas(A={"type": "string", "pattern": r"^[^0-9A-Za-z_-.]+[\]-a]z-a$"}),
        "hyphen-in-pattern",
        f"{TESTED}/pattern",
        r"^[^0-9A-Za-z_\-.]+[\]-a]z-a$",
    ),
    "a pattern that begins with flags": lambda: (
        with_schemas(A={"type": "string", "pattern": "(?i)^(all|n[o-p])$"}),
        "flags-in-pattern",
        f"{TESTED}/pattern",
        "^([aA][lL][lL]|[nN][o-pO-P])$",
    ),
    "what belongs to an object, beside the reference of its property": lambda: (
        with_schemas(A={"type": "object", "properties": {"b": {**REFERENCE, "required": True}}}, B={}),
        "misplaced-required",
        TESTED,
        {"type": "object", "properties": {"b": REFERENCE}, "required": ["b"]},
    ),
    "an empty list for the properties": lambda: (
        with_schemas(A={"type": "object", "properties": [], "required": []}),
        "listed-map",
        TESTED,
        {"type": "object", "properties": {}},
    ),
    "an empty list for a schema": lambda: (
        with_schemas("3.1.0", A={"properties": {"a": []}, "additionalProperties": []}),
        "listed-map",
        TESTED,
        {"properties": {"a": {}}, "additionalProperties": {}},
    ),
    "null for a bound": lambda: (
        with_schemas(A={"type": "string", "maxLength": None, "nullable": None}),
        "empty-text",
        TESTED,
        {"type": "string"},
    ),
    "a keyword in the spelling of another library": lambda: (
        with_schemas(A={"type": "string", "min_length": 1}),
        "misplaced-field",
        TESTED,
        {"type": "string"},
    ),
    "a misspelt keyword": lambda: (
        with_schemas(A={"type": "object", "propoerties": {"a": {"propoerties": {"b": {"readonly": True}}}}}),
        "misspelt-field",
        TESTED,
        {"type": "object", "properties": {"a": {"properties": {"b": {"readOnly": True}}}}},
    ),
    "a type with a comma behind it": lambda: (
        with_schemas(A={"properties": {"a": {"type": "string,"}, "b": {"type": " Integer "}}}),
        "foreign-type",
        f"{TESTED}/properties",
        {"a": {"type": "string"}, "b": {"type": "integer"}},
    ),
    "a type with a comma behind it in 3.1": lambda: (
        with_schemas("3.1.0", A={"type": "string,"}),
        "foreign-type",
        TESTED,
        {"type": "string"},
    ),
    "a type with nothing behind it": lambda: (
        with_schemas(A={"type": None, "title": "T"}),
        "foreign-type",
        TESTED,
        {"title": "T"},
    ),
    "a type with nothing behind it in 3.1": lambda: (
        with_schemas("3.1.0", A={"type": None, "title": "T"}),
        "foreign-type",
        TESTED,
        {"title": "T"},
    ),
    "required in the property, in quotes": lambda: (
        with_schemas(A={"properties": {"a": {"required": "true"}, "b": {"required": "false"}}}),
        "misplaced-required",
        TESTED,
        {"properties": {"a": {}, "b": {}}, "required": ["a"]},
    ),
    "a pattern in the words of Java": lambda: (
        with_schemas(A={"type": "string", "pattern": r"\A[\w*\h-]+\Qa.b\E\z"}),
        "foreign-pattern",
        f"{TESTED}/pattern",
        r"^[\w*\t\x20\xa0\u1680\u2000-\u200a\u202f\u205f\u3000-]+a\.b$",
    ),
    "a pattern with words of PCRE that there are no others for": lambda: (
        with_schemas(A={"type": "string", "pattern": r"^(\d|\((?1)\))$"}),
        "foreign-pattern",
        TESTED,
        {"type": "string"},
    ),
}
