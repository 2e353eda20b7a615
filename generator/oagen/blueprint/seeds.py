"""Seeds: examples of every resource, below an example of its parent, so that a new service has something to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from oagen.blueprint.candidates import Candidate
from oagen.blueprint.documents import CREATING, answer_media, find_documents, given_documents, structured_media
from oagen.blueprint.keys import parameter_schema
from oagen.blueprint.making import Seed
from oagen.blueprint.model import Field, PathKey, Resource
from oagen.blueprint.resources import Tools

Pair = tuple[Candidate, Resource]
MOST = 3  # enough that one can be deleted and another still be read
# different for every document
_DRAWN = frozenset({"uuid", "sequence", "text_key"})


def with_seeds(pairs: Sequence[Pair], tools: Tools) -> list[Pair]:
    """The resources with their seeds; what no seed can be made for has none, nor has what lies below it."""
    seeded: dict[str, Resource] = {}
    listed: dict[str, Sequence[Any]] = {}
    for candidate, resource in sorted(pairs, key=lambda pair: len(pair[1].scope)):
        listed.update(_listed_in(candidate, resource, tools))
        seed = _seed(candidate, resource, seeded, listed.get(resource.name, ()), tools)
        if seed:
            seeded[resource.name] = replace(resource, seed=seed)
    while lost := [resource.name for resource in seeded.values() if _lacks(resource, seeded)]:
        seeded = {name: resource for name, resource in seeded.items() if name not in lost}
    by_table = {resource.table: resource for resource in seeded.values()}
    linked = {name: _linked(resource, by_table) for name, resource in seeded.items()}
    return [(candidate, linked.get(resource.name, resource)) for candidate, resource in pairs]


def _listed_in(candidate: Candidate, resource: Resource, tools: Tools) -> Iterator[tuple[str, Sequence[Any]]]:
    """The resources whose rows an example lists, with what it shows of them."""
    lists = [(f.property, f.held.resource) for f in resource.fields if f.held]
    document = _document(candidate, tools) if lists else None
    for name, below in lists:
        shown = document.get(name) if isinstance(document, Mapping) else None
        yield below, shown if isinstance(shown, list) else ()


def _seed(
    candidate: Candidate, resource: Resource, seeded: Mapping[str, Resource], listed: Sequence[Any], tools: Tools
) -> Seed | None:
    """The examples of a resource; the first ones are what an example of its parent lists."""
    document = _document(candidate, tools)
    parent = seeded.get(resource.parent)
    if not isinstance(document, Mapping) or (resource.parent and not parent):
        return None
    inherited = dict(_inherited(resource, parent)) if parent else {}
    keys = {key.column: _example(key, candidate, tools) for key in resource.scope if key.column not in inherited}
    own = {key.column: key for key in resource.identity}
    created = candidate.has(*CREATING, "join")
    shown = dict(document)
    known: dict[str, list[Any]] = {}  # keys of the first documents, by property
    own_paths = {use.place[0] for use in candidate.properties.values()}  # what clients set there may stand in a seed
    left_out = {f.property for f in resource.fields if created and _is_the_servers(f)} - own_paths
    made = {f.property for f in resource.fields if f.held or f.column.name in own or f.property in left_out}
    for field in resource.fields:
        if field.held:  # its rows have seeds of their own
            shown.pop(field.property, None)
            continue
        key = own.get(field.column.name)
        values = _keys(key, field, candidate, tools) if key else []
        if values and field.property:
            known[field.property] = values
            shown[field.property] = values[0]
        elif values and key:
            keys[key.column] = values[0]
        elif field.property in left_out:
            shown.pop(field.property, None)
        elif key and not field.generated:
            return None
    if tools.nothing in keys.values() or tools.nothing in shown.values():
        return None
    single = resource.singleton or bool(resource.member) or any(column in own for column in keys)
    given = [{n: v for n, v in each.items() if n not in made} for each in listed if tools.admits(candidate.read, each)]
    return Seed((shown,) if single else tuple(_several(shown, known, given, resource, tools)), keys, inherited)


def _document(candidate: Candidate, tools: Tools) -> Any:
    """An example of what clients read, one by one and in lists."""
    listed = () if candidate.member else _listed(candidate, tools)  # lists show documents of the members
    shown = [candidate.read, *listed]
    examples = (tools.sampler(raw) for raw in shown)
    created = _created(candidate, tools)
    examples = (each if each is tools.nothing else _completed(each, created) for each in examples)
    fitting = (each for each in examples if each is not tools.nothing and all(tools.admits(raw, each) for raw in shown))
    return next(fitting, tools.sampler(candidate.read))


def _completed(example: Any, created: Mapping[str, Any]) -> Any:
    """An example of a document, with what creations must bring where it says nothing of that."""
    return {**created, **example} if isinstance(example, Mapping) else example


def _created(candidate: Candidate, tools: Tools) -> Mapping[str, Any]:
    """What an example of a creation brings of the properties that it must have and that documents show."""
    created = next((name for name, role in candidate.roles.items() if role == "create"), "")
    media = structured_media(tools.operation(created).body) if created else None
    raw = media.schema.raw if media and media.schema else None
    place = given_documents(tools.shapes, raw, candidate.subject, "create") if raw is not None else None
    shape, read = tools.shapes.shape(place.schema) if place else None, tools.shapes.shape(candidate.read)
    example = tools.sampler(place.schema) if place else None
    if shape is None or read is None or not isinstance(example, Mapping):
        return {}
    return {name: value for name, value in example.items() if name in shape.required & read.names}


def _listed(candidate: Candidate, tools: Tools) -> Iterator[Any]:
    """The schemas of documents in lists."""
    for operation_id, role in candidate.roles.items():
        answers = tools.operation(operation_id).answers if role == "list" else ()
        media = answer_media(answers[0]) if answers else None
        place = find_documents(tools.shapes, media.schema.raw, candidate.subject) if media and media.schema else None
        if place:
            yield place.schema


def _keys(key: PathKey, field: Field, candidate: Candidate, tools: Tools) -> list[Any]:
    """Keys that clients know without having seen one: the contract's examples, and the plainest; the best first."""
    raw = (
        field.schema.raw if field.property else parameter_schema(tools.contract, tuple(candidate.roles), key.parameter)
    )
    spelled = list(_examples(key, candidate, tools))
    typed = [int(text) for text in spelled if isinstance(text, str) and text.isascii() and text.isdigit()]
    values = [*spelled, *typed, tools.plainest(raw), tools.sampler(raw)]
    admitted = [value for value in values if value is not tools.nothing and tools.admits(raw, value)]
    return list({f"{type(value)} {value}": value for value in admitted}.values())[:MOST]


