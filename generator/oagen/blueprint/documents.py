"""Where a resource's document stands inside a body: bare, wrapped (`{"article": …}`), or in a list or envelope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from oagen.blueprint.naming import normal, plural, singular, snake, words
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.media import essence
from oagen.contract.model import Answer, AnswerMedia, Body, MediaType, Operation

# Names that envelopes give to what they carry; the resource's own name counts too.
_WRAPPERS = frozenset(
    {"data", "result", "results", "item", "payload", "response", "body", "resource", "object", "attributes"}
)
_LISTS = tuple(
    "data items results result value values content entries records rows list elements hits docs nodes members"
    " resources objects embedded payload response".split()
)
# Names that lists give to what they tell about their pages.
ENVELOPES = frozenset(
    {"meta", "metadata", "pagination", "paging", "page", "links", "pageinfo", "cursors", "info", "listmeta"}
)
# Names of what an answer tells about itself.
_TOLD = frozenset("status success ok code message error errors warning warnings count total request requestid".split())
# Roles that make rows; that bring a list of documents; that are about the row in their path; all of them.
CREATING = frozenset({"create", "create_many", "upsert"})
MANY = frozenset({"create_many", "update_many"})
ABOUT_ROW = frozenset({"replace", "update", "upsert"})
WRITING = CREATING | MANY | ABOUT_ROW
ATTRIBUTES = "attributes"  # where a resource object of JSON:API has what it is about
_IDENTITIES = frozenset({"id", "uuid", "key", "sid", "uid", "guid", "slug"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about: the path's noun, and the parameters that identify it there."""

    noun: str
    keys: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every spelling of the noun, normalised."""
        return frozenset({normal(self.noun), normal(singular(snake(self.noun))), normal(plural(snake(self.noun)))})

    @property
    def last_word(self) -> str:
        """What the noun's last word calls it (`channel` of `notification_channels`); "" for a noun of one word."""
        said = words(self.noun)
        return normal(singular(said[-1])) if len(said) > 1 else ""

    @property
    def identities(self) -> frozenset[str]:
        """Property names that only the document itself has, normalised."""
        return _IDENTITIES | {normal(key) for key in self.keys}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document, or an array of documents, stands: property names from the body, and the document's schema."""

    wrapper: tuple[str, ...]
    schema: Raw
    is_list: bool = False


