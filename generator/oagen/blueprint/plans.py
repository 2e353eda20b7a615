"""Operation plans: what every handler takes, does and gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from oagen.blueprint.absence import refuses_missing
from oagen.blueprint.arguments import path_arguments, plain_arguments
from oagen.blueprint.asking import asked_of
from oagen.blueprint.beside import change_arguments, given_keys, key_argument
from oagen.blueprint.candidates import Candidate
from oagen.blueprint.changes import Change, ContentUse, Guard, PropertyUse
from oagen.blueprint.contents import item_path
from oagen.blueprint.documents import (
    Subject,
    answer_media,
    given_documents,
    is_any_object,
    is_structured,
    nested_in,
    overlaid_objects,
    patch_kind,
    respelled,
    spellings,
    structured_media,
)
from oagen.blueprint.keys import held_keys, parameter_schema, path_keys
from oagen.blueprint.model import (
    LISTS,
    Argument,
    BodyUse,
    Evidence,
    ModelRef,
    OperationPlan,
    Paging,
    PathKey,
    Resource,
    View,
)
from oagen.blueprint.models import Wanted
from oagen.blueprint.naming import Names, function_name, pascal, plural, snake
from oagen.blueprint.other_media import read_as_text, unread_media
from oagen.blueprint.property_plans import property_view, settled
from oagen.blueprint.resources import Tools
from oagen.blueprint.row_links import with_row_links
from oagen.blueprint.shapes import Raw, Shape
from oagen.blueprint.views import Shown, first_offset, first_page, make_view, smallest_page, with_cursors
from oagen.contract.model import Operation, Parameter, Schema

_DIRECTIONS = {
    "create": "create",
    "create_many": "create",
    "upsert": "create",
    "replace": "create",
    "update": "update",
    "update_many": "update",
    "replace_property": "create",
    "update_property": "update",
}
_SUFFIXES = {
    "create": "Create",
    "create_many": "CreateMany",
    "upsert": "Create",
    "replace": "Replace",
    "update": "Update",
    "update_many": "UpdateMany",
}
_MERGES = frozenset({"update", "update_property"})
_MAKE_ONE = frozenset({"create", "upsert"})
_ON_ITEM = frozenset(
    {"read", "referred", "replace", "update", "upsert", "delete", "transition", "upload", "download", "discard"}
    | {"read_property", "replace_property", "update_property", "delete_property"}
)
_OPEN = frozenset(
    {"delete", "related", "upload", "download", "discard"}
)  # that may be about rows nobody documents as missing
_PLACEHOLDER = "@"
# Names that the bodies and the signatures of generated handlers use for themselves.
_HANDLERS_OWN = frozenset(
    {"self", "service", "preconditions", "here", "links", "found", "done", "stored", "content", "files", "asked"}
    | {"parts_of", "sorting_of", "value_at", "value_of"}
)


@dataclass(slots=True)
class Models:
    """Collects the types that plans need; a plan holds a placeholder until all are known."""

    wanted: list[Wanted]

    def want(self, name: str, module: str, raw: Raw, direction: str) -> ModelRef:
        """Ask for a type; equal wishes share one."""
        wish = Wanted(name, module, Schema(raw), direction)
        if wish not in self.wanted:
            self.wanted.append(wish)
        return ModelRef(f"{_PLACEHOLDER}{self.wanted.index(wish)}")

    @staticmethod
    def settle(plan: OperationPlan, refs: Sequence[ModelRef]) -> OperationPlan:
        """Replace the placeholders of a plan by what the wishes became."""

        body = replace(plan.body, model=Models.real(plan.body.model, refs)) if plan.body else None
        shown = plan.view.model if plan.view else None
        view = replace(plan.view, model=Models.real(shown, refs) if shown else None) if plan.view else None
        returns = Models.real(plan.returns, refs) if plan.returns else None
        return replace(plan, body=body, view=view, returns=returns)

    @staticmethod
    def real(ref: ModelRef, refs: Sequence[ModelRef]) -> ModelRef:
        """What a placeholder stands for."""
        return refs[int(ref.annotation[1:])] if ref.annotation.startswith(_PLACEHOLDER) else ref


def resource_plan(
    operation: Operation,
    role: str,
    candidate: Candidate,
    resource: Resource,
    documents: tuple[Candidate, Resource],
    functions: Names,
    models: Models,
    tools: Tools,
) -> OperationPlan:
    """The plan of an operation that works on a resource's rows; `documents` is the resource that answers show."""
    on_item = role in _ON_ITEM
    content = candidate.contents.get(operation.id)
    through = candidate.through.get(operation.id)
    keys = path_keys((through,) if through else resource.path_keys if on_item else resource.scope, operation)
    if role in _MAKE_ONE:
        keys = held_keys(keys, operation, resource.fields, tools.shapes, tools.shown)
    names = Names(_HANDLERS_OWN)
    arguments = path_arguments(tools.shapes, operation, keys, names)
    paging, unmapped = None, tuple(p.name for p in operation.parameters if p.location == "query")
    if role in LISTS or role in ("clear", "latest"):
        listed = asked_of(operation, candidate, resource, names, tools.contract, tools.shapes)
        arguments, paging, unmapped = (*arguments, *listed.arguments), listed.paging, listed.unmapped
        paging = replace(paging, order=f"-{listed.newest_by}") if role == "latest" else paging
    beside = tuple(_beside(operation, candidate, resource, names, tools))
    arguments = (*arguments, *beside)
    unmapped = tuple(name for name in unmapped if name not in {argument.parameter for argument in beside})
    body = _resource_body(operation, role, candidate, resource, names, models, tools)
    change = candidate.changes.get(operation.id)
    if body and change:
        body = replace(body, renames={spelled: name for spelled, name in change.given.items() if spelled != name})
    unmapped += change.ignored if change else ()
    returns = _returned(operation, resource.plural, resource.class_name, models)
    about, source = (candidate, resource) if role == "delete" else documents
    keys_shown = frozenset(f.property for f in source.fields if f.column.primary_key and not f.write_only)
    is_read, goes = role in ("read", "read_property"), candidate.has("delete")
    is_always_there = is_read and candidate.singleton and not goes
    open_keys = (role in _OPEN or is_always_there) and not refuses_missing(operation)
    certain = role == "related" or not open_keys  # lists show what is there
    shown = Shown(about.read, source.fields, candidate.subject, keys_shown, certain, source.open, source.by_kind)
    use = candidate.properties.get(operation.id)
    if use and use.shown is not None:
        view = property_view(operation, use, returns)
    else:
        view = with_row_links(make_view(operation, shown, role, returns, tools), about, source, tools)
    paging = paging if role in LISTS or role == "latest" else None
    if paging and role in LISTS:
        view, paging = with_cursors(operation, view, paging, resource.fields, tools.shapes)
        paging = replace(paging, first_offset=max(paging.first_offset, first_offset(operation, view, tools.shapes)))
        if not _counts_pages(operation, paging, arguments, tools):
            paging = replace(paging, first_page=first_page(operation, view, tools.shapes))
        paging = replace(paging, minimum_size=_smallest_page(operation, view, paging, arguments, tools))
    if paging and view.most:
        paging = replace(
            paging,
            default_size=min(paging.default_size, view.most),
            maximum_size=min(paging.maximum_size, view.most),
        )
    return OperationPlan(
        operation_id=operation.id,
        function=functions.take(function_name(operation.id)),
        method=operation.method,
        path=operation.path,
        role=role,
        summary=operation.summary,
        description=operation.description,
        arguments=arguments,
        body=body,
        view=view,
        paging=paging,
        keys=keys,
        location=_location(candidate, resource, tools) if role in ("create", "upsert") and not resource.member else "",
        returns=returns,
        unmapped=unmapped,
        open_keys=open_keys,
        content=content,
        row_property=settled(use, operation, candidate, resource, tools) if use else None,
        change=change,
        guard=candidate.guards.get(operation.id),
        reference=candidate.references.get(operation.id),
        evidence=(
            Evidence(f"role {role}", f"{operation.method} {operation.path} on {resource.name}", _decider(operation)),
            *_property_evidence(use),
            *_content_evidence(content),
            *_change_evidence(change, role),
            *_media_evidence(body),
            *_beside_evidence(beside, resource),
            *_guard_evidence(candidate.guards.get(operation.id)),
        ),
    )


