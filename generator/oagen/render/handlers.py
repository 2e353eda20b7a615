"""Handlers for the templates: the signature of every operation, in its service and in its route, and what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oagen.blueprint.model import LISTS, Argument, Blueprint, BodyUse, Group, OperationPlan, Resource
from oagen.blueprint.naming import words
from oagen.render.asking import counted_by, filter_of, is_numbered, links_of, sorting_of, window_of
from oagen.render.beside import given_key, naming_arguments, value_beside
from oagen.render.given import document_given
from oagen.render.imports import SchemaNames, keyword_arguments, refs_of
from oagen.render.quoting import py
from oagen.render.row_properties import PropertyConstant, change_of, property_constants
from oagen.render.saving import changed_by, created_by, upsert_statuses
from oagen.render.tables import ancestors_of, companions_of, parent_of, referred_to_by, resource_above
from oagen.render.views import ViewConstant, view_constants

_LIST_USES = frozenset({"filter", "limit", "offset", "page", "size", "cursor", "before", "sort", "order"})
_MARKERS = {"path": "Path", "query": "Query", "querystring": "Query", "header": "Header", "cookie": "Cookie"}
_BESIDE = frozenset({"custom", "upload", "download", "discard"})  # roles that do not look for a row themselves
_BESIDE_DOCUMENTS = frozenset({"key", "mask", "missing"})  # what an argument says beside a document
_PICKING = frozenset({"clear", "latest"})  # that find rows and have no pages
_LONGEST_SENTENCE = 100  # of a description, that stands for a summary
_HOLDING = frozenset({"upload", "discard"})
_ON_COLLECTION = _PICKING | _BESIDE | {"create", "create_many", "update_many", "list", "upsert", "join"}
_ON_ROW = frozenset({"replace", "update"})
_METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"})


@dataclass(frozen=True, slots=True)
class Handler:
    """One operation as code. Every string is Python source."""

    plan: OperationPlan
    docstring: str
    returns: str  # of the service's method
    answers: str  # of the route function
    view: str  # constant of the view; "" for none
    picks: str  # constant of the property that an answer shows of its row; "" for none
    service_parameters: str
    service_arguments: str
    route_parameters: str
    decorator: str
    keys: str  # arguments that pick the rows, after the conditions on them
    places: str  # keyword arguments that name the rows above, and the new row by a key that is given
    counted: str  # whether a list tells how long it is as a whole; "" for no
    numbered: bool  # whether a list by cursors tells how much is before a page
    scope: str  # a dictionary of them, for lists
    referred: str  # arguments of giving the document that `document` refers to
    unread: str  # what is left to be written: bodies that are no documents; "" for none
    expect_row: str  # the call that expects the row that such a body is about; "" for none
    expect_keys: tuple[str, ...]  # calls that refuse keys which no document may show
    refuse_deleted: tuple[str, ...]  # calls that refuse what lies below something deleted
    expect: str  # the call that expects rows to be there first; "" for none
    arguments: str  # of creating and changing: the document in the body, and the keys
    changes: str  # the method that changes a document by what the body says
    named: bool  # whether it is the body that says which document is changed
    asked: str  # what a list's body asks for, as a dictionary; "" where it asks for nothing
    window: str
    filters: tuple[str, ...]
    sorting: tuple[str, ...]
    links: str  # arguments of a list's `Links`; "" where it tells of no other pages
    version: str  # the last arguments of `Stored`
    files: tuple[str, ...]  # arguments of keeping the file that came with a document: its slot, and the file
    created: str  # the call that creates a document, which may tell of that file
    upserted: str  # names for the row that an upsert gives, and for whether it is new; "_" for what nobody asks
    gives: str  # "" | Stored | Listed | Content: what the service's method gives more than a value with
    uploaded: str  # the call that gives what was uploaded; "" where nothing is given
    reply: str  # arguments of the route's `Reply`


@dataclass(frozen=True, slots=True)
class Handlers:
    """The operations of a resource or group."""

    imports: tuple[str, ...]
    views: tuple[ViewConstant, ...]
    properties: tuple[PropertyConstant, ...]
    prefix: str
    operations: tuple[Handler, ...]
    companions: tuple[Resource, ...]
    above: tuple[Resource, ...]  # those of them that its methods look at


def handlers(blueprint: Blueprint, owner: Resource | Group) -> Handlers:
    """Everything the service and the router of a resource or group consist of."""
    plans = owner.operations
    resource = owner if isinstance(owner, Resource) else None
    schemas = SchemaNames(refs_of(plans))
    shown = [plan for plan in plans if plan.role not in ("custom", "download")]
    constants = view_constants(shown, schemas)
    prefix = _prefix([plan.path for plan in plans])
    properties = property_constants(plans, {constant.name for constant in constants.values()})
    maker = _Maker(blueprint, resource, owner.class_name, schemas, constants, properties, prefix)
    companions = tuple(companions_of(blueprint, resource)) if resource else ()
    ancestors = ancestors_of(blueprint, resource) if resource else []
    referred = referred_to_by(blueprint, resource) if resource else []
    looked_at = tuple(other for other in companions if other in ancestors or other in referred)
    views = tuple(dict.fromkeys(constants.values()))
    own = tuple(dict.fromkeys(properties.values()))
    return Handlers(tuple(schemas.lines), views, own, prefix, tuple(map(maker.handler, plans)), companions, looked_at)


@dataclass(frozen=True, slots=True)
class _Maker:
    blueprint: Blueprint
    resource: Resource | None
    owner: str  # class name of the resource or group
    schemas: SchemaNames
    constants: dict[str, ViewConstant]
    properties: dict[str, PropertyConstant]
    prefix: str

    def handler(self, plan: OperationPlan) -> Handler:
        arguments = used_arguments(plan)
        asked = [a for a in plan.arguments if is_used(plan, a) or a.location == "body"]
        operation = next(each for each in self.blueprint.contract.operations if each.id == plan.operation_id)
        new_status, old_status = upsert_statuses(plan, operation)
        gives = _gives(plan, new_status)
        of_row = self.properties[plan.operation_id].name if plan.row_property else ""
        document = change_of(plan, of_row) or document_given(plan)
        keys = {**_keys(plan), **given_key(plan)}
        body = [document, self._told_by(plan), _conditions(plan), keyword_arguments(keys)]
        body += ["refuses=True"] if plan.role == "join" and plan.change and plan.change.refuses else []
        given = ", ".join(filter(None, body))
        files = _files(plan)
        returns = "Content" if gives == "Content" else self.schemas.annotation(plan.returns)
        constant = self.constants.get(plan.operation_id)
        return Handler(
            plan=plan,
            docstring=_sentence(plan),
            returns=f"{gives}[{returns}]" if gives in ("Stored", "Listed") else returns,
            answers="Reply" if gives else returns,
            view=constant.name if constant else "",
            picks=of_row if _picks(plan) else "",
            service_parameters=", ".join(["self", *self._service_parameters(plan, arguments)]),
            service_arguments=", ".join(_service_arguments(plan, arguments)),
            route_parameters=", ".join(self._route_parameters(plan, arguments)),
            decorator=self._decorator(plan),
            keys=", ".join(filter(None, (_conditions(plan), keyword_arguments(keys)))),
            places=keyword_arguments(keys),
            counted=counted_by(plan, constant.name if constant else ""),
            numbered=is_numbered(plan),
            scope=", ".join(f"{py(column)}: {name}" for column, name in _keys(plan).items()),
            referred=self._referred(plan),
            unread=py(f"bodies of {', '.join(plan.body.unread)}") if plan.body and plan.body.unread else "",
            expect_row=f"_read({keyword_arguments(keys)})" if plan.role in _ON_ROW else "",
            expect_keys=tuple(_expected_keys(plan)),
            refuse_deleted=tuple(self._refused(plan)),
            expect=self._expected(plan),
            arguments=given,
            changes=changed_by(plan),
            named=any(argument.location == "body" for argument in naming_arguments(plan)),
            asked=document_given(plan) if any(a.location == "body" for a in asked) else "",
            window=window_of(plan),
            filters=tuple(filter_of(a) for a in asked if a.use == "filter"),
            sorting=tuple(sorting_of(asked, plan.paging)),
            links=", ".join(links_of(plan)),
            version=_version(plan),
            files=files,
            created=created_by(self.resource, files, given),
            upserted=_upserted(plan, gives),
            gives=gives,
            uploaded=_uploaded(plan),
            reply=_reply(plan, gives, new_status, old_status),
        )

    def _service_parameters(self, plan: OperationPlan, arguments: Sequence[Argument]) -> Iterator[str]:
        yield from (f"{a.python_name}: {a.annotation}" for a in arguments if a.location == "path")
        if plan.body:
            annotation = self._body_type(plan.body)
            yield f"{plan.body.python_name}: {annotation if plan.body.required else _optional(annotation)}"
        named = [a for a in arguments if a.location != "path"]
        own = {name: annotation for name, annotation, _ in _own_parameters(plan)}
        if named or own:
            yield "*"
        yield from (f"{name}: {annotation}" for name, annotation in own.items())
        yield from (f"{a.python_name}: {a.annotation}{_default(a)}" for a in named)

    def _route_parameters(self, plan: OperationPlan, arguments: Sequence[Argument]) -> Iterator[str]:
        needed = [a for a in arguments if a.required]
        yield from (_route_parameter(a) for a in needed if a.location == "path")
        if plan.body and plan.body.required:
            yield f"{plan.body.python_name}: {self._body_annotation(plan)}"
        if any(a.location != "path" for a in arguments):
            yield "*"
        yield from (_route_parameter(a) for a in needed if a.location != "path")
        yield f"service: {self.owner}ServiceDep"
        yield from (f"{name}: {dependency}" for name, _, dependency in _own_parameters(plan))
        if plan.body and not plan.body.required:
            yield f"{plan.body.python_name}: {_optional(self._body_annotation(plan))} = None"
        yield from (f"{_route_parameter(a)}{_default(a)}" for a in arguments if not a.required)

    def _body_annotation(self, plan: OperationPlan) -> str:
        assert plan.body is not None
        if plan.body.kind == "admitted":
            return plan.body.model.annotation
        annotation = self._body_type(plan.body)
        if plan.body.text:
            return f"Annotated[{annotation}, TextAs({', '.join(map(py, plan.body.text))})]"
        is_schema = annotation.isidentifier() and bool(plan.body.model.imports)
        return annotation if is_schema else f"Annotated[{annotation}, Body()]"

    def _body_type(self, body: BodyUse) -> str:
        annotation = self.schemas.annotation(body.model)
        return f"{annotation} | bytes" if body.unread else annotation

    def _decorator(self, plan: OperationPlan) -> str:
        path = plan.path.removeprefix(self.prefix)
        status = f", status_code={plan.view.status}" if plan.view and plan.view.status != 200 else ""
        rest = f"{py(path)}, operation_id={py(plan.operation_id)}{status}"
        if plan.method in _METHODS:
            return f"@router.{plan.method.lower()}({rest})"
        return f"@router.api_route({rest}, methods=[{py(plan.method)}])"

    def _told_by(self, plan: OperationPlan) -> str:
        """The column by which each document of a list is found; "" where the path tells which one is meant."""
        return py(self.resource.identity[0].column) if self.resource and plan.role == "update_many" else ""

    def _expected(self, plan: OperationPlan) -> str:
        """What must exist before: the rows a custom operation is about, the parent of a collection.

        While their files change, rows are held as well.
        """
        rows = self._expected_rows(plan)
        return f"{'_hold' if plan.role in _HOLDING else '_expect'}({rows})" if rows else ""

    def _expected_rows(self, plan: OperationPlan) -> str:
        resource, keys = self.resource, _keys(plan)
        is_single = resource is not None and resource.singleton and plan.role in ("read", "read_property")
        if resource is None or (plan.open_keys and not is_single):
            return ""
        if plan.role == "related":
            return ", ".join(self._row_above(plan))
        if resource.open_scope and plan.role not in _BESIDE:
            return ""
        own = {key.column for key in resource.identity}
        if plan.role in _BESIDE and (own or resource.singleton) and own <= keys.keys() and keys:
            return f"self._repository, {keyword_arguments(keys)}"
        if resource.parent and (plan.role in _ON_COLLECTION or (is_single and plan.open_keys)):
            parent = parent_of(self.blueprint, resource)
            theirs = [key.column for key in parent.path_keys]
            mine = [keys.get(key.column, "") for key in resource.scope]
            if all(mine) and len(theirs) == len(mine):
                return f"self._{parent.plural}_repository, {keyword_arguments(dict(zip(theirs, mine, strict=True)))}"
        return ""

    def _refused(self, plan: OperationPlan) -> Iterator[str]:
        """Calls for everything in the path that remembers deletions and has no foreign key that would tell."""
        resource, keys = self.resource, _keys(plan)
        if plan.role == "related":
            if plan.open_keys and resource_above(self.blueprint, plan).remembered:
                repository, key = self._row_above(plan)
                yield f"{repository}.refuse_deleted({key})"
            return
        if resource is None:
            return
        if not (resource.open_scope or (plan.open_keys and plan.role in _BESIDE)):
            return
        values = [keys.get(key.column, "") for key in resource.path_keys]
        looked_at = [resource] if plan.role in _BESIDE else []
        above = [r for r in ancestors_of(self.blueprint, resource) if r.remembered]
        for other in (*looked_at, *above):
            columns = [key.column for key in other.path_keys]
            theirs = dict(zip(columns, values, strict=False))
            if other.remembered and columns and all(theirs.get(column) for column in columns):
                yield f"self._{other.plural}_repository.refuse_deleted({keyword_arguments(theirs)})"

    def _referred(self, plan: OperationPlan) -> str:
        if plan.reference is None or self.resource is None:
            return ""
        name = plan.reference.resource
        other = next(other for other in self.blueprint.resources if other.name == name)
        repository = "repository" if name == self.resource.name else f"{other.plural}_repository"
        value = f"document.get({py(plan.reference.property)})"
        return f"self._{repository}, {keyword_arguments({plan.reference.column: value})}"

    def _row_above(self, plan: OperationPlan) -> tuple[str, str]:
        """The repository that keeps what a related list refers to, and the key of the row that it is about."""
        other = resource_above(self.blueprint, plan)
        is_own = self.resource is not None and other.name == self.resource.name
        columns = [key.column for key in other.path_keys]
        key = keyword_arguments(dict(zip(columns, _keys(plan).values(), strict=True)))
        return f"self._{'' if is_own else f'{other.plural}_'}repository", key


def _picks(plan: OperationPlan) -> bool:
    """Whether an answer shows a property of its row."""
    use = plan.row_property
    return use is not None and (use.shown is not None or use.role == "read_property")


def _prefix(paths: Sequence[str]) -> str:
    """The segments that all paths begin with."""
    split = [path.split("/") for path in paths]
    common = []
    for segments in zip(*split, strict=False):
        if len(set(segments)) > 1:
            break
        common.append(segments[0])
    return "/".join(common).rstrip("/")


def is_used(plan: OperationPlan, argument: Argument) -> bool:
    """Whether the service's method takes the argument."""
    if plan.role == "custom":
        return True
    if argument.location == "body":
        return False
    if argument.location == "path":
        return bool(argument.column)
    if argument.use in _BESIDE_DOCUMENTS:
        return True
    return argument.use in _LIST_USES if plan.role in LISTS else plan.role in _PICKING and argument.use == "filter"