def _several(
    document: Mapping[str, Any],
    known: Mapping[str, Sequence[Any]],
    given: Sequence[Mapping[str, Any]],
    resource: Resource,
    tools: Tools,
) -> Iterator[Mapping[str, Any]]:
    """Documents that differ in what must be unique; only one where they cannot. The first ones are as `given`."""
    unique = [f for f in resource.fields if f.property in document and (f.column.unique or f.property in known)]
    counted = [len(known[f.property]) for f in unique if f.generated == "sequence" and f.property in known]
    for number in range(1, min([MOST, *counted]) + 1):  # the database counts on from the largest
        other = {**document, **(given[number - 1] if number <= len(given) else {})}
        for field in unique:
            values = known.get(field.property, (document[field.property],))
            if number <= len(values):
                other[field.property] = values[number - 1]
            elif field.generated in _DRAWN:
                other.pop(field.property)
            else:
                other[field.property] = _another(document[field.property], number)
        if all(tools.admits(f.schema.raw, other[f.property]) for f in unique if f.property in other):
            yield other


def _another(value: Any, number: int) -> Any:
    """A value like the first one, for the document of a number."""
    if isinstance(value, str):
        name, at, host = value.partition("@")
        return f"{name}-{number}{at}{host}"
    return value + number - 1 if isinstance(value, int | float) and not isinstance(value, bool) else None


def _lacks(resource: Resource, seeded: Mapping[str, Resource]) -> bool:
    """Whether the resource cannot do without a row that no seed brings."""
    tables = {other.table for other in seeded.values()}
    needed = (f.column.foreign_key.table for f in resource.fields if f.column.foreign_key and f.required)
    return not tables.issuperset(needed) or (bool(resource.parent) and resource.parent not in seeded)


def _linked(resource: Resource, by_table: Mapping[str, Resource]) -> Resource:
    """The resource with seeds that refer to other seeds, but not to each other.

    A reference to anything else is left out, or to nothing where it has to be there.
    """
    assert resource.seed is not None
    inherited, changed = dict(resource.seed.inherited), dict[str, bool]()
    for field in resource.fields:
        key = field.column.foreign_key
        if key is None or all(field.property not in document for document in resource.seed.documents):
            continue
        if key.table in by_table and key.table != resource.table:
            inherited[field.column.name] = (by_table[key.table].plural, key.column)
        elif not field.required or field.nullable:
            changed[field.property] = field.required
    nothing = {name: None for name, stays in changed.items() if stays}
    documents = tuple(
        {n: nothing.get(n, v) for n, v in d.items() if n not in changed or n in nothing}
        for d in resource.seed.documents
    )
    return replace(resource, seed=replace(resource.seed, documents=documents, inherited=inherited))


def _is_the_servers(field: Field) -> bool:
    """Whether a new document gets this property from the server."""
    return bool(field.property) and field.read_only


def _inherited(resource: Resource, parent: Resource) -> Iterator[tuple[str, tuple[str, str]]]:
    """Own column → (parent's table, its column) of the keys in the path to the parent."""
    for own, theirs in zip(resource.scope, parent.path_keys, strict=False):
        yield own.column, (parent.plural, theirs.column)


def _example(key: PathKey, candidate: Candidate, tools: Tools) -> Any:
    """What the contract shows as an example of a path parameter, else one of its schema."""
    raw = parameter_schema(tools.contract, tuple(candidate.roles), key.parameter)
    values = (*_examples(key, candidate, tools), tools.plainest(raw), tools.sampler(raw))
    return next((value for value in values if value is not tools.nothing), tools.nothing)


def _examples(key: PathKey, candidate: Candidate, tools: Tools) -> Iterator[Any]:
    """What the author shows of a path parameter: beside its schema or in it."""
    operations = (tools.operation(operation_id) for operation_id in candidate.roles)
    for parameter in (p for o in operations for p in o.parameters if p.location == "path" and p.name == key.parameter):
        yield from parameter.examples
        yield from tools.shapes.annotation(parameter.schema.raw, "examples") or ()
