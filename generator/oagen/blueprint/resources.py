"""Resources: from candidates to tables, each with its identity, its scope below parents, its fields and relations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from oagen.blueprint.arguments import goes_by_key
from oagen.blueprint.beside import given_keys, shows_key
from oagen.blueprint.bulk import keep_exact_clears
from oagen.blueprint.candidates import ID_SUFFIXES, Candidate
from oagen.blueprint.changes import ContentUse
from oagen.blueprint.columns import Sources, make_fields
from oagen.blueprint.documents import (
    CREATING,
    Place,
    given_documents,
    nested_in,
    overlaid_objects,
    patch_kind,
    respelled,
    structured_media,
)
from oagen.blueprint.drawn import told_once
from oagen.blueprint.keys import (
    as_key,
    hidden_key,
    identity_property,
    issued,
    issued_property,
    key_column,
    matching_field,
    may_refer,
    parameter_schema,
    python_name,
    scope_column_name,
)
from oagen.blueprint.kind_values import KindReader, Makers
from oagen.blueprint.kinds import known_kinds
from oagen.blueprint.model import Column, Evidence, Field, ForeignKey, PathKey, Resource
from oagen.blueprint.naming import Names, class_stem, normal, plural, singular, snake, words
from oagen.blueprint.parts import parts_to_complete, with_own_parts
from oagen.blueprint.paths import Path
from oagen.blueprint.property_bodies import properties_brought
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.blueprint.transitions import given_by, keep_changes_of_values
from oagen.contract.model import Contract, Operation, Schema

_ISSUED = frozenset({"sequence", "text_key", "uuid"})
# Resources whose classes would be called like those that all of them share: `BaseService`, `RememberingRepository`.
_BASES = frozenset({"base", "base_content", "remembering"})


@dataclass(frozen=True, slots=True)
class Tools:
    """What reading a contract takes: its schemas, and makers of examples that return `nothing` when they cannot.

    `plainest` makes a text or a number, as plain as it can be. `admits` tells whether an answer may show a value, by
    the schema that `shown` gives.
    """

    contract: Contract
    shapes: Shapes
    sampler: Callable[[Any], Any]
    plainest: Callable[[Any], Any]
    nothing: Any
    admits: Callable[[Any, Any], bool]
    shown: Callable[[Any], Any]

    def operation(self, operation_id: str) -> Operation:
        """The operation of an id."""
        return next(o for o in self.contract.operations if o.id == operation_id)


def make_resources(candidates: Sequence[Candidate], tools: Tools) -> list[tuple[Candidate, Resource]]:
    """A resource for every candidate: parents before children, so that children can point to their keys."""
    names, tables = Names(_BASES), Names()
    made: dict[tuple[str, ...], tuple[Candidate, Resource]] = {}
    nouns = {c.collection.key: normal(singular(snake(c.noun))) for c in candidates}
    for candidate in sorted(candidates, key=lambda c: len(c.collection.segments)):
        parents = [
            (c, r) for c, r in made.values() if c.item and _below(candidate.collection, c.item, candidate.singleton)
        ]
        key = candidate.collection.key
        others = frozenset(nouns.values()) - {nouns[key]}
        made[key] = (candidate, _resource(candidate, parents, others, names, tables, tools))
    pairs = [made[c.collection.key] for c in candidates]
    by_name = {resource.name: resource for _, resource in pairs}
    creating = (*CREATING, "join")
    creatable = {resource.name for candidate, resource in pairs if candidate.has(*creating)}
    shown = {component: r for c, r in reversed(pairs) if (component := tools.shapes.component(c.read)) and not c.member}
    related = [(c, _relate(c, resource, by_name, shown, creatable, tools)) for c, resource in pairs]
    members = {id(candidate): resource for candidate, resource in related}
    return [(c, _joined(r, members[id(c.member)]) if c.member else r) for c, r in related]


def _below(collection: Path, item: Path, singleton: bool) -> bool:
    return collection.starts_with(item) and len(collection.segments) > len(item.segments)


def _resource(
    candidate: Candidate,
    parents: Sequence[tuple[Candidate, Resource]],
    others: frozenset[str],
    names: Names,
    tables: Names,
    tools: Tools,
) -> Resource:
    name = _name(candidate, tools.shapes.component(candidate.read), parents, names)
    read = tools.shapes.shape(candidate.read)
    assert read is not None  # a candidate without an object is not kept
    operation_ids = tuple(candidate.roles)
    sources = replace(sources_of(candidate, read, tools), others=others)
    evidence = list(candidate.evidence)
    columns = Names({"overflow", "metadata", "registry"})
    identities = _identity_properties(candidate, name, read, tools)
    told_by = identities[0] if len(identities) == 1 else ""
    if not candidate.identity and not candidate.singleton:
        told_by = issued_property(tools.shapes, name, read, sources.writes)
    fields = list(make_fields(tools.shapes, sources, told_by, tools.nothing, tools.sampler))
    if not identities:
        fields = [as_key(f) if f.property == told_by and f.generated in _ISSUED else f for f in fields]
    for field in fields:
        columns.take(field.column.name)
    scope, scope_columns, parent_key, parent = _scope(candidate, parents, fields, columns, tools, operation_ids)
    spelled = {k.column: parameter_schema(tools.contract, operation_ids, k.parameter) for k in scope}
    fields = _adopt(fields, scope_columns, spelled)
    identity: list[PathKey] = []
    for parameter, prop in zip(candidate.identity, identities, strict=True):
        raw = parameter_schema(tools.contract, operation_ids, parameter)
        position = next((i for i, f in enumerate(fields) if prop and f.property == prop), None)
        if position is None:
            fields.append(hidden_key(tools.shapes, raw, parameter, columns))
            position = len(fields) - 1
        else:
            fields[position] = as_key(issued(fields[position], tools.shapes, raw))
        key = PathKey(parameter, fields[position].column.name, python_name(parameter, name))
        identity.append(key)
        shown = f"property {prop}" if prop else "a key that only the path shows"
        evidence.append(Evidence(f"identity {key.column}", f"path parameter {{{parameter}}} is {shown}"))
    natural = (
        candidate.member is not None
        or bool(given_keys(candidate, tools.contract, tools.shapes))
        or candidate.has("upsert")
        or any(
            f.column.primary_key and (not f.generated or (f.generated == "text_key" and not f.read_only and f.property))
            for f in fields
        )
    )
    own_columns = [c for c in scope_columns if not c.property]
    if (natural and not candidate.shallow) or candidate.singleton:
        own_columns = [replace(c, primary_key=True) for c in own_columns]
        scoped = {key.column for key in scope}
        fields = [
            replace(f, column=replace(f.column, primary_key=True)) if f.column.name in scoped else f for f in fields
        ]
    if not any(c.primary_key for c in (*own_columns, *(f.column for f in fields))):
        fields.append(hidden_key(tools.shapes, {"type": "integer"}, "id" if "id" not in columns else "row_id", columns))
    keep_exact_clears(candidate, fields, tools.contract, tools.shapes)
    keep_changes_of_values(candidate, fields, {key.column for key in (*scope, *identity)})
    evidence.insert(
        0,
        Evidence(f"resource {name}", f"{candidate.collection} with {', '.join(sorted(set(candidate.roles.values())))}"),
    )
    brought = (*sources.whole, *properties_brought(candidate, tools.contract, tools.shapes))
    parts = parts_to_complete(tools.shapes, read, brought, tools.sampler, tools.nothing)
    fields = with_own_parts(fields, parts)
    kinds, keys = KindReader(candidate, tools.contract, tools.shapes), {key.column for key in (*scope, *identity)}
    by_kind = kinds.values(fields, keys, sources, Makers(tools.sampler, tools.nothing, tools.shown))
    fields = kinds.of_all(fields, keys)
    many = plural(name) if not candidate.singleton else name
    return Resource(
        name=name,
        class_name=class_stem(name),
        plural=many,
        table=tables.take(many),
        tag=next((o.tags[0] for o in map(tools.operation, operation_ids) if o.tags), many),
        columns=tuple(sorted((*own_columns, *(f.column for f in fields)), key=lambda c: not c.primary_key)),
        fields=tuple(fields),
        identity=tuple(identity),
        scope=scope,
        parent=parent,
        parent_key=parent_key,
        singleton=candidate.singleton,
        shallow=candidate.shallow,
        open=sources.open,
        kinds=known_kinds(tools.shapes, candidate.read),
        parts=parts,
        by_kind=by_kind,
        sort_column=_sort_column(fields, operation_ids, tools),
        evidence=tuple(evidence),
    )


def _name(candidate: Candidate, component: str, parents: Sequence[tuple[Candidate, Resource]], names: Names) -> str:
    """The path's noun; the component's name where that says more (`CartItem` below `/carts/{cartId}/items`)."""
    noun = snake(candidate.noun)
    name = noun if candidate.singleton else singular(noun)
    if parents and snake(component).endswith(f"_{name}") and len(words(component)) <= len(words(name)) + 1:
        name = snake(component)
    if (name in names or candidate.member) and parents:
        name = f"{max(parents, key=lambda p: len(p[0].collection.segments))[1].name}_{name}"
    return names.take(name)


def _identity_properties(candidate: Candidate, name: str, read: Shape, tools: Tools) -> list[str]:
    """The property behind each identity parameter, "" where the document shows none."""
    ids = tuple(candidate.roles)
    given = given_keys(candidate, tools.contract, tools.shapes).values()
    found = [
        identity_property(tools.shapes, parameter, parameter_schema(tools.contract, ids, parameter), name, read)
        for parameter in candidate.identity
    ]
    may = [p and all(shows_key(p, read.properties[p], each, tools.shapes) for each in given) for p in found]
    return [prop if shows else "" for prop, shows in zip(found, may, strict=True)]


def sources_of(candidate: Candidate, read: Shape, tools: Tools) -> Sources:
    """The shapes in which operations show and take a resource's documents."""
    create: Shape | None = None
    updates: list[Shape] = []
    partial: list[Shape] = []
    actions: list[Shape] = []
    conflicts: list[str] = []
    told: dict[str, Raw] = {}
    for operation_id, role in candidate.roles.items():
        if operation_id in candidate.properties:
            continue
        operation = tools.operation(operation_id)
        told |= told_once(operation, role, candidate.subject, read, tools.shapes)
        body = structured_media(operation.body)
        raw = body.schema.raw if body and body.schema else None
        place = given_documents(tools.shapes, raw, candidate.subject, role) if raw is not None else None
        shape = tools.shapes.shape(place.schema) if place else None
        shape = _without_file(shape, read, candidate.contents.get(operation_id)) if shape else None
        inside = nested_in(tools.shapes, place.schema, candidate.read) if place else ""
        if place and inside:
            required = frozenset({inside} if operation.body and operation.body.is_expected else ())
            shape = Shape({inside: place.schema}, required, closed=False)
        shape = respelled(shape, read) if shape else None
        if shape and place and body and body.schema and not _is_certain(operation, body.schema.raw, place, tools):
            shape = replace(shape, required=frozenset())
        if shape and operation.method == "PATCH":
            deep = patch_kind(tools.shapes, operation.body) == "merge"
            bare = tools.shapes.merged_value if deep else tools.shapes.without_null
            shape = replace(shape, properties={n: bare(raw) for n, raw in shape.properties.items()})
        if role in CREATING:
            conflicts += [r.description for r in operation.responses if r.status == "409" and not r.added]
            if create and shape:  # there are two ways to make one: what a document surely has, both ask for
                updates.append(shape)
                create = replace(create, required=create.required & shape.required)
            create = create or shape
        elif shape and role in ("replace", "update", "update_many"):
            updates.append(shape)
            if patch_kind(tools.shapes, operation.body) == "merge" or (
                body and overlaid_objects(body.name, read, inside)
            ):
                partial.append(shape)
        elif role == "transition" and operation_id in candidate.changes:
            given = given_by(operation, candidate.changes[operation_id], tools.shapes)
            actions.append(Shape(given, frozenset(), closed=True))
    if create and any(use.makes_row for use in candidate.properties.values()):
        create = replace(create, required=frozenset())
    around = frozenset(normal(singular(snake(each))) for each in (candidate.noun, *candidate.collection.segments))
    changes = candidate.changes.values()
    since = {name for c in changes for name in (*c.since, *c.given.values())}
    return Sources(
        read,
        create,
        tuple(updates),
        tuple(conflicts),
        tuple(actions),
        tuple(partial),
        told_once=told,
        states=frozenset(name for c in changes for name in (*c.values, *c.leaves)),
        by_verbs=frozenset(name for name in since if not normal(name).startswith("create")),
        around=around,
    )