def used_arguments(plan: OperationPlan) -> list[Argument]:
    """What the service's method takes: each parameter once, whatever several filters make of it."""
    return list({a.python_name: a for a in plan.arguments if is_used(plan, a)}.values())


def _keys(plan: OperationPlan) -> dict[str, str]:
    """Column → the argument whose value it has."""
    names = {a.parameter: a.python_name for a in plan.arguments if a.location == "path"}
    return {key.column: names[key.parameter] for key in plan.keys if key.parameter in names}


def _expected_keys(plan: OperationPlan) -> Iterator[str]:
    names = _keys(plan)
    for key in plan.keys:
        if key.held_to is not None:
            yield f"self._expect_key({names[key.column]}, {py(key.held_to)})"
    for argument in plan.arguments:
        if argument.use == "key" and argument.held_to is not None:
            yield f"self._admit_key({value_beside(plan, argument)}, {py(argument.held_to)})"


def _service_arguments(plan: OperationPlan, arguments: Sequence[Argument]) -> Iterator[str]:
    yield from (a.python_name for a in arguments if a.location == "path")
    if plan.body:
        yield plan.body.python_name
    yield from (f"{name}={name}" for name, *_ in _own_parameters(plan))
    yield from (f"{a.python_name}={a.python_name}" for a in arguments if a.location != "path")


