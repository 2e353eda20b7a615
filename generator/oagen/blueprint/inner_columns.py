"""Inner columns: values inside the objects of documents that lists filter and sort by (`address.city`).

The object is kept as JSON, whole. What a list asks for has a column that repeats it, typed and indexed as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from oagen.blueprint.columns import column_type
from oagen.blueprint.model import LISTS, Column, Evidence, Field, Resource
from oagen.blueprint.naming import Names, normal, snake
from oagen.blueprint.shapes import Raw, Shapes
from oagen.contract.model import Schema

_DEEPEST = 3  # names of a place
_MOST = 100  # of one resource
# Objects that wrap what a document says: their members are spoken of without them.
_WRAPPERS = frozenset({"attributes", "fields", "properties"})
# Objects whose members are called after what they lead to, and are no value of it.
_LINKING = frozenset({"href", "hrefs", "link", "links", "uris", "urls"})
_RELATIONSHIPS = "relationships"  # of JSON:API: each has its resource's identity in `data`
# Names that say nothing without the object around them.
_COMMON = frozenset(
    "code count created createdat date description enabled end from href id key kind label limit name number offset"
    " page position resourceversion size slug start state status text time title to total type updated updatedat uri"
    " url uuid value version".split()
)


def inner_fields(shapes: Shapes, resource: Resource) -> tuple[Field, ...]:
    """The scalars inside the objects of a document, and lists of them: each as a field with a column that repeats it.

    The fields' properties are places, their names joined by dots.
    """
    names = Names({column.name for column in resource.columns} | {"overflow", "metadata", "registry"})
    found: list[Field] = []
    for field in resource.fields:
        if field.column.type == "json" and not field.write_only and normal(field.property) not in {"", *_LINKING}:
            inside = _related if field.property == _RELATIONSHIPS else _inside
            found.extend(inside(shapes, (field.property,), field.schema.raw, names))
    return tuple(found[:_MOST])


def names_of(field: Field) -> tuple[str, ...]:
    """What an inner field may be called: its place, and its name alone where all around it only wraps it.

    What names a related resource is called after the relationship.
    """
    *objects, name = field.column.place
    if objects[0] == _RELATIONSHIPS:
        return (field.property, objects[1])
    return (field.property, name) if _WRAPPERS.issuperset(objects) else (field.property,)


def plain_names(fields: Sequence[Field]) -> dict[str, Column]:
    """Names alone → columns, of values that no other object has under their name."""
    last = [field.column.place[-1] for field in fields]
    unlike = (field for field in fields if last.count(field.column.place[-1]) == 1)
    return {f.column.place[-1]: f.column for f in unlike if normal(f.column.place[-1]) not in _COMMON}


def with_inner_columns(resource: Resource, shapes: Shapes) -> Resource:
    """The resource with columns for what its lists ask of the objects inside its documents."""
    lists = [plan for plan in resource.operations if plan.role in (*LISTS, "clear", "latest")]
    asked = {column for plan in lists for each in plan.arguments for column in (each.column, *each.also)}
    if asked <= {"", *(column.name for column in resource.columns)}:
        return resource
    found = [field for field in inner_fields(shapes, resource) if field.column.name in asked]
    evidence = (Evidence(f"{f.column.name} repeats {f.property}", "lists filter or sort by it") for f in found)
    # no check: what the object may hold, its column must take
    columns = (replace(field.column, values=()) for field in found)
    return replace(resource, columns=(*resource.columns, *columns), evidence=(*resource.evidence, *evidence))


def _inside(shapes: Shapes, place: tuple[str, ...], raw: Raw, names: Names) -> Iterator[Field]:
    shape = shapes.shape(raw) if shapes.is_object(raw) else None
    for name, inner in (shape.properties if shape else {}).items():
        if shapes.annotation(inner, "writeOnly") is True:
            continue
        path = (*place, name)
        if column_type(shapes, inner)[0] != "json" or _is_list_of_scalars(shapes, inner):
            yield _field(shapes, path, inner, names)
        elif len(path) < _DEEPEST:
            yield from _inside(shapes, path, inner, names)


def _related(shapes: Shapes, place: tuple[str, ...], raw: Raw, names: Names) -> Iterator[Field]:
    """The identities of the resources that those of JSON:API name, one by one."""
    relationships = shapes.shape(raw)
    for name, relationship in (relationships.properties if relationships else {}).items():
        step: Raw | None = relationship
        for inner in ("data", "id"):
            shape = shapes.shape(step) if step is not None else None
            step = shape.properties.get(inner) if shape else None
        if step is not None and column_type(shapes, step)[0] != "json":
            yield _field(shapes, (*place, name, "data", "id"), step, names)


def _field(shapes: Shapes, place: tuple[str, ...], raw: Raw, names: Names) -> Field:
    kind, length, values = column_type(shapes, raw)
    name = names.take(snake(" ".join(place), "field"))
    column = Column(name, kind, nullable=True, length=length, values=values, place=place)
    return Field(".".join(place), column, False, True, schema=Schema(raw), kept=Schema(raw))


def _is_list_of_scalars(shapes: Shapes, raw: Raw) -> bool:
    items = shapes.items(raw)
    return items is not None and column_type(shapes, items)[0] != "json"