def _beside(
    operation: Operation, candidate: Candidate, resource: Resource, names: Names, tools: Tools
) -> Iterator[Argument]:
    """What a request says beside its document."""
    named = candidate.named.get(operation.id)
    given = named or given_keys(candidate, tools.contract, tools.shapes).get(operation.id)
    if given:
        spelled = parameter_schema(tools.contract, tuple(candidate.roles), resource.identity[0].parameter)
        argument = key_argument(given, spelled, resource, names, tools.shapes)
        held_to = None if named or argument.held_to is None else tools.shown(argument.held_to)
        yield replace(argument, held_to=held_to)
    yield from change_arguments(operation, candidate, resource, names, tools.shapes)


def _smallest_page(
    operation: Operation, view: View, paging: Paging, arguments: Sequence[Argument], tools: Tools
) -> int:
    """How many documents a page has at least, where clients may ask for fewer than an answer may tell."""
    asking = next(
        (a.parameter for a in arguments if paging.limit and a.python_name == paging.limit and not a.place), ""
    )
    parameter = next((p for p in operation.parameters if p.name == asking), None)
    asked = tools.shapes.annotation(parameter.schema.raw, "minimum") if parameter else None
    least = min(smallest_page(operation, view, tools.shapes), paging.default_size)
    return 0 if isinstance(asked, int | float) and asked >= least else least


