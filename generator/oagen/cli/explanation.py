"""A blueprint, told to people (tables) and to programs (JSON values)."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from oagen.blueprint.model import Blueprint, Column, Evidence, Field, OperationPlan, Resource
from oagen.cli.queries import filters_of, order_of, told_of
from oagen.derivation import Decision

_WIDE = 160  # characters of a line where no terminal says how many there are


def explanation(blueprint: Blueprint, decisions: Iterable[Decision] = ()) -> dict[str, Any]:
    """The blueprint as JSON values; `decisions` made a contract of schemas before there was a blueprint."""
    return {
        "package": blueprint.package,
        "derivation": [asdict(decision) for decision in decisions],
        "resources": [_resource(resource) for resource in blueprint.resources],
        "groups": [{"name": group.name, "tag": group.tag} for group in blueprint.groups],
        "operations": [_operation(plan, blueprint.resources) for plan in blueprint.operations],
    } | summary(blueprint)


def summary(blueprint: Blueprint) -> dict[str, Any]:
    """What a build has to tell: roles, additions, what is to be written, unmapped parameters, examples in documents,
    what they never show, and what has values of its own beside the rows that it is about."""
    additions: dict[str, list[str]] = {}
    for addition in blueprint.contract.additions:
        additions.setdefault(addition.operation, []).append(addition.status)
    return {
        "roles": dict(sorted(Counter(plan.role for plan in blueprint.operations).items())),
        "additions": additions,
        "custom_operations": [plan.operation_id for plan in blueprint.operations if plan.stub],
        "unread_media": {
            plan.operation_id: list(plan.body.unread) for plan in blueprint.operations if plan.body and plan.body.unread
        },
        "unmapped_parameters": {
            plan.operation_id: unmapped for plan in blueprint.operations if (unmapped := _unmapped(plan))
        },
        "examples": {resource.plural: list(resource.examples) for resource in blueprint.resources if resource.examples},
        "never_set": {r.plural: list(r.never_set) for r in blueprint.resources if r.never_set},
        "kept_apart": {r.plural: apart for r in blueprint.resources if (apart := _kept_apart(r))},
    }


def print_explanation(blueprint: Blueprint, decisions: Sequence[Decision] = ()) -> None:
    """Print tables: what schemas were taken for, if there were any; a table a resource; one of all operations."""
    console = Console(soft_wrap=False, width=None if sys.stdout.isatty() else _WIDE)
    if decisions:
        console.print(_decisions_table(decisions))
    for resource in blueprint.resources:
        console.print(_columns_table(resource))
        _print_evidence(console, resource.evidence)
    console.print(_operations_table(blueprint.operations))
    for plan in blueprint.operations:
        if asked := told_of(plan, blueprint.resources):
            console.print(f"{plan.operation_id}: {asked}", markup=False, soft_wrap=True)
    told = summary(blueprint)
    for operation, names in told["unread_media"].items():
        console.print(f"to be written: {operation} of {', '.join(names)}", markup=False)
    for operation, names in told["unmapped_parameters"].items():
        console.print(f"not mapped: {', '.join(names)} of {operation}", markup=False)
    for resource_name, names in told["examples"].items():
        console.print(f"shown as in the contract's examples: {', '.join(names)} of {resource_name}", markup=False)
    for resource_name, names in told["never_set"].items():
        console.print(f"never shown, since nothing sets them: {', '.join(names)} of {resource_name}", markup=False)
    for resource_name, apart in told["kept_apart"].items():
        for name, reason in apart.items():
            console.print(f"kept apart from the rows it is about: {name} of {resource_name}: {reason}", markup=False)


def _kept_apart(resource: Resource) -> dict[str, str]:
    """Property → why it has values of its own, and not the rows that it is about."""
    return {field.property: field.apart for field in resource.fields if field.apart}


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "name": resource.name,
        "table": resource.table,
        "singleton": resource.singleton,
        "parent": resource.parent,
        "identity": [{"parameter": key.parameter, "column": key.column} for key in resource.identity],
        "scope": [{"parameter": key.parameter, "column": key.column, "of": key.parent} for key in resource.scope],
        "fields": [_field(field) for field in resource.fields],
        "columns": [_column(column) for column in resource.columns],
        "relations": [
            {
                "column": column.name,
                "table": key.table,
                "references": key.column,
                "cascade": key.cascade,
                "clears": key.clears,
            }
            for column in resource.columns
            if (key := column.foreign_key)
        ],
        "operations": [plan.operation_id for plan in resource.operations],
        "evidence": _evidence(resource.evidence),
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "property": field.property,
        "column": field.column.name,
        "required": field.required,
        "nullable": field.nullable,
        "read_only": field.read_only,
        "write_only": field.write_only,
        "generated": field.generated,
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": type_of(column),
        "nullable": column.nullable,
        "primary_key": column.primary_key,
        "unique": column.unique,
        "indexed": column.indexed,
        "values": list(column.values),
    }


def _operation(plan: OperationPlan, resources: Sequence[Resource]) -> dict[str, Any]:
    return {
        "id": plan.operation_id,
        "method": plan.method,
        "path": plan.path,
        "role": plan.role,
        "function": plan.function,
        "stub": plan.stub,
        "paging": plan.paging.style if plan.paging else "none",
        "parameters": {argument.parameter: argument.use for argument in plan.arguments},
        "filters": filters_of(plan),
        "order": order_of(plan, resources),
        "unmapped": _unmapped(plan),
        "evidence": _evidence(plan.evidence),
    }


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, str]]:
    return [{"decision": e.decision, "reason": e.reason, "decided_by": e.decided_by} for e in evidence]


def _unmapped(plan: OperationPlan) -> list[str]:
    """What a resource operation could be asked for that means nothing known."""
    return list(plan.unmapped) if plan.role != "custom" else []


def type_of(column: Column) -> str:
    """A column's type for people: `string(200)`, `enum(a, b)`."""
    if column.values:
        return f"enum({', '.join(column.values)})"
    return f"{column.type}({column.length})" if column.length else column.type