def is_structured(media_type: str) -> bool:
    """Whether a body of the media type is read as a JSON value: JSON, forms, XML, YAML."""
    name = media_type.split(";", maxsplit=1)[0].strip().lower()
    kinds = ("json", "xml", "yaml", "x-www-form-urlencoded", "multipart/", "*/*")
    return any(kind in name for kind in kinds) and "text/event-stream" not in name


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON or a `+json` one."""
    return "json" in media_type.lower() or media_type == "*/*"


def overlaid_objects(media_type: str, read: Shape, into: str) -> tuple[str, ...]:
    """Objects of which a change may give a part: what JSON:API says of its attributes and relationships.

    A body may be the attributes themselves, and go `into` them.
    """
    if into:
        return (into,) if into == ATTRIBUTES else ()
    is_json_api = essence(media_type) == "application/vnd.api+json"
    return tuple(name for name in (ATTRIBUTES, "relationships") if is_json_api and name in read.names)


def patch_kind(shapes: Shapes, body: Body | None) -> str:
    """What kind of patch a body is: merge | operations (or either) | "". Its media types say so, or its schema does."""
    names = {media.name.split(";")[0].strip().lower() for media in body.media} if body else set()
    if "application/json-patch+json" in names or _lists_operations(shapes, structured_media(body)):
        return "operations"
    return "merge" if "application/merge-patch+json" in names else ""


def is_any_object(shapes: Shapes, body: Body | None) -> bool:
    """Whether a body is an object, and neither its schema nor its media type says anything of what is in it."""
    media = structured_media(body)
    raw = media.schema.raw if media and media.schema else True
    shape = shapes.shape(raw)
    is_told = shape is None or shape.properties or shape.required or shape.closed or patch_kind(shapes, body)
    return not is_told and shapes.annotation(raw, "additionalProperties") in (None, True)


def _lists_operations(shapes: Shapes, media: MediaType | None) -> bool:
    """Whether a body is a JSON Patch under another name: a list of objects with an `op` and a `path`."""
    items = shapes.items(media.schema.raw) if media and media.schema else None
    shape = shapes.shape(items) if items is not None else None
    return shape is not None and {"op", "path"} <= shape.names


def structured_media(body: Body | None) -> MediaType | None:
    """The media type of a request that describes the document best: JSON first."""
    media = [m for m in body.media if is_structured(m.name)] if body else []
    return min(media, key=lambda m: not is_json(m.name), default=None)


def answer_media(answer: Answer | None) -> AnswerMedia | None:
    """The structured media type of an answer, JSON first."""
    media = [m for m in answer.media if is_structured(m.name)] if answer else []
    return min(media, key=lambda m: not is_json(m.name), default=None)


def find_document(
    shapes: Shapes, raw: Raw, subject: Subject, *, shown: bool = False, listed: bool = False
) -> Place | None:
    """The single document in a body; None when the body is no object.

    In what is `shown` one object with an identity is the document: a request may hold such an object as a reference. It
    may be the only one of a list as well, there and where bodies are about one row; those say so by `listed`.
    """
    shape = shapes.shape(raw)
    if shape is None:
        return None
    sole = _sole(shapes, shape, subject) if listed or shown else None
    inner = "" if sole else _wrapped(shapes, shape, subject, shown)
    if not inner:
        return sole or Place((), raw)
    deeper = shapes.shape(shape.properties[inner])
    again = _wrapped(shapes, deeper, subject, shown) if deeper else None
    if deeper and again:
        return Place((inner, again), deeper.properties[again])
    return Place((inner,), shape.properties[inner])


def find_documents(shapes: Shapes, raw: Raw, subject: Subject) -> Place | None:
    """The array of documents in a body; None when there is none."""
    raw = list_form(shapes, raw, subject)
    items = shapes.items(raw)
    if items is not None:
        return Place((), items, is_list=True)
    shape = shapes.shape(raw)
    if shape is None:
        return None
    name = _listed(shapes, shape, subject)
    if name:
        return Place((name,), _items(shapes, shape.properties[name]), is_list=True)
    for name, inner in shape.properties.items():
        deeper = shapes.shape(inner)
        if deeper and (normal(name) in _LISTS or normal(name) in subject.names):
            listed = _listed(shapes, deeper, subject)
            if listed:
                return Place((name, listed), _items(shapes, deeper.properties[listed]), is_list=True)
    return None


def list_form(shapes: Shapes, raw: Raw, subject: Subject) -> Raw:
    """Of a list that comes as a page or as a bare array of the same, the page, which tells more; else as it is."""
    forms = shapes.alternatives(raw)
    listed = [items for form in forms if (items := shapes.items(form)) is not None]
    for form in forms if listed else ():
        place = find_documents(shapes, form, subject) if shapes.is_object(form) else None
        if place and any(likeness(shapes, place.schema, items) == 1 for items in listed):
            return form
    return raw


def shows_list_of_one(operation: Operation, read: Raw, shapes: Shapes) -> bool:
    """Whether an operation answers with a bare array of the very documents that are read, where one is asked for."""
    media = answer_media(operation.answers[0]) if operation.answers else None
    items = shapes.items(media.schema.raw) if media and media.schema else None
    component = shapes.component(read)
    return items is not None and bool(component) and shapes.component(items) == component


def given_documents(shapes: Shapes, raw: Raw, subject: Subject, role: str) -> Place | None:
    """What a request of a role gives of a resource: a document, or the array of all that are created or changed."""
    if role in MANY:
        return find_documents(shapes, raw, subject)
    return find_document(shapes, raw, subject, listed=role in ABOUT_ROW)


def likeness(shapes: Shapes, one: Raw, other: Raw) -> float:
    """How much two documents are the same thing: 1 for one component, else the shared part of the smaller."""
    if shapes.component(one) and shapes.component(one) == shapes.component(other):
        return 1.0
    left, right = shapes.shape(one), shapes.shape(other)
    if left is None or right is None or not left.names or not right.names:
        return 0.0
    ours, theirs = {normal(name) for name in left.names}, {normal(name) for name in right.names}
    return len(ours & theirs) / min(len(ours), len(theirs))


def nested_in(shapes: Shapes, body: Raw, read: Raw) -> str:
    """The property that a request's body becomes as a whole (`{"pin": …}` answers a `Pin`); "" if there is none."""
    component, shape = shapes.component(body), shapes.shape(read)
    if shape is None or (component and component == shapes.component(read)):
        return ""
    if _gives_attributes(shapes, body, shape):
        return ATTRIBUTES
    same = (name for name, raw in shape.properties.items() if component and shapes.component(raw) == component)
    return next(same, "")


def _gives_attributes(shapes: Shapes, body: Raw, read: Shape) -> bool:
    """Whether a request brings as they are the attributes that a resource object of JSON:API shows."""
    written = shapes.shape(body)
    attributes = shapes.shape(read.properties[ATTRIBUTES]) if {"type", ATTRIBUTES} <= read.names else None
    if written is None or attributes is None or not written.names.isdisjoint({"id", ATTRIBUTES}):
        return False
    shared = len(written.names & attributes.names)
    return shared > len(written.names & read.names) and 2 * shared >= len(written.names)