def _asking(operation: Operation, name: str, arguments: Sequence[Argument]) -> Parameter | None:
    """The parameter that fills an argument of paging, by its Python name."""
    asking = next((a.parameter for a in arguments if name and a.python_name == name and not a.place), None)
    return next((p for p in operation.parameters if p.name == asking), None)


def _counts_pages(operation: Operation, paging: Paging, arguments: Sequence[Argument], tools: Tools) -> bool:
    """Whether the parameter that asks for a page says itself what the first one is called."""
    parameter = _asking(operation, paging.page, arguments)
    words = ("default", "minimum", "exclusiveMinimum")
    return parameter is None or any(tools.shapes.annotation(parameter.schema.raw, word) is not None for word in words)


def custom_plan(
    operation: Operation,
    keys: tuple[PathKey, ...],
    module: str,
    owner: str,
    functions: Names,
    models: Models,
    tools: Tools,
) -> OperationPlan:
    """The plan of an operation that somebody has to write."""
    names = Names(_HANDLERS_OWN)
    keys = path_keys(keys, operation)
    arguments = path_arguments(tools.shapes, operation, keys, names)
    arguments += plain_arguments(tools.shapes, operation, names, locations=("query", "querystring", "header", "cookie"))
    returns = _returned(operation, module, pascal(operation.id), models)
    answer = operation.answers[0]
    media = answer.media[0] if answer.media else None
    shown = make_view(operation, Shown(False, (), Subject("")), "custom", returns, tools)
    return OperationPlan(
        operation_id=operation.id,
        function=functions.take(function_name(operation.id)),
        method=operation.method,
        path=operation.path,
        role="custom",
        summary=operation.summary,
        description=operation.description,
        arguments=arguments,
        body=_plain_body(operation, module, names, models),
        view=replace(shown, status=answer.status, media_type=media.name if media else None, whole=False),
        keys=keys,
        returns=returns,
        open_keys=not refuses_missing(operation),
        stub=True,
        evidence=(
            Evidence(
                "role custom", f"no resource operation fits {operation.method} {operation.path}", _decider(operation)
            ),
        ),
    )


def _property_evidence(use: PropertyUse | None) -> Iterator[Evidence]:
    if use is not None:
        verb = use.role.removesuffix("_property")
        yield Evidence(f"{verb}s {'.'.join(use.place)} of the row", f"its path is called after it, and {use.because}")