def _columns_table(resource: Resource) -> Table:
    keys = ", ".join(key.column for key in (*resource.scope, *resource.identity))
    alone = "of which there is one" if resource.singleton else "whose rows no path leads to"
    title = f"{resource.class_name}: table {resource.table}, {f'found by {keys}' if keys else alone}"
    table = Table("property", "column", "type", "notes", title=escape(title), title_justify="left")
    fields = {field.column.name: field for field in resource.fields}
    for column in resource.columns:
        notes = ", ".join(_notes(column, fields.get(column.name)))
        table.add_row(*(escape(text) for text in (column.property or "-", column.name, type_of(column), notes)))
    return table


def _notes(column: Column, field: Field | None) -> list[str]:
    flags = {
        "primary key": column.primary_key,
        "nullable": column.nullable,
        "unique": column.unique,
        "indexed": column.indexed,
        "read-only": field is not None and field.read_only,
        "write-only": field is not None and field.write_only,
        f"generated: {field.generated}" if field else "": field is not None and bool(field.generated),
    }
    relation = [f"→ {key.table}.{key.column}"] if (key := column.foreign_key) else []
    return [*(name for name, holds in flags.items() if holds), *relation]


def _decisions_table(decisions: Iterable[Decision]) -> Table:
    table = Table("schema", "is", "because", title="What the schemas describe", title_justify="left")
    for decision in decisions:
        because = f"{decision.reason} ({decision.decided_by})"
        table.add_row(*(escape(text) for text in (decision.schema, decision.decision, because)))
    return table


def _operations_table(plans: Iterable[OperationPlan]) -> Table:
    table = Table("operation", "role", "id", "because", title="Operations", title_justify="left")
    for plan in plans:
        because = "; ".join(f"{e.decision}: {e.reason} ({e.decided_by})" for e in plan.evidence)
        role = f"{plan.role}, to be written" if plan.stub else plan.role
        table.add_row(*(escape(text) for text in (f"{plan.method} {plan.path}", role, plan.operation_id, because)))
    return table


def _print_evidence(console: Console, evidence: Iterable[Evidence]) -> None:
    for item in evidence:
        console.print(f"  {item.decision}: {item.reason} ({item.decided_by})", markup=False)
    console.print()
