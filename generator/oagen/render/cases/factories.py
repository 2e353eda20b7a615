"""Facts for the factories of test data: what a resource's rows lie below and refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oagen.blueprint.model import Blueprint, Resource
from oagen.render.tables import parent_of, tables_in_order


@dataclass(frozen=True, slots=True)
class Reference:
    """A property that holds the key of another resource's row."""

    resource: Resource
    column: str  # of the other resource


@dataclass(frozen=True, slots=True)
class FactoryFacts:
    """What the factory of one resource needs to know."""

    resource: Resource
    parent: Resource | None
    scope: Mapping[str, str]  # own column → column of the parent
    references: Mapping[str, Reference] = field(default_factory=dict)  # property → what it refers to

    @property
    def seeded(self) -> bool:
        """Whether rows come from seeds alone: no client creates them."""
        return not any(plan.role in ("create", "upsert", "join") for plan in self.resource.operations)


def factories(blueprint: Blueprint) -> list[FactoryFacts]:
    """The factories, each after those it needs."""
    found: list[FactoryFacts] = []
    made: dict[str, Resource] = {}
    for resource in tables_in_order(blueprint):
        parent = parent_of(blueprint, resource) if resource.parent else None
        above = parent.path_keys if parent else ()
        scope = {mine.column: theirs.column for mine, theirs in zip(resource.scope, above, strict=False)}
        whole = parent is not None and parent.table in made and len(above) == len(resource.scope)
        found.append(
            FactoryFacts(
                resource,
                parent if whole else None,
                scope if whole else {},
                _references(resource, made),
            )
        )
        made[resource.table] = resource
    return found


def _references(resource: Resource, made: Mapping[str, Resource]) -> dict[str, Reference]:
    scope = {key.column for key in resource.scope}
    return {
        each.property: Reference(made[each.column.foreign_key.table], each.column.foreign_key.column)
        for each in resource.fields
        if each.property
        and each.column.foreign_key
        and each.column.foreign_key.table in made
        and each.column.name not in scope
    }
