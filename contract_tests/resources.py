"""What clients do with a resource, driven by its blueprint: create, read, find, change, filter, page and delete it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from oagen.blueprint.model import Argument, Blueprint, Field, OperationPlan, Resource
from oagen.contract.media import is_json
from schemathesis.core.transport import Response

from contract_tests.api import Api, shown
from contract_tests.bodies import Bodies, inside
from contract_tests.comparing import COMPARISONS, same

GONE = (404, 410)
CONFLICT = 409
ATTEMPTS = 6  # bodies to try when one collides with what is stored
PAGE_SIZE = 2
MOST_PAGES = 200


@dataclass(slots=True)
class Kept:
    """A document that the service keeps. `keys` maps columns of its table to values: its parents' keys and its own."""

    resource: Resource
    document: dict[str, Any]
    keys: dict[str, Any] = field(default_factory=dict)


def is_drivable(resource: Resource) -> bool:
    """Whether clients can both create and read it, in JSON."""
    reads = plan_of(resource, "read")
    json = reads is not None and reads.view is not None and reads.view.media_type and is_json(reads.view.media_type)
    return bool(json and reads and reads.view and reads.view.whole and creator(resource) and not resource.singleton)


def plan_of(resource: Resource, role: str) -> OperationPlan | None:
    """The first operation with a role."""
    return next((plan for plan in resource.operations if plan.role == role), None)


def creator(resource: Resource) -> OperationPlan | None:
    """The operation that brings documents about."""
    return plan_of(resource, "create") or plan_of(resource, "upsert")


