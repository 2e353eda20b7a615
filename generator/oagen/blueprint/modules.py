"""Which module every component's model lives in: the resource that alone uses it, else `shared`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from oagen.blueprint.models import Wanted
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Contract

SHARED = "shared"


def assign_modules(
    contract: Contract, shapes: Shapes, wanted: Sequence[Wanted], homes: Mapping[str, str]
) -> dict[str, str]:
    """Component → module. `homes` names the components that are a resource's own document."""
    uses = {name: tuple(dict.fromkeys(_references(schema.raw, shapes))) for name, schema in contract.schemas.items()}
    users: dict[str, set[str]] = {}
    for wish in wanted:
        for name in _reach(_references(wish.schema.raw, shapes), uses):
            users.setdefault(name, set()).add(wish.module)
    modules = {name: next(iter(using)) if len(using) == 1 else SHARED for name, using in users.items()}
    preferred = {name: home for name, home in homes.items() if name in users}
    return modules | _without_circles(preferred, modules, users, uses)


def _reach(start: Iterator[str], uses: Mapping[str, Sequence[str]]) -> set[str]:
    seen: set[str] = set()
    todo = list(start)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(uses.get(name, ()))
    return seen


def _references(raw: Any, shapes: Shapes) -> Iterator[str]:
    if isinstance(raw, Mapping):
        if isinstance(raw.get("$ref"), str):
            yield shapes.component({"$ref": raw["$ref"]})
        for key, value in raw.items():
            if key not in ("example", "examples", "default", "enum", "const"):
                yield from _references(value, shapes)
    elif isinstance(raw, list):
        for value in raw:
            yield from _references(value, shapes)


def _without_circles(
    preferred: Mapping[str, str],
    modules: Mapping[str, str],
    users: Mapping[str, set[str]],
    uses: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """The preferred homes that make no two modules import each other: what others use may itself use none of theirs."""
    homes = {name: home for name, home in preferred.items() if users[name] == {home}}
    for name, home in preferred.items():
        if name in homes:
            continue
        attempt = {**modules, **homes, name: home}
        below = _reach(iter(uses.get(name, ())), uses)
        if all(attempt.get(other) == home for other in below if other != name):
            homes[name] = home
    return homes