def _without_file(shape: Shape, read: Shape, use: ContentUse | None) -> Shape:
    """The shape of a request's document without a file that is kept beside it, unless documents show it too."""
    if use is None or use.part in read.names:
        return shape
    properties = {name: raw for name, raw in shape.properties.items() if name != use.part}
    return replace(shape, properties=properties, required=shape.required - {use.part})


def _is_certain(operation: Operation, raw: Raw, place: Place, tools: Tools) -> bool:
    """Whether all that requests bring is documents: neither the body nor what wraps them may be left out, or be
    something else."""
    if operation.body is None or not operation.body.is_expected:
        return False
    for name in place.wrapper:
        shape = tools.shapes.shape(raw)
        if shape is None or name not in shape.required:
            return False
        raw = shape.properties[name]
    if place.is_list:
        return tools.shapes.types(raw) == {"array"} and tools.shapes.types(place.schema, meant=False) == {"object"}
    return tools.shapes.types(raw, meant=False) == {"object"}


def _scope(
    candidate: Candidate,
    parents: Sequence[tuple[Candidate, Resource]],
    fields: Sequence[Field],
    taken: Names,
    tools: Tools,
    operation_ids: Sequence[str],
) -> tuple[tuple[PathKey, ...], list[Column], tuple[tuple[str, str], ...], str]:
    """The keys of the collection's parameters, their columns, and the foreign key to the nearest parent."""
    by_depth = {len(c.item.segments): r for c, r in parents if c.item}
    nearest = by_depth[max(by_depth)] if by_depth else None
    keys: list[PathKey] = []
    columns: list[Column] = []
    pairs: list[tuple[str, str]] = []
    position = 0
    for depth, segment in enumerate(candidate.collection.segments, start=1):
        if not segment.startswith("{") or not segment.endswith("}"):
            continue
        parameter = segment[1:-1]
        owner = _owner(by_depth, depth, position)
        raw = parameter_schema(tools.contract, operation_ids, parameter)
        column = key_column(tools.shapes, raw, "")
        parent_column = owner[1] if owner else ""
        if owner:
            source = next(c for c in owner[0].columns if c.name == parent_column)
            column = replace(column, type=source.type, length=source.length)
        column = replace(column, name=scope_column_name(parameter, owner[0].name if owner else "", parent_column))
        field = matching_field(fields, column, parameter)
        column = (
            replace(field.column, type=column.type, length=column.length, nullable=False, indexed=True)
            if field
            else replace(column, name=taken.take(column.name))
        )
        columns.append(column)
        keys.append(
            PathKey(
                parameter,
                column.name,
                python_name(parameter, owner[0].name if owner else ""),
                owner[0].name if owner else "",
            )
        )
        if owner and nearest and owner[0].name == nearest.name:
            pairs.append((column.name, parent_column))
        position += 1
    if nearest:
        pairs = _whole_key(nearest, keys, pairs)
    return tuple(keys), columns, tuple(pairs), nearest.name if nearest else ""


