"""Indexes: on what lists filter and sort by."""

from __future__ import annotations

from dataclasses import replace

from oagen.blueprint.model import LISTS, Column, Resource


def with_indexes(resource: Resource) -> Resource:
    """Index what lists filter and sort by."""
    asked = {a.column for o in resource.operations for a in o.arguments if a.use == "filter" and a.column}
    asked |= {key.column for o in resource.operations if o.role == "related" for key in o.keys}
    told = {o.paging.order.removeprefix("-") for o in resource.operations if o.paging}
    asked |= {column.name for column in resource.columns if column.property in told - {""}}
    asked |= {resource.sort_column} if any(o.role in LISTS for o in resource.operations) else set()

    def indexed(column: Column) -> Column:
        wanted = column.name in asked and column.type not in ("json", "text") and not column.primary_key
        return replace(column, indexed=column.indexed or wanted)

    return replace(
        resource,
        columns=tuple(map(indexed, resource.columns)),
        fields=tuple(replace(f, column=indexed(f.column)) for f in resource.fields),
    )
