"""Schemas in their normal form: JSON Schema 2020-12, whatever version of OpenAPI they were written for.

The result admits the same instances as Schemathesis' reading of the original: that decides where the specification
leaves room (`nullable` beside an `enum` without null, keywords beside `$ref`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oagen.document.patterns import is_enforceable
from oagen.document.pointers import Trail
from oagen.document.positions import Positions
from oagen.document.references import References
from oagen.document.schema_rewriting import SchemaRewriting

# keywords that say nothing about which instances are valid
_ANNOTATIONS = frozenset(
    ("title", "description", "default", "examples", "readOnly", "writeOnly", "deprecated", "externalDocs", "xml")
)
# of those, what may stand beside a reference in 3.0, where the specification ignores everything
_BESIDE_REFERENCE = frozenset(("title", "description", "readOnly", "writeOnly", "deprecated"))
# keywords that judge null as well as any other value
_JUDGES_OF_NULL = frozenset(("$ref", "allOf", "anyOf", "oneOf", "not", "if", "const"))
# identities and dialects: references have been resolved, and all schemas now speak one dialect
_IDENTITIES = ("$schema", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor")


@dataclass(frozen=True, slots=True)
class WithDefault:
    """A schema that states a default, in its normal form and as authored."""

    normal: dict[str, Any]
    authored: dict[str, Any]
    trail: Trail | None


class SchemaNormalising(SchemaRewriting):
    """Brings schemas to the normal form, and notes which state a default."""

    def __init__(self, tree: dict[str, Any], *, legacy: bool, references: References, positions: Positions) -> None:
        """`legacy` schemas are those of OpenAPI 3.0 and before."""
        super().__init__(tree, ("components", "schemas"), references, positions)
        self._legacy = legacy
        self.with_default: list[WithDefault] = []

    def _finish(self, rewritten: dict[str, Any], schema: dict[str, Any], trail: Trail | None) -> dict[str, Any]:
        if "example" in rewritten:
            examples = rewritten.get("examples")
            example = rewritten.pop("example")
            rewritten["examples"] = [example, *(examples if isinstance(examples, list) else [])]
        if isinstance(rewritten.get("pattern"), str) and not is_enforceable(rewritten["pattern"]):
            del rewritten["pattern"]
        if rewritten.get("x-writeOnly") is True:  # how documents of 2.0, which has no `writeOnly`, say it
            rewritten["writeOnly"] = True
        # 3.1 has no `nullable`, but documents that moved there often keep it, and readers honour it
        nullable = rewritten.pop("nullable", False) is True
        if self._legacy:
            rewritten = _from_legacy(rewritten)
        else:
            for keyword in _IDENTITIES:
                rewritten.pop(keyword, None)
            if isinstance(rewritten.get("$dynamicRef"), str):
                rewritten.setdefault("$ref", self._reference(rewritten.pop("$dynamicRef")))
        if nullable:
            rewritten = _admit_null(rewritten)
        if "default" in rewritten:
            self.with_default.append(WithDefault(rewritten, schema, trail))
        return rewritten


def _from_legacy(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        schema = {
            key: value
            for key, value in schema.items()
            if key == "$ref" or key in _BESIDE_REFERENCE or key.startswith("x-")
        }
    modernise_bounds(schema)
    modernise_tuple(schema)
    return schema


def modernise_bounds(schema: dict[str, Any]) -> None:
    """`exclusiveMinimum: true` turns the bound beside it into an exclusive one."""
    for keyword, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(keyword), bool):
            exclusive = schema.pop(keyword)
            if exclusive and bound in schema:
                schema[keyword] = schema.pop(bound)


def modernise_tuple(schema: dict[str, Any]) -> None:
    """A list of `items` has become `prefixItems`."""
    if isinstance(schema.get("items"), list):
        schema["prefixItems"] = schema.pop("items")
        if "additionalItems" in schema:
            schema["items"] = schema.pop("additionalItems")


def _admit_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What `nullable: true` says. An `enum` without null has the last word."""
    values = schema.get("enum")
    if isinstance(values, list) and None not in values:
        return schema
    judges = _JUDGES_OF_NULL & schema.keys()
    kind = schema.get("type")
    if kind is not None and not judges:
        kinds = kind if isinstance(kind, list) else [kind]
        schema["type"] = [*kinds, "null"] if "null" not in kinds else kinds
        return schema
    if kind is None and not judges:
        return schema  # null was valid all along
    outer = {key: value for key, value in schema.items() if key in _ANNOTATIONS or key.startswith("x-")}
    inner = {key: value for key, value in schema.items() if key not in outer}
    return {**outer, "anyOf": [inner, {"type": "null"}]}
