"""All cases of a project in one JSON file, one operation, resource or model a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oagen.blueprint.documents import MANY
from oagen.blueprint.model import LISTS, Blueprint, Field, Group, OperationPlan, Resource
from oagen.contract.media import is_json
from oagen.contract.model import JSON, Operation
from oagen.render.beside import naming_arguments
from oagen.render.cases.bodies import inside, spelling
from oagen.render.cases.factories import factories
from oagen.render.cases.lists import filters_of, paging_of, shows_all
from oagen.render.cases.models import ModelCases
from oagen.render.cases.requests import mistakes_of, request_of, rows_needed, takes_any_media
from oagen.render.cases.rows import contract_operations, rows_of
from oagen.render.cases.samples import Samples
from oagen.render.contract_files import contract_json
from oagen.render.handlers import handlers, used_arguments
from oagen.render.saving import upsert_statuses
from oagen.render.tables import resource_above


def contract_cases(blueprint: Blueprint) -> str:
    """`tests/contract/cases.json`: {operations, rows, models}; see `tests/support/cases.py` for what is in it."""
    return contract_json(_Maker(blueprint).cases()).decode().rstrip("\n")


class _Maker:
    """Makes the cases of one blueprint."""

    def __init__(self, blueprint: Blueprint) -> None:
        self._blueprint = blueprint
        self._samples = Samples(blueprint.contract)
        self._operations = contract_operations(blueprint.contract)
        self._facts = {facts.resource.plural: facts for facts in factories(blueprint)}
        self._rows = {name: rows_of(facts, self._operations, self._samples) for name, facts in self._facts.items()}
        self._models = ModelCases(blueprint)
        self._guarded = {
            handler.plan.operation_id
            for owner in blueprint.owners
            for handler in handlers(blueprint, owner).operations
            if handler.expect
        }

    def cases(self) -> dict[str, JSON]:
        operations: list[JSON] = []
        models: dict[str, JSON] = {}
        for owner in self._blueprint.owners:
            for plan in owner.operations:
                request = self._request(owner, plan)
                operations.append(self._case(owner, plan, request))
                model = self._models.case(plan, request.get("body")) if request else None
                if model:
                    models.setdefault(model["model"], model)
        rows = {name: [_without_empty(document=dict(row.document), keys=dict(row.keys)) for row in found]
                for name, found in self._rows.items()}  # fmt: skip
        return {"operations": operations, "rows": rows, "models": list(models.values())}

    def _request(self, owner: Resource | Group, plan: OperationPlan) -> dict[str, JSON] | None:
        facts = self._facts.get(owner.plural) if isinstance(owner, Resource) else None
        about = facts if plan.role != "custom" else None
        return request_of(self._operations[plan.operation_id], plan, about, self._samples)

    def _case(
        self, owner: Resource | Group, plan: OperationPlan, request: Mapping[str, JSON] | None
    ) -> dict[str, JSON]:
        operation = self._operations[plan.operation_id]
        resource = owner if isinstance(owner, Resource) else None
        case = _without_empty(
            id=plan.operation_id,
            method=plan.method,
            path=plan.path,
            function=plan.function,
            role=plan.role,
            service=f"{self._module(owner)}.{owner.class_name}Service",
            arguments=_arguments(plan),
            body_argument=plan.body.python_name if plan.body else "",
            guarded=plan.operation_id in self._guarded,
            resource=self._about(owner, plan),
            members=next((r.plural for r in self._blueprint.resources if resource and r.name == resource.member), ""),
            needs=rows_needed(plan, resource),
            keys=self._keys(plan),
            named={a.parameter: a.column for a in naming_arguments(plan)},
            open=plan.open_keys or bool(plan.row_property and plan.row_property.makes_row),
            refuses=bool(plan.guard or (plan.change and plan.change.refuses)) or _makes_once(plan),
            within=plan.guard is not None,
            place=list(plan.row_property.place) if plan.row_property else [],
            slot=plan.content.slot if plan.content else "",
            any_media=takes_any_media(operation),
            answer=_answer(plan, operation),
        )
        if request is None or _refers_at_will(owner, plan) or not self._can_be_filled(owner, plan):
            return case
        case["request"] = dict(request)
        case |= _without_empty(mistakes=mistakes_of(operation, request, self._samples))
        if resource is not None:
            case |= _without_empty(echoed=_echoed(plan, resource, operation, request))
            case |= _without_empty(brought=_brought(plan, resource, request))
        if resource is not None and plan.role == "list" and shows_all(plan):
            facts, rows = self._facts[resource.plural], self._rows[resource.plural]
            case |= _without_empty(
                paging=paging_of(plan, operation, resource, self._samples),
                filters=filters_of(plan, operation, facts, rows, self._samples),
                shows=_identity(resource) or None,
            )
        return case

    def _about(self, owner: Resource | Group, plan: OperationPlan) -> str:
        """The resource whose rows are made before a request; "" for none."""
        if plan.role == "related":
            return resource_above(self._blueprint, plan).plural
        return owner.plural if isinstance(owner, Resource) else ""

    def _keys(self, plan: OperationPlan) -> dict[str, str]:
        """Parameter → column of the rows that it picks."""
        if plan.role == "related":
            return {plan.keys[0].parameter: resource_above(self._blueprint, plan).path_keys[0].column}
        return {key.parameter: key.column for key in plan.keys}

    @staticmethod
    def _module(owner: Resource | Group) -> str:
        return owner.plural if isinstance(owner, Resource) else owner.name

    def _can_be_filled(self, owner: Resource | Group, plan: OperationPlan) -> bool:
        """Whether the rows that the operation needs can be made."""
        needs = rows_needed(plan, owner) if isinstance(owner, Resource) else ""
        name = owner.plural if isinstance(owner, Resource) else ""
        while name:
            facts = self._facts[name]
            if needs == "item" and not self._rows[name]:
                return False
            name, needs = (facts.parent.plural, "item") if facts.parent else ("", "")
        return True


def _refers_at_will(owner: Resource | Group, plan: OperationPlan) -> bool:
    """Whether an operation gives what a row refers to, and rows may refer to nothing."""
    if plan.reference is None or not isinstance(owner, Resource):
        return False
    return any(column.nullable for column in owner.columns if column.property == plan.reference.property)


def _arguments(plan: OperationPlan) -> dict[str, str]:
    """Parameter of the service's method → the contract's parameter that a valid request gives."""
    given = (each for each in used_arguments(plan) if each.required or each.location == "path")
    return {each.python_name: each.parameter for each in given}


def _answer(plan: OperationPlan, operation: Operation) -> dict[str, JSON]:
    """Status, and where in a JSON body the document or the list of them stands. An upsert's is that of creating."""
    view = plan.view
    if view is None:
        return {"status": operation.answers[0].status}
    json = bool(view.media_type and is_json(view.media_type) and view.whole)
    is_alone = view.is_list and plan.role not in (*LISTS, *MANY, "clear")
    created, _ = upsert_statuses(plan, operation)
    return _without_empty(
        status=created or view.status,
        media_type=view.media_type,
        wrapper=[*view.wrapper, 0] if is_alone else list(view.wrapper),
        is_json=json,
        is_list=view.is_list and not is_alone,
        made=sorted({place[0] for place in view.links}),
    )