def _content_evidence(content: ContentUse | None) -> Iterator[Evidence]:
    if content is not None and content.does == "upload":
        what = f"the part {content.part}" if content.part else "the body"
        yield Evidence(f"keeps {content.slot}", f"{what} is a file that another operation gives")
    elif content is not None and content.does == "download":
        yield Evidence(f"gives {content.slot}", f"it is uploaded by {', '.join(content.sources)}")


def _change_evidence(change: Change | None, role: str) -> Iterator[Evidence]:
    if change is None:
        return
    if role == "join":
        yield Evidence(f"lets belong whom {', '.join(change.given)} names", "the body says nothing else")
        return
    for name, value in change.values.items():
        reason = "that is what its verb leads to, or what is said of it"
        yield Evidence(f"sets {name} to {value!r}", "it tells of what is over" if value is None else reason)
    for name, (old, new) in change.leaves.items():
        yield Evidence(f"sets {name} from {old!r} to {new!r}", "the verb in its path takes that state back")
    for name in change.since:
        yield Evidence(f"sets {name} to the time", "it tells since when")
    for spelled, name in change.given.items():
        yield Evidence(f"sets {name} to {spelled} of the body", "it is a property of the row")


def _media_evidence(body: BodyUse | None) -> Iterator[Evidence]:
    if body and body.text:
        yield Evidence(f"takes a text for {'.'.join(body.text)}", "that is what the document has to say")
    if body and body.unread:
        yield Evidence(f"leaves {', '.join(body.unread)} to be written", "no document can be read from it")


def _beside_evidence(beside: Sequence[Argument], resource: Resource) -> Iterator[Evidence]:
    for argument in beside:
        if argument.use == "key":
            reason = f"it is called after {{{resource.identity[0].parameter}}} in its path"
            yield Evidence(f"{argument.parameter} is the key of the row", reason)
        elif argument.use == "mask":
            yield Evidence(f"{argument.parameter} names what is changed", "it is a field mask")
        else:
            yield Evidence(f"{argument.parameter} creates what is not there", "it is called so")


def _guard_evidence(guard: Guard | None) -> Iterator[Evidence]:
    if guard is not None:
        states = ", ".join(str(state) for state in guard.states)
        yield Evidence(f"only where {guard.property} is one of: {states}", f"its conflict says: {guard.reason}")


def _decider(operation: Operation) -> str:
    return "x-oagen-role" if "x-oagen-role" in operation.extensions else "inferred"


def _resource_body(
    operation: Operation,
    role: str,
    candidate: Candidate,
    resource: Resource,
    names: Names,
    models: Models,
    tools: Tools,
) -> BodyUse | None:
    media = structured_media(operation.body)
    patch = patch_kind(tools.shapes, operation.body) if role in _MERGES else ""
    if role == "update" and operation.method == "PATCH" and is_any_object(tools.shapes, operation.body):
        patch = "operations"  # or a merge patch, as it comes
    if role == "upload":
        return None  # handlers take the files that were sent
    if operation.body is not None and patch == "operations":
        name = _body_name(operation, "patch", names)
        return BodyUse(name, ModelRef("AdmittedBody"), operation.body.is_expected, "admitted", patch=patch)
    use = candidate.properties.get(operation.id)
    if use and operation.body is not None:
        return _property_body(operation, use, resource, names, models, patch)
    if operation.body is None or media is None or media.schema is None or role not in _DIRECTIONS:
        return _plain_body(operation, resource.plural, names, models)
    place = given_documents(tools.shapes, media.schema.raw, candidate.subject, role)
    is_list = place is not None and place.is_list
    written, read = tools.shapes.shape(place.schema) if place else None, tools.shapes.shape(candidate.read)
    component = tools.shapes.component(media.schema.raw)
    is_read = component and component == tools.shapes.component(candidate.read)
    name = f"{resource.class_name}{_SUFFIXES[role]}" if is_read or not component else pascal(component)
    text = read_as_text(operation, place, tools.shapes)
    into = nested_in(tools.shapes, place.schema, candidate.read) if place and not is_list else ""
    return BodyUse(
        python_name=_body_name(operation, snake(plural(resource.name) if is_list else resource.name), names),
        model=models.want(name, resource.plural, _one_schema(operation, media.schema.raw), _DIRECTIONS[role]),
        required=operation.body.is_expected,
        kind="model",
        wrapper=place.wrapper if place else (),
        renames=spellings(written, read) if written and read else {},
        into=into,
        foreign=_foreign(resource, respelled(written, read)) if written and read and not into else (),
        untold=_untold(resource, respelled(written, read)) if written and read and not into else (),
        is_list=is_list,
        text=text,
        unread=unread_media(operation, bool(text), tools.shapes),
        patch=patch,
        overlaid=overlaid_objects(media.name, read, into) if role == "update" and read else (),
    )