def spellings(written: Shape, read: Shape) -> dict[str, str]:
    """Properties that requests spell differently from answers: `FriendlyName` → `friendly_name`."""
    known = {normal(name): name for name in read.names}
    return {
        name: known[normal(name)]
        for name in written.properties
        if name not in read.properties and normal(name) in known and known[normal(name)] not in written.properties
    }


def respelled(written: Shape, read: Shape) -> Shape:
    """A request's shape in the spelling of answers."""
    names = spellings(written, read)
    properties = {names.get(name, name): raw for name, raw in written.properties.items()}
    return Shape(
        properties, frozenset(names.get(name, name) for name in written.required), written.closed, written.component
    )


def _wrapped(shapes: Shapes, shape: Shape | None, subject: Subject, shown: bool) -> str:
    """The property that wraps the document, if the object is an envelope."""
    objects = [name for name, inner in shape.properties.items() if shapes.is_object(inner)] if shape else []
    if shape is None or any(normal(name) in subject.identities for name in shape.names.difference(objects)):
        return ""
    if {"type", ATTRIBUTES} <= shape.names:  # a resource object of JSON:API, though a new one has no id yet
        return ""
    for name in objects:
        if normal(name) in subject.names or (normal(name) in _WRAPPERS and _is_rich(shapes, shape.properties[name])):
            return name
    for name in objects:
        is_last_word = normal(name) == subject.last_word and _is_rich(shapes, shape.properties[name])
        if is_last_word and all(normal(other) in ENVELOPES | _TOLD for other in shape.names - {name}):
            return name
    if len(shape.properties) == 1 and objects:
        named_alike = any(normal(objects[0]).endswith(name) for name in subject.names if name)
        if named_alike or (shown and _has_identity(shapes, shape.properties[objects[0]], subject)):
            return objects[0]
    return ""


def _sole(shapes: Shapes, shape: Shape, subject: Subject) -> Place | None:
    """The list that shows the document, if that is all there is besides what the answer tells about itself."""
    held = [name for name in shape.names if normal(name) not in ENVELOPES | _TOLD]
    held = [name for name in held if shapes.annotation(shape.properties[name], "enum") is None]
    if len(held) != 1:
        return None
    (name,) = held
    items = shapes.items(shape.properties[name])
    if items is not None:
        is_named = normal(name) in subject.names and _has_identity(shapes, items, subject)
        return Place((name,), items, is_list=True) if is_named else None
    deeper = shapes.shape(shape.properties[name]) if normal(name) in _WRAPPERS else None
    inner = _sole(shapes, deeper, subject) if deeper else None
    return inner and replace(inner, wrapper=(name, *inner.wrapper))


def _has_identity(shapes: Shapes, raw: Raw, subject: Subject) -> bool:
    shape = shapes.shape(raw)
    return shape is not None and any(normal(name) in subject.identities for name in shape.names)


def _is_rich(shapes: Shapes, raw: Raw) -> bool:
    """Whether an object could be a document: it shows an identity, or more than one property."""
    shape = shapes.shape(raw)
    return shape is not None and (len(shape.properties) > 1 or any(normal(name) in _IDENTITIES for name in shape.names))


def _listed(shapes: Shapes, shape: Shape, subject: Subject) -> str:
    """The property that holds the list: by name, or because it is the only array of objects."""
    arrays = {name: shapes.items(inner) for name, inner in shape.properties.items()}
    arrays = {name: items for name, items in arrays.items() if items is not None}
    for name in arrays:
        if normal(name) in subject.names:
            return name
    of_objects = [name for name, items in arrays.items() if items is not None and shapes.is_object(items)]
    named = [name for candidate in _LISTS for name in of_objects if normal(name) == candidate]
    if named:
        return named[0]
    has_identity = any(normal(name) in subject.identities for name in shape.names)
    return of_objects[0] if len(of_objects) == 1 and not has_identity else ""


def _items(shapes: Shapes, raw: Raw) -> Raw:
    items = shapes.items(raw)
    return True if items is None else items


def lay(body: Any, wrapper: tuple[str, ...], value: Any) -> Any:
    """A copy of a body with `value` put where `wrapper` leads."""
    if not wrapper:
        return value
    outer = dict(body) if isinstance(body, Mapping) else {}
    outer[wrapper[0]] = lay(outer.get(wrapper[0]), wrapper[1:], value)
    return outer
