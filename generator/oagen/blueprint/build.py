"""The blueprint stage: `Contract` → `Blueprint`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from keyword import kwlist
from typing import Any

from oagen.blueprint.arguments import asks_in_vain
from oagen.blueprint.bulk import add_bulk
from oagen.blueprint.candidates import ROLE_KEY, Candidate, find_candidates
from oagen.blueprint.contents import find_contents, with_content_paths
from oagen.blueprint.counts import with_counts
from oagen.blueprint.exchange import with_exchanges
from oagen.blueprint.guards import guard_rows
from oagen.blueprint.indexes import with_indexes
from oagen.blueprint.inner_columns import inner_fields, with_inner_columns
from oagen.blueprint.latest import add_latest
from oagen.blueprint.memberships import with_memberships
from oagen.blueprint.model import Blueprint, Group, OperationPlan, Resource
from oagen.blueprint.models import derive_models
from oagen.blueprint.modules import SHARED, assign_modules
from oagen.blueprint.named_rows import add_named_rows
from oagen.blueprint.naming import Names, class_stem, kebab, plural, snake
from oagen.blueprint.openness import with_open_scopes
from oagen.blueprint.other_rows import with_other_rows
from oagen.blueprint.outgoing import plan_outgoing
from oagen.blueprint.own_references import with_own_references
from oagen.blueprint.paths import Path
from oagen.blueprint.plans import Models, custom_plan, resource_plan
from oagen.blueprint.relations import add_relations, with_held_parents
from oagen.blueprint.resource_names import with_names
from oagen.blueprint.resources import Tools, make_resources
from oagen.blueprint.row_properties import find_row_properties
from oagen.blueprint.searches import add_searches
from oagen.blueprint.seeds import with_seeds
from oagen.blueprint.shapes import Shapes
from oagen.blueprint.soft_deletes import with_soft_deletes
from oagen.blueprint.transitions import add_transitions
from oagen.contract.dump import bare
from oagen.contract.model import Contract, Operation
from oagen.contract.samples import NOTHING, Sampler
from oagen.contract.validators import Validators
from oagen.contract.view import RESPONSE
from oagen.diagnostics import Diagnostic, Severity

ROLES = frozenset({"create", "create_many", "list", "read", "replace", "update", "upsert", "delete", "clear", "custom"})
_RESERVED_MODULES = frozenset(kwlist) | frozenset(
    {SHARED, "webhooks", "health", "metrics", "docs", "base", "dependencies"}
)
Pair = tuple[Candidate, Resource]


def build_blueprint(contract: Contract) -> tuple[Blueprint, list[Diagnostic]]:
    """Infer the service that a contract asks for. Every operation of the contract has exactly one plan."""
    shapes = Shapes(contract)
    validators = Validators({name: schema.raw for name, schema in contract.schemas.items()}, contract.dialect)
    sampler = Sampler(validators)

    def example(raw: Any) -> Any:
        return sampler.sample(raw, RESPONSE)

    def plainest(raw: Any) -> Any:
        return sampler.plainest(raw, RESPONSE)

    def admits(raw: Any, value: Any) -> bool:
        return validators.is_valid(validators.views.of(raw, RESPONSE), value)

    def shown(raw: Any) -> Any:
        return bare(validators.views.of(raw, RESPONSE))

    tools = Tools(contract, shapes, example, plainest, NOTHING, admits, shown)
    candidates = find_row_properties(contract, shapes, find_candidates(contract, shapes))
    add_searches(contract, shapes, candidates)
    add_bulk(contract, shapes, candidates)
    add_named_rows(contract, shapes, candidates)
    candidates = find_contents(contract, shapes, candidates)
    add_transitions(contract, shapes, candidates)
    guard_rows(contract, shapes, candidates)
    candidates = with_memberships(contract, shapes, candidates)
    pairs = with_own_references(with_names(make_resources(candidates, tools), tools), tools)
    pairs = with_held_parents(contract, pairs)
    add_relations(contract, shapes, pairs)
    add_latest(contract, shapes, pairs)
    _leave_vain_searches(contract, shapes, pairs)
    pairs = with_counts(_with_free_modules(with_open_scopes(pairs, contract)), tools)
    pairs = with_content_paths(with_other_rows(pairs, tools))
    pairs, unrestorable = with_soft_deletes(pairs, contract)
    pairs = with_seeds(pairs, tools)
    models = Models([])
    plans, owners = _plan(contract, pairs, models, tools)
    outgoing = plan_outgoing(contract.outgoing, models)
    homes = {shapes.component(c.read): r.plural for c, r in reversed(pairs) if shapes.component(c.read)}
    modules = assign_modules(contract, shapes, models.wanted, homes)
    derived, refs = derive_models(contract, models.wanted, modules)
    settled = {plan.operation_id: Models.settle(plan, refs) for plan in plans}
    by_id = {operation.id: operation for operation in contract.operations}
    outgoing = tuple(replace(plan, model=Models.real(plan.model, refs)) for plan in outgoing)
    resources = tuple(
        with_indexes(
            with_inner_columns(
                replace(
                    r,
                    operations=with_exchanges(
                        _of(r.plural, owners, settled), by_id, r.fields, shapes, versioned=not r.member
                    ),
                ),
                shapes,
            )
        )
        for _, r in pairs
    )
    own = {r.plural for r in resources}
    groups = tuple(
        Group(name, class_stem(name), _tag(contract, owners, name), _of(name, owners, settled))
        for name in dict.fromkeys(owners.values())
        if name not in own
    )
    package = kebab(contract.title, "service")
    found = [*_diagnostics(contract, candidates), *unrestorable]
    return Blueprint(contract, package, resources, groups, derived, outgoing=outgoing), found


def _leave_vain_searches(contract: Contract, shapes: Shapes, pairs: Sequence[Pair]) -> None:
    """Take back lists below a collection that require what would change nothing (`/rooms/available?from=…`)."""
    by_id = {operation.id: operation for operation in contract.operations}
    for candidate, resource in pairs:
        for operation in [by_id[name] for name, role in candidate.roles.items() if role == "list"]:
            is_asked = ROLE_KEY in operation.extensions or Path.to(operation).key == candidate.collection.key
            if not is_asked and asks_in_vain(shapes, operation, resource.fields, inner_fields(shapes, resource)):
                del candidate.roles[operation.id]


def _with_free_modules(pairs: Sequence[Pair]) -> list[Pair]:
    names = Names(_RESERVED_MODULES)
    return [(c, replace(r, plural=names.take(r.plural), table=r.table)) for c, r in pairs]


def _plan(
    contract: Contract, pairs: Sequence[Pair], models: Models, tools: Tools
) -> tuple[list[OperationPlan], dict[str, str]]:
    """A plan for every operation, and operation id → module of the resource or group that it belongs to."""
    functions: dict[str, Names] = {}
    owners: dict[str, str] = {}
    plans = []
    for operation in contract.operations:
        owner = next(((c, r) for c, r in pairs if operation.id in c.roles or operation.id in c.contents), None)
        if owner:
            candidate, resource = owner
            owners[operation.id] = resource.plural
            names = functions.setdefault(resource.plural, Names())
            reference = candidate.references.get(operation.id)
            others = ((c, r) for c, r in pairs if c is candidate.member or (reference and r.name == reference.resource))
            shown = next(others, owner)
            role = _role(candidate, operation)
            plans.append(resource_plan(operation, role, candidate, resource, shown, names, models, tools))
            continue
        nearest, keys = _nearest(operation, pairs)
        module = nearest.plural if nearest else _group_name(operation, pairs)
        owners[operation.id] = module
        names = functions.setdefault(module, Names())
        plans.append(custom_plan(operation, keys, module, nearest.name if nearest else "", names, models, tools))
    return plans, owners


def _role(candidate: Candidate, operation: Operation) -> str:
    return candidate.roles.get(operation.id) or candidate.contents[operation.id].does


def _nearest(operation: Operation, pairs: Sequence[Pair]) -> tuple[Resource | None, tuple[Any, ...]]:
    """The resource that a custom operation lies below, and the keys that must name its rows."""
    path = Path.to(operation).row
    best: tuple[int, Resource, tuple[Any, ...]] | None = None
    for candidate, resource in pairs:
        for anchor, keys in (
            (candidate.item, resource.path_keys),
            (candidate.collection, resource.scope),
        ):
            if anchor and path.starts_with(anchor) and (best is None or len(anchor.segments) > best[0]):
                best = (len(anchor.segments), resource, keys)
    return (best[1], best[2]) if best else (None, ())


def _group_name(operation: Operation, pairs: Sequence[Pair]) -> str:
    """The module of an operation without a resource: its tag, else the first word of its path."""
    literal = next((s for s in Path.to(operation).segments if "{" not in s), "root")
    name = snake(operation.tags[0] if operation.tags else literal, "service")
    taken = {r.plural for _, r in pairs} | _RESERVED_MODULES
    classes = {r.class_name for _, r in pairs}
    is_free = name not in taken and plural(name) not in taken and class_stem(name) not in classes
    return name if is_free else f"{name.rstrip('_')}_operations"


def _of(module: str, owners: Mapping[str, str], plans: Mapping[str, OperationPlan]) -> tuple[OperationPlan, ...]:
    return tuple(plans[operation_id] for operation_id, owner in owners.items() if owner == module)


def _tag(contract: Contract, owners: Mapping[str, str], module: str) -> str:
    tags = (o.tags[0] for o in contract.operations if owners[o.id] == module and o.tags)
    return next(tags, module)


def _diagnostics(contract: Contract, candidates: Sequence[Candidate]) -> list[Diagnostic]:
    """Overrides that name no role."""
    found = []
    for operation in contract.operations:
        role = operation.extensions.get(ROLE_KEY)
        if role is not None and role not in ROLES:
            found.append(Diagnostic(
                "unknown-role", Severity.ERROR, f"{ROLE_KEY} is {role!r}", pointer=f"{operation.pointer}/{ROLE_KEY}",
                hint=f"use one of {', '.join(sorted(ROLES))}",
            ))  # fmt: skip
    return found