def _property_body(
    operation: Operation, use: PropertyUse, resource: Resource, names: Names, models: Models, patch: str
) -> BodyUse | None:
    """The body that is a property of a row, or holds it."""
    wanted, direction = snake(use.place[-1]), _DIRECTIONS[use.role]
    plain = _plain_body(operation, resource.plural, names, models, wanted=wanted, direction=direction)
    return replace(plain, wrapper=use.given, into=use.place[0], patch=patch) if plain else None


def _foreign(resource: Resource, written: Shape) -> tuple[str, ...]:
    """Properties that other operations set under schemas of theirs: an open body would let anything in."""
    return () if written.closed else _untold(resource, written)


def _untold(resource: Resource, written: Shape) -> tuple[str, ...]:
    """Properties that other operations set, and that the body does not declare."""
    set_by_others = (f.property for f in resource.fields if f.property and not f.read_only)
    return tuple(name for name in set_by_others if name not in written.properties)


def _body_name(operation: Operation, wanted: str, names: Names) -> str:
    """A name for the body that FastAPI cannot take for a parameter's."""
    parameters = {parameter.name for parameter in operation.parameters}
    return names.take(wanted if wanted not in parameters else f"{wanted}_document")


def _one_schema(operation: Operation, raw: Raw) -> Raw:
    """The schema of a body, whatever structured media type it comes in."""
    schemas: list[Raw] = [raw]
    for media in operation.body.media if operation.body else ():
        if is_structured(media.name) and media.schema and media.schema.raw not in schemas:
            schemas.append(media.schema.raw)
    return raw if len(schemas) == 1 else {"anyOf": schemas}


def _plain_body(
    operation: Operation, module: str, names: Names, models: Models, *, wanted: str = "body", direction: str = "create"
) -> BodyUse | None:
    body = operation.body
    if body is None or not body.media:
        return None
    structured = [m for m in body.media if is_structured(m.name)]
    if len(structured) == len(body.media) and structured[0].schema is not None:
        raw = _one_schema(operation, structured[0].schema.raw)
        return BodyUse(
            _body_name(operation, wanted, names),
            models.want(f"{pascal(operation.id)}Request", module, raw, direction),
            body.is_expected,
            "model",
        )
    texts = all(m.name.startswith("text/") for m in body.media)
    kind = "text" if texts else "any" if structured else "bytes"
    annotation = {"text": "str", "bytes": "bytes", "any": "JsonValue | bytes"}[kind]
    return BodyUse(_body_name(operation, wanted, names), ModelRef(annotation), body.is_expected, kind)


def _returned(operation: Operation, module: str, stem: str, models: Models) -> ModelRef | None:
    answer = operation.answers[0]
    media = answer_media(answer)
    if media is None:
        if not answer.media:
            return None
        return ModelRef("str" if answer.media[0].name.startswith("text/") else "bytes")
    if media.schema is None:
        return ModelRef("JsonValue")
    return models.want(f"{pascal(operation.id)}Response", module, media.schema.raw, "response")


def _location(candidate: Candidate, resource: Resource, tools: Tools) -> str:
    """Where a new row can be read, as a format string over column names; "" where its keys do not tell."""
    if (
        candidate.item is None
        or candidate.singleton
        or candidate.item.is_mixed
        or not candidate.has("read", "upsert", "delete", "update", "replace")
    ):
        return ""
    return tools.contract.base_path + item_path(candidate.item, resource) + candidate.item.extension
