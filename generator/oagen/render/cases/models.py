"""What tests expect of the Pydantic models of request bodies: what they take, and what they refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oagen.blueprint.model import Blueprint, ModelRef, OperationPlan
from oagen.contract.model import JSON

_PREFIX = "#/components/schemas/"
_COERCED: Mapping[str, JSON] = {"string": 1, "integer": "1", "number": "1", "boolean": "yes"}
_LONGEST = 5000  # text that is worth writing down
_PARTS = ("anyOf", "oneOf", "if", "not")


def model_name(ref: ModelRef) -> str:
    """`module.Class` of an annotation that is one model; "" of any other."""
    single = len(ref.imports) == 1 and ref.imports[0][1] == ref.annotation
    return ".".join(ref.imports[0]) if single else ""


class ModelCases:
    """The cases of one blueprint's request models."""

    def __init__(self, blueprint: Blueprint) -> None:
        self._schemas = {f"{model.module}.{model.name}": model.schema.raw for model in blueprint.models}

    def case(self, plan: OperationPlan, body: JSON) -> dict[str, JSON] | None:
        """{model, valid, partial, mistakes}; None for a body that is no model, or more than an object."""
        name = model_name(plan.body.model) if plan.body and plan.body.kind == "model" else ""
        shape = self._shape(self._schemas.get(name))
        if not name or shape is None or not isinstance(body, dict):
            return None
        properties, required, closed = shape
        mistakes: list[JSON] = [
            {"why": f"without {each}", "without": each} for each in sorted(required) if each in body
        ]
        for each, schema in properties.items():
            if each in body:
                mistakes += ({"why": f"{each} {why}", "with": {each: value}} for why, value in self._wrong(schema))
        if closed:
            mistakes.append({"why": "with what nobody declared", "with": {"not declared": 1}})
        return {"model": name, "valid": body, "partial": not required, "mistakes": mistakes}

    def _shape(self, raw: Any) -> tuple[dict[str, Any], set[str], bool] | None:
        """Properties, required ones, and whether there can be no others; None unless it is one plain object."""
        raw = self._resolved(raw)
        if not isinstance(raw, Mapping) or any(part in raw for part in _PARTS) or "minProperties" in raw:
            return None
        properties, required = dict(raw.get("properties", {})), set(raw.get("required", ()))
        closed = raw.get("additionalProperties") is False
        for part in raw.get("allOf", ()):
            inner = self._shape(part)
            if inner is None:
                return None
            properties |= inner[0]
            required |= inner[1]
            closed = closed or inner[2]
        is_object = raw.get("type") == "object" or "allOf" in raw
        return (properties, required, closed) if is_object and properties else None

    def _resolved(self, raw: Any) -> Any:
        for _ in range(9):
            if not isinstance(raw, Mapping) or "$ref" not in raw:
                return raw
            raw = self._schemas.get(str(raw["$ref"]).removeprefix(_PREFIX))
        return None  # a circle

    def _wrong(self, schema: Any) -> Iterator[tuple[str, JSON]]:
        """(why, value) of values that a property's model refuses."""
        schema = self._resolved(schema)
        if not isinstance(schema, Mapping) or any(part in schema for part in (*_PARTS, "allOf")):
            return
        kind = str(schema.get("type"))
        if "enum" in schema:
            yield "that is no choice", "no such choice"
            return
        if "customTypePath" in schema and kind != "number":
            return
        if kind in _COERCED:
            yield f"that is {kind} in disguise", _COERCED[kind]
        if kind == "string":
            yield from _wrong_length(schema)
        elif kind in ("integer", "number"):
            yield from _out_of_bounds(schema)


def _wrong_length(schema: Mapping[str, Any]) -> Iterator[tuple[str, JSON]]:
    longest, shortest = schema.get("maxLength"), schema.get("minLength", 0)
    if isinstance(longest, int) and longest < _LONGEST:
        yield "that is too long", "x" * (longest + 1)
    if shortest:
        yield "that is too short", "x" * (int(shortest) - 1) if shortest < _LONGEST else ""


def _out_of_bounds(schema: Mapping[str, Any]) -> Iterator[tuple[str, JSON]]:
    for keyword, why, step in (
        ("minimum", "below its minimum", -1), ("maximum", "above its maximum", 1),
        ("exclusiveMinimum", "at its exclusive minimum", 0), ("exclusiveMaximum", "at its exclusive maximum", 0),
    ):  # fmt: skip
        bound = schema.get(keyword)
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            yield why, bound + step
