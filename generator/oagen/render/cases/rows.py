"""Rows for tests: documents of a resource that its table can hold side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oagen.blueprint.model import Field, OperationPlan, Resource
from oagen.contract.model import JSON, Contract, Operation
from oagen.contract.samples import NOTHING
from oagen.render.cases.bodies import bodies_of, document_of
from oagen.render.cases.factories import FactoryFacts
from oagen.render.cases.requests import held_to
from oagen.render.cases.samples import Samples

ROWS = 3  # enough for a page of two and a second page


@dataclass(frozen=True, slots=True)
class Row:
    """A document as clients give it, and the values of the columns that only paths know."""

    document: Mapping[str, JSON]
    keys: Mapping[str, JSON]


def rows_of(facts: FactoryFacts, operations: Mapping[str, Operation], samples: Samples) -> list[Row]:
    """Up to `ROWS` rows, the first with the author's own examples."""
    resource = facts.resource
    plan = _creator(resource)
    documents = _documents(plan, facts, operations, samples) if plan else _seeds(resource)
    rows: list[Row] = []
    for document in documents:
        keys = _keys(facts, len(rows), operations, samples)
        plain = _without_lists(document, resource)
        distinct = _distinct(plain, [row.document for row in rows], resource, samples)
        if distinct is not None and keys is not None:
            rows.append(Row(distinct, keys))
    return rows[:ROWS]


def _without_lists(document: Mapping[str, JSON], resource: Resource) -> dict[str, JSON]:
    """The document without rows of other tables: they may refer to something that is not there."""
    lists: dict[str, JSON] = {f.property: [] for f in resource.fields if f.held and f.required}
    held = {f.property for f in resource.fields if f.held}
    return {**{name: value for name, value in document.items() if name not in held}, **lists}


def _seeds(resource: Resource) -> list[dict[str, JSON]]:
    return [dict(document) for document in resource.seed.documents] if resource.seed else []


def _creator(resource: Resource) -> OperationPlan | None:
    """The operation that brings rows about."""
    found = [plan for role in ("create", "upsert") for plan in resource.operations if plan.role == role]
    return found[0] if found else None


def _documents(
    plan: OperationPlan, facts: FactoryFacts, operations: Mapping[str, Operation], samples: Samples
) -> list[dict[str, JSON]]:
    if facts.resource.member:
        return _seeds(facts.resource)
    if plan.body is None or plan.body.kind != "model":
        return [{} for _ in range(ROWS)]
    use = plan.body
    bodies = bodies_of(operations[plan.operation_id], plan, facts, samples, ROWS)
    documents = [document_of(body.value, use) for body in bodies]
    once = facts.resource.singleton
    # one body gives several rows where nothing in it must be unlike others
    return documents[:1] if once else [*documents, *(dict(document) for document in documents * ROWS)]


def _distinct(
    document: dict[str, JSON], others: list[Mapping[str, JSON]], resource: Resource, samples: Samples
) -> dict[str, JSON] | None:
    """The document with other values where no two rows may have the same; None if there are none."""
    identity = {key.column for key in resource.identity}
    result = dict(document)
    for field in resource.fields:
        name = field.property
        if field.column.name in identity and field.generated:  # one that counts could count into one that was given
            result.pop(name, None)
            continue
        alone = field.column.unique or (field.column.name in identity and not field.column.foreign_key)
        if not alone or name not in result or field.read_only:
            continue
        value = samples.unlike(_raw(field), result[name], [other[name] for other in others if name in other])
        if value is NOTHING:
            return None
        result[name] = value
    return result


def _raw(field: Field) -> Any:
    return field.kept.raw


def _keys(
    facts: FactoryFacts, number: int, operations: Mapping[str, Operation], samples: Samples
) -> dict[str, JSON] | None:
    """Values for the columns that the path alone knows: keys that clients choose, and scopes that are no resource."""
    resource = facts.resource
    wanted = [] if facts.parent else [key.column for key in resource.scope]
    creator = _creator(resource)
    if creator and creator.role == "upsert" and not resource.member:
        wanted += [key.column for key in resource.identity]
    found: dict[str, JSON] = {}
    for column in wanted:
        chosen = _key(resource, column, number, operations, samples)
        if chosen is NOTHING:
            return None
        found[column] = chosen
    return found


def _key(resource: Resource, column: str, number: int, operations: Mapping[str, Operation], samples: Samples) -> JSON:
    """The value of a path parameter that picks rows; a scope is the same for all rows."""
    is_scope = column in {key.column for key in resource.scope}
    for plan in resource.operations:
        name = next((key.parameter for key in plan.keys if key.column == column), None)
        for parameter in operations[plan.operation_id].parameters:
            if name is not None and (parameter.name, parameter.location) == (name, "path"):
                values = samples.several(held_to(resource.operations, parameter), ROWS, parameter.examples)
                return values[0 if is_scope else number] if len(values) > (0 if is_scope else number) else NOTHING
    return NOTHING


def contract_operations(contract: Contract) -> dict[str, Operation]:
    """The operations of a contract by their id."""
    return {operation.id: operation for operation in contract.operations}
