"""Schemas as requests and responses see them, ready for a validator.

A *view* of a schema has the semantics that Schemathesis gives it: readOnly properties are forbidden in requests and
writeOnly ones in responses, integer formats have bounds, discriminators pin their property, and patterns are those
that a validator can compile. References are absolute (`contract:schemas#/<name>`), so one registry resolves them all;
a component whose request view differs from its response view has a second name, `<name>~request`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from oagen.contract.lowering import lower, mend
from oagen.contract.model import JSON
from oagen.contract.pinning import keep_to_mapping, mapped_kinds, pin_discriminator
from oagen.contract.regexes import enforced
from oagen.contract.walk import COMPONENTS, component_name, fragment, map_children, references
from oagen.document.patterns import is_enforceable

RESOURCE = "contract:schemas"
REQUEST = "request"
RESPONSE = "response"
FORBIDDEN: dict[str, JSON] = {"not": {}}

# Carried by a schema but none of a validator's business; references into `$defs` were hoisted by the normal form.
_IDENTIFIERS = frozenset({"$schema", "$id", "$anchor", "$defs", "definitions", "id"})
_INTEGER_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


class SchemaViews:
    """The request and response views of a set of component schemas."""

    def __init__(self, schemas: Mapping[str, Any], dialect: str) -> None:
        self._schemas = schemas
        self._draft4 = dialect == "draft4"

    def of(self, raw: Any, direction: str) -> Any:
        """The view of a schema whose references point into the components."""
        if isinstance(raw, Mapping) and raw.keys() == {"$ref"}:
            return self._absolute(dict(raw), direction)
        return self._absolute(mend(self._convert(raw, direction), self._draft4), direction)

    @cached_property
    def components(self) -> dict[str, Any]:
        """Both views of every component, under the names that references in views have."""
        views = {RESPONSE: self._converted(RESPONSE), REQUEST: self._converted(REQUEST)}
        result = {name: self._absolute(view, RESPONSE) for name, view in views[RESPONSE].items()}
        for name in self._schemas:  # a set has another order in every process
            if name in self._distinct:
                result[f"{name}~request"] = self._absolute(views[REQUEST][name], REQUEST)
        return result

    @cached_property
    def _distinct(self) -> frozenset[str]:
        """Components whose two views differ, be it through a reference."""
        request, response = self._converted(REQUEST), self._converted(RESPONSE)
        distinct = {name for name in self._schemas if request[name] != response[name]}
        users: dict[str, set[str]] = {}
        for name, view in request.items():
            for reference in references(view):
                users.setdefault(component_name(reference), set()).add(name)
        pending = list(distinct)
        while pending:
            fresh = users.get(pending.pop(), set()) - distinct
            distinct |= fresh
            pending.extend(fresh)
        return frozenset(distinct)

    def _converted(self, direction: str) -> dict[str, Any]:
        return self._requests if direction == REQUEST else self._responses

    @cached_property
    def _requests(self) -> dict[str, Any]:
        return {name: mend(self._convert(raw, REQUEST), self._draft4) for name, raw in self._schemas.items()}

    @cached_property
    def _responses(self) -> dict[str, Any]:
        return {name: mend(self._convert(raw, RESPONSE), self._draft4) for name, raw in self._schemas.items()}

    def _absolute(self, view: Any, direction: str) -> Any:
        if not isinstance(view, dict):
            return view
        result = map_children(view, lambda _, child: self._absolute(child, direction))
        reference = view.get("$ref")
        if isinstance(reference, str) and reference.startswith(COMPONENTS):
            name = component_name(reference)
            suffix = "~request" if direction == REQUEST and name in self._distinct else ""
            result["$ref"] = f"{RESOURCE}#/{fragment(name + suffix)}"
        return result

    def _convert(self, raw: Any, direction: str, *, negated: bool = False) -> Any:
        if not isinstance(raw, Mapping):
            return raw if isinstance(raw, bool) else {}
        if self._draft4 and "$ref" in raw:
            return {"$ref": raw["$ref"]}  # what stands beside a reference does not count before 3.1
        schema = {keyword: value for keyword, value in raw.items() if keyword not in _IDENTIFIERS}
        _bound_integers(schema)
        _enforce_pattern(schema, negated)
        self._forbid_one_way_properties(schema, direction)
        _drop_duplicates(schema)
        _declare_required(schema)
        if direction == REQUEST:
            pin_discriminator(schema, self._schemas)
        else:
            keep_to_mapping(schema)
            self._tell_apart_as_documented(schema)
        schema = map_children(
            schema, lambda keyword, child: self._convert(child, direction, negated=negated != (keyword == "not"))
        )
        self._free_forbidden(schema, direction)
        return lower(schema) if self._draft4 else schema

    def _tell_apart_as_documented(self, schema: dict[str, Any]) -> None:
        """Of a `oneOf`, an answer is valid under one branch as the document has them, without what we ask of answers.

        A branch that keeps to its own mapping would refuse what others, who read no mapping, take for one of its kind.
        """
        branches = schema.get("oneOf")
        if not isinstance(branches, list) or not any(map(self._keeps_to_mapping, branches)):
            return
        schema["oneOf"] = [self._without_mapping(branch) for branch in branches]
        schema["allOf"] = [*schema.get("allOf", ()), {"anyOf": branches}]

    def _keeps_to_mapping(self, branch: Any) -> bool:
        reference = branch.get("$ref") if isinstance(branch, Mapping) else None
        target = self._schemas.get(component_name(reference)) if isinstance(reference, str) else None
        return isinstance(target, Mapping) and mapped_kinds(target) is not None

    def _without_mapping(self, branch: Any) -> Any:
        if not self._keeps_to_mapping(branch):
            return branch
        target = self._schemas[component_name(branch["$ref"])]
        beside = {} if self._draft4 else {keyword: value for keyword, value in branch.items() if keyword != "$ref"}
        plain = {keyword: value for keyword, value in target.items() if keyword != "discriminator"}
        return {"allOf": [plain, beside]} if beside else plain

    def _forbid_one_way_properties(self, schema: dict[str, Any], direction: str) -> None:
        """readOnly properties must not stand in requests, writeOnly ones not in responses."""
        properties = schema.get("properties")
        if not isinstance(properties, Mapping):
            return
        keyword = "readOnly" if direction == REQUEST else "writeOnly"
        forbidden = {name for name, child in properties.items() if self._annotated(child, keyword)}
        if not forbidden:
            return
        schema["properties"] = {name: FORBIDDEN if name in forbidden else child for name, child in properties.items()}
        _drop_required(schema, forbidden)

    def _annotated(self, schema: Any, keyword: str) -> bool:
        """Whether `keyword` applies: on the schema, behind its reference, in `allOf` or a nullable union."""
        pending, seen = [schema], set()
        while pending:
            node = pending.pop()
            if not isinstance(node, Mapping) or id(node) in seen:
                continue
            seen.add(id(node))
            if node.get(keyword):
                return True
            if isinstance(node.get("$ref"), str):
                pending.append(self._schemas.get(component_name(node["$ref"])))
            pending.extend(node.get("allOf") or ())
            for union in ("anyOf", "oneOf"):
                variants = [variant for variant in node.get(union) or () if variant != {"type": "null"}]
                if len(variants) == 1:
                    pending.extend(variants)
        return False

    def _free_forbidden(self, schema: dict[str, Any], direction: str) -> None:
        """A property that an `allOf` branch forbids cannot be required beside it."""
        if schema.get("required") and schema.get("allOf"):
            _drop_required(schema, self._forbidden_below(schema, direction))

    def _forbidden_below(self, schema: Mapping[str, Any], direction: str) -> set[str]:
        forbidden: set[str] = set()
        pending, seen = list(schema["allOf"]), set()
        while pending:
            branch = pending.pop()
            if not isinstance(branch, Mapping) or id(branch) in seen:
                continue
            seen.add(id(branch))
            for name, child in (branch.get("properties") or {}).items():
                read_only = direction == REQUEST and self._annotated(child, "readOnly")
                if read_only or child is False or child == FORBIDDEN:
                    forbidden.add(name)
            if direction == REQUEST and isinstance(branch.get("$ref"), str):
                pending.append(self._schemas.get(component_name(branch["$ref"])))
            pending.extend(branch.get("allOf") or ())
        return forbidden


def _bound_integers(schema: dict[str, Any]) -> None:
    """`format: int32` and `int64` on integers are bounds; a declared bound that is tighter stands."""
    bounds = _INTEGER_BOUNDS.get(str(schema.get("format")))
    kind = schema.get("type")
    if bounds is None or not (kind == "integer" or (isinstance(kind, list) and "integer" in kind)):
        return
    schema["minimum"] = max(schema["minimum"], bounds[0]) if _is_number(schema.get("minimum")) else bounds[0]
    schema["maximum"] = min(schema["maximum"], bounds[1]) if _is_number(schema.get("maximum")) else bounds[1]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _enforce_pattern(schema: dict[str, Any], negated: bool) -> None:
    if "pattern" in schema:
        pattern = schema.pop("pattern")
        if isinstance(pattern, str):
            held = pattern if negated and is_enforceable(pattern) else enforced(pattern)
            if held is not None:
                schema["pattern"] = held
    if isinstance(schema.get("patternProperties"), Mapping):
        schema["patternProperties"] = {
            name: child for name, child in schema["patternProperties"].items() if is_enforceable(name)
        }


def _declare_required(schema: dict[str, Any]) -> None:
    """A required property that a closed object does not declare may have any value, else nothing could be valid."""
    required = schema.get("required")
    if schema.get("additionalProperties") is not False or not isinstance(required, list):
        return
    declared = schema.get("properties", {})
    missing: dict[str, Any] = {name: {} for name in required if name not in declared}
    if missing:
        schema["properties"] = {**declared, **missing}


def _drop_duplicates(schema: dict[str, Any]) -> None:
    """Meta-schemas refuse repeated entries, which change nothing."""
    for keyword in ("enum", "required", "type"):
        entries = schema.get(keyword)
        if isinstance(entries, list):
            schema[keyword] = list({json.dumps(entry, sort_keys=True): entry for entry in entries}.values())


def _drop_required(schema: dict[str, Any], names: set[str]) -> None:
    required = [name for name in schema.get("required") or () if name not in names]
    if required:
        schema["required"] = required
    else:
        schema.pop("required", None)