class Driver:
    """Uses the resources of one service."""

    def __init__(self, blueprint: Blueprint, api: Api) -> None:
        self._api = api
        self._bodies = Bodies(blueprint.contract)
        self._by_name = {resource.name: resource for resource in blueprint.resources}
        self._given: dict[tuple[str, str], set[Any]] = {}
        self._created: list[Kept] = []
        self._by_table = {resource.table: resource for resource in blueprint.resources}

    def create(self, resource: Resource, scope: Mapping[str, Any] | None = None) -> Kept:
        """Create a document, and first whatever it lies below or refers to."""
        plan = creator(resource)
        assert plan is not None, f"{resource.name} cannot be created"
        keys = dict(self.scope(resource) if scope is None else scope)
        for _ in range(ATTEMPTS):
            keys |= self._chosen_keys(resource, {key.column for key in resource.identity})
            sent, body = self._body(resource, plan, keys)
            response = self._send(plan, keys, body=body)
            if response.status_code != CONFLICT:
                break
        assert response.status_code < 300, f"{plan.operation_id}: {response.status_code} {response.text}"
        kept = Kept(resource, sent, keys)
        if plan.view and plan.view.whole and plan.view.media_type:
            # what a PUT makes may have a status of its own
            status = response.status_code if plan.role == "upsert" else plan.view.status
            answer = shown(response, replace(plan.view, status=status))
            kept.document = answer[0] if plan.view.is_list else answer
            self.expect(kept, sent, plan)
        self._learn_identity(kept, response)
        self._created.append(kept)
        return kept

    def scope(self, resource: Resource) -> dict[str, Any]:
        """Keys of a new parent for documents of a resource."""
        if not resource.scope:
            return {}
        parent = self._by_name.get(resource.parent)
        if parent is None:
            return self._chosen_keys(resource, {key.column for key in resource.scope})
        above = self.create(parent)
        outer = [*parent.scope, *parent.identity]
        pairs = zip(resource.scope, outer, strict=True)
        return {mine.column: above.keys[theirs.column] for mine, theirs in pairs}

    def read(self, kept: Kept) -> dict[str, Any] | None:
        """The document as the service shows it now; None when it is gone."""
        plan = plan_of(kept.resource, "read")
        assert plan is not None
        assert plan.view is not None
        response = self._send(plan, kept.keys)
        return None if response.status_code in GONE else shown(response, plan.view)

    def change(self, kept: Kept, role: str) -> None:
        """Replace or update the document with other values, and look at what the service made of it."""
        plan = plan_of(kept.resource, role)
        assert plan is not None
        sent, body = self._body(kept.resource, plan, kept.keys, kept.document)
        response = self._send(plan, kept.keys, body=body)
        assert response.status_code < 300, f"{plan.operation_id}: {response.status_code} {response.text}"
        now = self.read(kept)
        assert now is not None
        kept.document = now
        self.expect(kept, sent, plan)

    def delete(self, kept: Kept) -> None:
        """Delete the document."""
        plan = plan_of(kept.resource, "delete")
        assert plan is not None
        response = self._send(plan, kept.keys)
        assert response.status_code < 300, f"{plan.operation_id}: {response.status_code} {response.text}"

    def clean(self) -> None:
        """Delete what is left of what was created, the last first."""
        while self._created:
            kept = self._created.pop()
            if plan := plan_of(kept.resource, "delete"):
                self._send(plan, kept.keys)

    def found(self, kept: Kept, **query: Any) -> bool:
        """Whether a list shows the document."""
        return any(self.is_it(kept, document) for page in self.pages(kept, query) for document in page)

    def pages(self, kept: Kept, query: Mapping[str, Any], size: int | None = None) -> Iterator[list[dict[str, Any]]]:
        """The pages of the list that the document belongs to."""
        plan = plan_of(kept.resource, "list")
        assert plan is not None
        assert plan.view is not None
        position: dict[str, Any] | None = {}
        number = skipped = 0
        while position is not None:
            assert number < MOST_PAGES, f"{plan.operation_id} never ends"
            limits = self._limits(plan, size) if size else {}
            response = self._send(plan, kept.keys, query={**query, **limits, **position})
            documents = shown(response, plan.view)
            yield documents
            number, skipped = number + 1, skipped + len(documents)
            position = self._next(plan, response, number, skipped) if documents else None

    def filters(self, kept: Kept) -> Iterator[tuple[Argument, Any]]:
        """The filters of the list that one of the document's own values can be put into, with that value."""
        plan = plan_of(kept.resource, "list")
        assert plan is not None
        for argument in plan.arguments:
            shown_as = self._field(kept.resource, argument.column)
            value = kept.document.get(shown_as.property) if shown_as else None
            if argument.use != "filter" or value is None:
                continue
            value = [value] if argument.operator == "in" else value
            if self._bodies.admits(self._schema(plan, argument), value):
                yield argument, value

    def satisfies(self, resource: Resource, document: Mapping[str, Any], argument: Argument, value: Any) -> bool:
        """Whether a listed document fits a filter."""
        shown_as = self._field(resource, argument.column)
        if shown_as is None or document.get(shown_as.property) is None:
            return False
        return COMPARISONS[argument.operator](document[shown_as.property], value)

    def is_it(self, kept: Kept, document: Mapping[str, Any]) -> bool:
        """Whether a listed document is this one: the same identity, or no identity and the same values."""
        own = [self._field(kept.resource, key.column) for key in kept.resource.identity]
        names = [each.property for each in own if each is not None and each.property in document]
        if not names:
            return all(same(document[name], kept.document.get(name)) for name in document)
        return all(same(document[name], kept.document.get(name)) for name in names)

    def expect(self, kept: Kept, sent: Mapping[str, Any], plan: OperationPlan) -> None:
        """Everything that was sent, and that the service shows, is shown as it was sent."""
        for each in kept.resource.fields:
            hidden = each.write_only or each.read_only or each.property not in kept.document
            if not hidden and each.property in sent:
                now, wanted = kept.document[each.property], sent[each.property]
                assert same(now, wanted), f"{plan.operation_id}: {each.property} is {now!r}, not {wanted!r}"

    def _body(
        self, resource: Resource, plan: OperationPlan, keys: Mapping[str, Any], now: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], Any]:
        """A document and the body around it, whose references exist and whose identity is the path's."""
        assert plan.body is not None
        body = self._bodies.next(resource.name, plan)
        document = inside(body, plan.body)
        own = {key.column for key in resource.identity}
        for each in resource.fields:
            if each.property not in document:
                continue
            reference = each.column.foreign_key
            if each.column.name in own and each.column.name in keys:
                document[each.property] = keys[each.column.name]
            elif reference is None and (each.column.unique or each.column.name in own):
                document[each.property] = self._unused(resource, each, document[each.property])
            elif reference is not None:
                target = self._by_table[reference.table]
                if target.name != resource.name and is_drivable(target):
                    document[each.property] = self.create(target).keys[target.identity[-1].column]
                elif now is not None and each.property in now:
                    document[each.property] = now[each.property]
                else:
                    del document[each.property]
        return document, body

    def _unused(self, resource: Resource, field: Field, value: Any) -> Any:
        """A value that no document of the resource was given yet."""
        given = self._given.setdefault((resource.name, field.property), set())
        if isinstance(value, str) and value in given:
            value = self._bodies.unlike(field.schema.raw, value, len(given))
        given.add(value)
        return value

    def _send(
        self, plan: OperationPlan, keys: Mapping[str, Any], *, query: Mapping[str, Any] | None = None, body: Any = None
    ) -> Response:
        path = {key.parameter: keys[key.column] for key in plan.keys}
        media_type = self._bodies.media(plan).name if body is not None else None
        needed = {
            argument.parameter: self._bodies.several(self._schema(plan, argument), 1)[0]
            for argument in plan.arguments
            if argument.required and argument.location == "query"
        }
        return self._api.send(plan, path=path, query={**needed, **(query or {})}, body=body, media_type=media_type)

    def _learn_identity(self, kept: Kept, response: Response) -> None:
        location = response.headers.get("location", [""])[0].rstrip("/").rpartition("/")[2]
        for key in kept.resource.identity:
            shown_as = self._field(kept.resource, key.column)
            if key.column not in kept.keys:
                known = shown_as is not None and shown_as.property in kept.document
                kept.keys[key.column] = kept.document[shown_as.property] if known and shown_as else location

    def _chosen_keys(self, resource: Resource, columns: set[str]) -> dict[str, Any]:
        """Values for those of the columns that the client chooses in the path of the creating operation."""
        plan = creator(resource)
        assert plan is not None
        chosen = [key for key in plan.keys if key.column in columns]
        return {key.column: self._bodies.next_key(resource.name, plan, key.parameter) for key in chosen}

    def _limits(self, plan: OperationPlan, size: int) -> dict[str, Any]:
        return {argument.parameter: size for argument in plan.arguments if argument.use in ("limit", "size")}

    def _next(self, plan: OperationPlan, response: Response, number: int, skipped: int) -> dict[str, Any] | None:
        """Query parameters of the next page; None when there is none."""
        parameters = {argument.use: argument.parameter for argument in plan.arguments}
        style = plan.paging.style if plan.paging else "none"
        if style == "offset" and "offset" in parameters:
            return {parameters["offset"]: skipped}
        if style == "page" and "page" in parameters and plan.paging:
            return {parameters["page"]: plan.paging.first_page + number}
        if style == "cursor" and plan.view and "next_cursor" in plan.view.meta:
            cursor = response.json()
            for name in plan.view.meta["next_cursor"]:
                cursor = cursor[name]
            return {parameters["cursor"]: cursor} if cursor else None
        return None

    def _schema(self, plan: OperationPlan, argument: Argument) -> Any:
        parameters = self._bodies.operation(plan).parameters
        return next(
            each.schema.raw
            for each in parameters
            if (each.name, each.location) == (argument.parameter, argument.location)
        )

    def _field(self, resource: Resource, column: str) -> Field | None:
        return next((each for each in resource.fields if each.column.name == column), None)