def _identity(resource: Resource) -> str:
    """The property by which clients tell one row from another; "" if they cannot."""
    columns = {key.column for key in resource.identity}
    shown = [each.property for each in resource.fields if each.column.name in columns and not each.write_only]
    return shown[0] if len(shown) == 1 else ""


def _echoed(
    plan: OperationPlan, resource: Resource, operation: Operation, request: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Property → value: what an answer to the request has to show as it was sent."""
    if plan.body is None or plan.body.kind != "model" or plan.body.into or not plan.view or not plan.view.whole:
        return {}
    document = inside(request.get("body"), plan.body) or {}
    filled = {each[0][-1] for each in request.get("filled", ())}
    hidden = {*plan.view.hidden, *plan.view.fitting}
    if plan.change and plan.role == "transition":  # of what comes with a change of state, only some may be kept
        hidden |= {each.property for each in resource.fields} - set(plan.change.given.values())
    return {
        each.property: document[spelling(each, plan.body)]
        for each in resource.fields
        if _is_plain(each) and each.property not in hidden
        and spelling(each, plan.body) in document and spelling(each, plan.body) not in filled
    }  # fmt: skip


def _makes_once(plan: OperationPlan) -> bool:
    """Whether an operation refuses to make a property that is there already."""
    return plan.role == "replace_property" and bool(plan.row_property and plan.row_property.refuses)


def _brought(plan: OperationPlan, resource: Resource, request: Mapping[str, JSON]) -> JSON:
    """What the row has to show of a property that a request changes by its own path; None for nothing certain."""
    use, value = plan.row_property, request.get("body")
    if use is None or plan.body is None or plan.body.kind == "admitted":
        return None
    for name in plan.body.wrapper:
        value = value.get(name) if isinstance(value, Mapping) else None
    top = next(field for field in resource.fields if field.property == use.place[0])
    if isinstance(value, Mapping):
        return {name: inner for name, inner in value.items() if inner is not None}
    return value if top.column.type != "datetime" else None


def _is_plain(field: Field) -> bool:
    """Whether a client sets the property and sees it again, spelled the same."""
    spelled_anew = field.column.type in ("datetime",)
    return bool(field.property) and not (field.read_only or field.write_only or field.generated or spelled_anew)


def _without_empty(**entries: Any) -> dict[str, JSON]:
    return {name: value for name, value in entries.items() if value not in (None, "", False, (), [], {})}
