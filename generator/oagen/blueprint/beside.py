"""What requests say beside a document, in parameters or in the body around it.

That is the key of a new row (AIP-133), and of a change what it is about, and whether it may create (AIP-134).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from oagen.blueprint.arguments import argument_of
from oagen.blueprint.asked import Asked
from oagen.blueprint.candidates import Candidate
from oagen.blueprint.columns import column_type
from oagen.blueprint.documents import ABOUT_ROW, find_document, patch_kind, structured_media
from oagen.blueprint.keys import parameter_schema, same_kind
from oagen.blueprint.model import Argument, Resource
from oagen.blueprint.naming import Names, normal, singular, snake
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.model import Contract, Operation, Parameter, Schema

_PARAMETERS = ("query", "header")
_INTEGERS: Raw = {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1}  # that a column can hold
_MASKS, _MASK_FORMATS = frozenset({"updatemask"}), frozenset({"fieldmask", "googlefieldmask"})
_MISSING = frozenset({"allowmissing"})
_REFUSING = frozenset({"409", "4XX", "default"})
# what tells a row from all others and is nobody's to choose
_DRAWN = frozenset({"uid", "uuid", "guid", "sid"})


def said_beside(operation: Operation, candidate: Candidate, shapes: Shapes) -> Iterator[Asked]:
    """Parameters of the query and headers, and what stands in the body around the document."""
    yield from (Asked((), each) for each in operation.parameters if each.location in _PARAMETERS)
    raw = _body(operation)
    place, around = find_document(shapes, raw, candidate.subject), shapes.shape(raw)
    if place is None or around is None or len(place.wrapper) != 1:
        return
    for name, inner in around.properties.items():
        if name != place.wrapper[0]:
            said = str(shapes.annotation(inner, "description") or "")
            yield Asked((name,), Parameter(name, "body", name in around.required, Schema(inner), description=said))


def given_keys(candidate: Candidate, contract: Contract, shapes: Shapes) -> dict[str, Asked]:
    """Operation id → what brings the key of the row that it makes, where its document has no word for it.

    A key may be taken: only what can be refused for that counts.
    """
    if len(candidate.identity) != 1:
        return {}
    (key,) = candidate.identity
    spelled = parameter_schema(contract, tuple(candidate.roles), key)
    found: dict[str, Asked] = {}
    creating = (operation for operation in contract.operations if candidate.roles.get(operation.id) == "create")
    for operation in creating:
        if any(response.status in _REFUSING for response in operation.responses):
            asked = _given_key(candidate, operation, key, spelled, shapes)
            found |= {operation.id: asked} if asked else {}
    return found


def _given_key(candidate: Candidate, operation: Operation, key: str, spelled: Raw, shapes: Shapes) -> Asked | None:
    wanted = key_names(key, candidate.noun) - _settable(candidate, operation, shapes)
    for asked in said_beside(operation, candidate, shapes):
        raw, name = asked.parameter.schema.raw, normal(asked.parameter.name)
        called = {name, name.removeprefix("x")} if asked.parameter.location == "header" else {name}
        is_plain = column_type(shapes, raw)[0] in ("string", "text", "integer", "uuid")
        if called & wanted and is_plain and same_kind(shapes, raw, spelled):
            return asked
    return None


def key_names(key: str, noun: str) -> set[str]:
    """What the key in an item's path is called beside a body: `topicId` for `{topic}`, `{topicId}` and `{id}`."""
    single = normal(singular(snake(noun)))
    stem = normal(key).removesuffix("id") or single
    return {normal(key), f"{stem}id", f"{single}id"}


def _settable(candidate: Candidate, operation: Operation, shapes: Shapes) -> set[str]:
    """What the document of a request itself can give, in every spelling."""
    document = _document(operation, candidate, shapes)
    properties = document.properties.items() if document else ()
    return {normal(name) for name, raw in properties if shapes.annotation(raw, "readOnly") is not True}


def shows_key(name: str, raw: Raw, given: Asked, shapes: Shapes) -> bool:
    """Whether a property can show the keys that clients give: what is drawn for every row is another one."""
    asked = given.parameter
    is_theirs = normal(name) not in _DRAWN or normal(name) == normal(asked.name)
    kinds = (column_type(shapes, each)[0].replace("text", "string") for each in (raw, asked.schema.raw))
    return is_theirs and len(set(kinds)) == 1


def key_argument(given: Asked, spelled: Raw, resource: Resource, names: Names, shapes: Shapes) -> Argument:
    """The argument of a creation that brings the key of its row, which the item's path has as `spelled`."""
    (key,) = resource.identity
    field = next(field for field in resource.fields if field.column.name == key.column)
    wanted = [spelled, *([field.schema.raw] if field.property else [])]
    wanted += [_INTEGERS] if field.column.type == "integer" else []
    held = [shapes.resolve(raw) for raw in wanted if not shapes.compatible(given.parameter.schema.raw, raw)]
    argument = argument_of(shapes, given.parameter, names, "key")
    return replace(argument, column=key.column, place=given.place, held_to={"allOf": held} if held else None)


def change_arguments(
    operation: Operation, candidate: Candidate, resource: Resource, names: Names, shapes: Shapes
) -> Iterator[Argument]:
    """The arguments of a change that say which properties it is about, and whether it creates what is not there."""
    role = candidate.roles.get(operation.id)
    if role not in ABOUT_ROW or patch_kind(shapes, operation.body):
        return
    used: set[str] = set()
    for asked in said_beside(operation, candidate, shapes):
        use = _use(asked.parameter, shapes)
        if use == "missing" and (role != "update" or not _can_create(operation, candidate, resource, shapes)):
            continue
        if use and use not in used:
            used.add(use)
            yield replace(argument_of(shapes, asked.parameter, names, use), place=asked.place)


def _use(parameter: Parameter, shapes: Shapes) -> str:
    raw, name = parameter.schema.raw, normal(parameter.name)
    is_mask = name in _MASKS or normal(str(shapes.annotation(raw, "format") or "")) in _MASK_FORMATS
    items = shapes.items(raw)
    if is_mask and shapes.types(raw if items is None else items) - {"null"} == {"string"}:
        return "mask"
    return "missing" if name in _MISSING and shapes.types(raw) - {"null"} == {"boolean"} else ""


def _can_create(operation: Operation, candidate: Candidate, resource: Resource, shapes: Shapes) -> bool:
    """Whether what a change gives could be a new row: it has all that creations ask for, and its key is in its path."""
    changed, read = _document(operation, candidate, shapes), shapes.shape(candidate.read)
    if changed is None or read is None or resource.shallow or resource.singleton:
        return False
    own = {key.column: key.parameter for key in resource.identity}
    shown = {own[f.column.name]: f.schema.raw for f in resource.fields if f.column.name in own and f.property}
    spelled = {p.name: p.schema.raw for p in operation.parameters if p.location == "path"}
    fits = all(name in spelled and shapes.compatible(spelled[name], raw) for name, raw in shown.items())
    given = {name for name in read.required if not _is_servers(name, resource)}
    return fits and given <= changed.required


def _is_servers(name: str, resource: Resource) -> bool:
    return any(f.property == name and (f.generated or f.read_only or f.column.primary_key) for f in resource.fields)


def _document(operation: Operation, candidate: Candidate, shapes: Shapes) -> Shape | None:
    place = find_document(shapes, _body(operation), candidate.subject)
    return shapes.shape(place.schema) if place else None


def _body(operation: Operation) -> Raw:
    media = structured_media(operation.body)
    return media.schema.raw if media and media.schema else True
