"""Which properties of a resource hold HTML: those that the contract marks with `x-oagen-html`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from oagen.blueprint.model import Blueprint, Resource
from oagen.contract.model import Contract
from oagen.contract.walk import EACH, component_name, leading_to
from oagen.render.quoting import py

HTML_KEY = "x-oagen-html"
MOST = 1000  # paths of a resource: references that fan out can make any number
_CONSTRAINTS = ("minLength", "maxLength", "pattern", "format", "enum", "const")

Path = tuple[str, ...]


def html_fields(blueprint: Blueprint, resource: Resource) -> dict[str, str]:
    """Path of a property in the documents → the expression of what cleans it."""
    schemas = _leading_to_marks(_Whole(blueprint.contract))
    marked = (
        found
        for field in resource.fields
        if field.property
        for found in _marked(field.kept.raw, (field.property,), schemas, frozenset())
    )
    found: dict[Path, Mapping[str, Any]] = {}
    for path, raw in islice(marked, MOST):
        found.setdefault(path, raw)
    return {py(path): _cleaner(raw) for path, raw in found.items()}


class _Whole:
    """A contract as a key: the same one, not an equal one."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Whole) and other.contract is self.contract

    def __hash__(self) -> int:
        return id(self.contract)


@lru_cache(maxsize=1)
def _leading_to_marks(whole: _Whole) -> dict[str, Any]:
    """The components that are marked or lead to one that is."""
    raws = {name: schema.raw for name, schema in whole.contract.schemas.items()}
    leading = leading_to(raws, lambda schema: bool(schema.get(HTML_KEY)))
    return {name: raw for name, raw in raws.items() if name in leading}


def _cleaner(raw: Mapping[str, Any]) -> str:
    """A mark of `true` leaves the policy to the settings."""
    policy = raw[HTML_KEY] if isinstance(raw[HTML_KEY], str) else None
    constraints = {key: raw[key] for key in _CONSTRAINTS if key in raw}
    return f"Html({py(policy)}, {py(constraints)})"


def _marked(
    raw: Any, path: Path, schemas: Mapping[str, Any], seen: frozenset[str]
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Marked schemas at and below a path. Schemas that hold themselves are marked down to their first repetition."""
    if not isinstance(raw, Mapping):
        return
    if raw.get(HTML_KEY):
        yield path, raw
    reference = raw.get("$ref")
    if isinstance(reference, str) and component_name(reference) not in seen:
        name = component_name(reference)
        yield from _marked(schemas.get(name), path, schemas, seen | {name})
    for part in (*raw.get("allOf", ()), *raw.get("anyOf", ()), *raw.get("oneOf", ())):
        yield from _marked(part, path, schemas, seen)
    for name, below in (raw.get("properties") or {}).items():
        yield from _marked(below, (*path, name), schemas, seen)
    yield from _marked(raw.get("items"), (*path, EACH), schemas, seen)