def _route_parameter(argument: Argument) -> str:
    marker = _MARKERS[argument.location]
    plain = argument.python_name == argument.parameter and argument.location != "header"
    alias = "" if plain else f"alias={py(argument.parameter)}"
    return f"{argument.python_name}: Annotated[{argument.annotation}, {marker}({alias})]"


def _default(argument: Argument) -> str:
    return "" if argument.required else f" = {argument.default or 'None'}"


def _optional(annotation: str) -> str:
    return annotation if annotation.endswith("| None") else f"{annotation} | None"


def _own_parameters(plan: OperationPlan) -> Iterator[tuple[str, str, str]]:
    """(name, type in the service, dependency in the route) of what a handler wants to know of its request."""
    if plan.exchange.conditions:
        required = "Required" if plan.exchange.conditions == "required" else ""
        yield "preconditions", "Preconditions", f"{required}PreconditionsDep"
    if plan.exchange.linked or plan.exchange.whole_location:
        yield "here", "Here", "HereDep"
    if plan.content and plan.content.does == "upload":
        yield "files", "Files", "Files"


def _conditions(plan: OperationPlan) -> str:
    """What a change depends on: the conditions of its request, and the states in which it may be done."""
    asked = "preconditions" if plan.exchange.conditions else ""
    if plan.guard is None:
        return asked
    inside = f"inside={py(plan.guard.inside)}" if plan.guard.inside else ""
    return f"Within({', '.join(filter(None, (py(plan.guard.property), py(plan.guard.states), asked, inside)))})"