def _owner(by_depth: Mapping[int, Resource], depth: int, position: int) -> tuple[Resource, str] | None:
    """The resource whose identity the parameter at this depth is, with the column of that identity."""
    for item_depth, resource in sorted(by_depth.items()):
        offset = position - len(resource.path_keys) + len(resource.identity)
        if depth <= item_depth and 0 <= offset < len(resource.identity):
            return resource, resource.identity[offset].column
    return None


def _whole_key(nearest: Resource, keys: Sequence[PathKey], pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that cover the parent's primary key; none when a part of it is not in the path."""
    primary = [c.name for c in nearest.columns if c.primary_key]
    mine = {parent.column: own.column for parent, own in zip(nearest.path_keys, keys, strict=False)}
    mine.update({theirs: own for own, theirs in pairs})
    return [(mine[name], name) for name in primary] if all(name in mine for name in primary) else []


def _adopt(fields: Sequence[Field], scope_columns: Sequence[Column], spelled: Mapping[str, Raw]) -> list[Field]:
    """Fields that show a parent's key take it from the path, under the schema that the path parameter has."""
    by_property = {c.property: c for c in scope_columns if c.property}
    adopted = []
    for field in fields:
        column = by_property.get(field.property)
        if column:
            kept = Schema(spelled[column.name])
            adopted.append(replace(field, column=column, generated="", filler=None, read_only=True, kept=kept))
        else:
            adopted.append(field)
    return adopted


def _sort_column(fields: Sequence[Field], operation_ids: Sequence[str], tools: Tools) -> str:
    created = next((f.column.name for f in fields if f.generated == "created_at"), "")
    key = next((f.column.name for f in fields if f.column.primary_key), "")
    by_key = any(goes_by_key(tools.shapes, tools.operation(each), fields) for each in operation_ids)
    return key if by_key or not created else created


def _relate(
    candidate: Candidate,
    resource: Resource,
    by_name: Mapping[str, Resource],
    by_component: Mapping[str, Resource],
    creatable: set[str],
    tools: Tools,
) -> Resource:
    """Properties that name another resource's identity become foreign keys to it.

    So do keys of rows that a body gives. Where a path gives them, any will do.
    """
    own_keys = {key.column for key in resource.scope}
    if candidate.member or candidate.has("upsert"):
        own_keys |= {column.name for column in resource.columns if column.primary_key}
    evidence = list(resource.evidence)
    changed: dict[str, Column] = {}
    for field in resource.fields:
        column = field.column
        if not field.property or column.name in own_keys or field.read_only or not _is_told(field):
            continue
        named = _target(field.property, by_name, creatable)
        target = named or _shown_beside(field, resource, by_component, tools)
        target = target if target and target.name in creatable else None
        key = single_key(target) if target else None
        if target and key and target.name != resource.name and may_refer(column, key):
            reference = ForeignKey(target.table, key.name, cascade=False)
            changed[column.name] = replace(
                column,
                type=key.type,
                indexed=True,
                length=key.length,
                foreign_key=reference,
                nullable=column.nullable or bool(field.generated),
            )
            evidence.append(
                Evidence(
                    f"{column.name} references {target.table}",
                    f"property {field.property} is named after {target.name if named else f'what shows {target.name}'}",
                )
            )
    return replace(
        resource,
        columns=tuple(changed.get(c.name, c) for c in resource.columns),
        fields=tuple(_referring(f, changed[f.column.name]) if f.column.name in changed else f for f in resource.fields),
        evidence=tuple(evidence),
    )


def _is_told(field: Field) -> bool:
    """Whether clients alone know a value: nothing is made, but for what stands there and is the key of nothing."""
    return field.generated in ("", "example") or (field.generated == "filler" and not field.filler)


def _referring(field: Field, column: Column) -> Field:
    """The field of a property that refers to a row, or to nothing if no client says to which."""
    return replace(field, column=column, generated=field.generated if field.filler is None else "", filler=None)


def _joined(membership: Resource, member: Resource) -> Resource:
    """The membership with a foreign key to those that belong: it goes with them."""
    theirs = next(c for c in member.columns if c.name == member.identity[0].column)
    (identity,) = membership.identity
    others = Names({c.name for c in membership.columns if c.name != identity.column})
    name = others.take(scope_column_name(identity.parameter, member.name, theirs.name))
    key = ForeignKey(member.table, theirs.name, cascade=True)

    def referring(column: Column) -> Column:
        same = replace(column, name=name, type=theirs.type, length=theirs.length, indexed=True, foreign_key=key)
        return same if column.name == identity.column else column

    return replace(
        membership,
        member=member.name,
        identity=(replace(identity, column=name),),
        sort_column=name,
        columns=tuple(map(referring, membership.columns)),
        fields=tuple(replace(f, column=referring(f.column), generated="", read_only=False) for f in membership.fields),
    )


def _target(property_name: str, by_name: Mapping[str, Resource], creatable: set[str]) -> Resource | None:
    name = normal(property_name)
    for suffix in ID_SUFFIXES:
        stem = name.removesuffix(suffix)
        if stem and stem != name:
            found = next((r for r in by_name.values() if normal(r.name) == stem and r.name in creatable), None)
            if found:
                return found
    return None


def _shown_beside(
    field: Field, resource: Resource, by_component: Mapping[str, Resource], tools: Tools
) -> Resource | None:
    """The resource whose document a property beside a key shows: `author` beside `authorId`, whatever it is called."""
    stems = {normal(field.property).removesuffix(suffix) for suffix in ID_SUFFIXES} - {"", normal(field.property)}
    beside = [f for f in resource.fields if normal(f.property) in stems and f.read_only]
    components = {tools.shapes.component(f.schema.raw) for f in beside} - {""}
    return by_component.get(components.pop()) if len(components) == 1 else None


def single_key(resource: Resource) -> Column | None:
    """The one column that tells rows apart, if documents show it."""
    primary = [c for c in resource.columns if c.primary_key]
    return primary[0] if len(primary) == 1 and primary[0].property else None