def _version(plan: OperationPlan) -> str:
    source = "self._document(stored)" if plan.role in ("create", "upsert") else "stored"
    told = [f"version=version_of({source})"] if plan.exchange.version else []
    if plan.exchange.modified:
        told.append(f"modified={source}.get({py(plan.exchange.modified)})")
    return ", ".join(told)


def _gives(plan: OperationPlan, new_status: int) -> str:
    if plan.role == "download":
        return "Content"
    if plan.exchange.headers:
        return "Listed"
    is_saved = plan.role in ("create", "upsert") and (plan.location or new_status)
    return "Stored" if is_saved or _version(plan) else ""


def _files(plan: OperationPlan) -> tuple[str, ...]:
    """The slot, and the file that a request has for it."""
    if plan.content is None or plan.content.does != "upload":
        return ()
    return py(plan.content.slot), f"files.get({py(plan.content.part)})"


def _upserted(plan: OperationPlan, gives: str) -> str:
    is_asked = bool(not gives or plan.location or _version(plan) or _files(plan) or (plan.view and plan.view.whole))
    return f"{'stored' if is_asked else '_'}, {'is_new' if gives else '_'}"


def _uploaded(plan: OperationPlan) -> str:
    if plan.content is None or plan.content.does != "download":
        return ""
    method = "_uploaded" if plan.content.refuses else "_uploaded_or_example"
    return f"self.{method}({', '.join(filter(None, (py(plan.content.slot), keyword_arguments(_keys(plan)))))})"


def _reply(plan: OperationPlan, gives: str, new_status: int, old_status: int) -> str:
    """Content, status and headers of an answer that says more than its content."""
    name = gives.lower()
    if gives == "Content":
        told = [f"{name}.headers"] if plan.exchange.version else []
        told += [f"{name}.attachment"] if plan.exchange.named else []
        headers = f", headers={' | '.join(told)}" if told else ""
        return f"{name}.data, media_type={name}.media_type{headers}"
    status = f", status={new_status} if {name}.is_new else {old_status}" if new_status else ""
    return f"{name}.content{status}, headers={name}.headers" if gives else ""


def _sentence(plan: OperationPlan) -> str:
    """What the author says of an operation in a sentence, else what it is called."""
    told = " ".join(plan.description.split())
    first = told.partition(". ")[0]
    name = " ".join(words(plan.function)).capitalize()
    text = " ".join(plan.summary.split()) or (first if 0 < len(first) <= _LONGEST_SENTENCE else "")
    text = text or f"{name}: {plan.method} {plan.path}"
    return text if text.endswith((".", "!", "?")) else f"{text}."
