"""Tables for the templates: the keys of a resource, and how its entity declares its columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from oagen.blueprint.making import HeldList, ShownRow
from oagen.blueprint.model import Blueprint, Column, Field, ForeignKey, OperationPlan, Resource
from oagen.render.quoting import py

# The longest name PostgreSQL takes, and how SQLAlchemy shortens a longer one.
_LONGEST_NAME = 63
# Words that the body of an entity's class needs for itself.
_TAKEN = frozenset(
    {"metadata", "registry", "overflow", "mapped_column", "holds", "repeats", "str", "int", "bool", "float"}
)
_ENTITY_TYPES = {
    "text": "Text", "uuid": "Uuid", "boolean": "Boolean", "integer": "BigInt", "numeric": "Decimals",
    "double": "Double", "date": "Date", "datetime": "UtcDateTime", "json": "Nested",
}  # fmt: skip
_PYTHON_TYPES = {
    "string": "str", "text": "str", "uuid": "UUID", "boolean": "bool", "integer": "int", "numeric": "float",
    "double": "float", "date": "Day", "datetime": "Instant", "json": "Any",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Declared:
    """A column as its entity declares it."""

    column: Column
    attribute: str  # name in the entity's class
    annotation: str  # inside Mapped[…]
    entity_arguments: str  # of mapped_column(…)


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key over one or more columns."""

    name: str
    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    on_delete: str  # CASCADE | RESTRICT | NO ACTION (the same, at the end of a statement) | SET NULL

    @property
    def entity_targets(self) -> list[str]:
        """The referenced columns, as SQLAlchemy names them."""
        return [f"{self.table}.{target}" for target in self.targets]


@dataclass(frozen=True, slots=True)
class OtherRows:
    """A property that shows rows of another table: those it lists, or the one that its row refers to."""

    name: str
    resource: Resource
    arguments: str  # of HeldList(…) or ShownRow(…), behind the repository


def declared_columns(blueprint: Blueprint, resource: Resource) -> list[Declared]:
    """Every column of a resource but `overflow`, in order."""
    fields = {field.column.name: field for field in resource.fields}
    inline = {r.columns[0]: r for r in references(blueprint, resource) if len(r.columns) == 1}
    return [
        _declared(resource, column, fields.get(column.name), inline.get(column.name)) for column in resource.columns
    ]


def references(blueprint: Blueprint, resource: Resource) -> list[Reference]:
    """The foreign keys of a resource's table: to its parent, then to what its properties name."""
    found = []
    to_parent = {own for own, _ in resource.parent_key}
    if resource.parent_key:
        own, targets = zip(*resource.parent_key, strict=True)
        table = parent_of(blueprint, resource).table
        on_delete = "RESTRICT" if resource.holds_parent else "CASCADE"
        found.append(Reference(constraint_name("fk", resource.table, own[0]), own, table, targets, on_delete))
    for column in resource.columns:
        key = column.foreign_key
        if key and column.name not in to_parent:
            name = constraint_name("fk", resource.table, column.name)
            found.append(Reference(name, (column.name,), key.table, (key.column,), _on_delete(resource, key)))
    return found


def _on_delete(resource: Resource, key: ForeignKey) -> str:
    """What becomes of a row whose reference leads to a deleted one. Rows that refer to each other may go together."""
    if key.cascade or key.clears:
        return "CASCADE" if key.cascade else "SET NULL"
    return "NO ACTION" if key.table == resource.table else "RESTRICT"


def parent_of(blueprint: Blueprint, resource: Resource) -> Resource:
    """The resource that this one lies below."""
    return next(other for other in blueprint.resources if other.name == resource.parent)


def ancestors_of(blueprint: Blueprint, resource: Resource) -> list[Resource]:
    """The resources that this one lies below, the nearest first."""
    found = []
    while resource.parent:
        resource = parent_of(blueprint, resource)
        found.append(resource)
    return found


def companions_of(blueprint: Blueprint, resource: Resource) -> list[Resource]:
    """The resources that a service looks at besides its own: its parent, what above remembers deletions, members,
    and what its documents refer to."""
    ancestors = ancestors_of(blueprint, resource)
    above = [r for r in ancestors if r.name == resource.parent or r.remembered]
    members = [r for r in members_of(blueprint, resource) if r not in above]
    return [*above, *members, *(r for r in referred_to_by(blueprint, resource) if r not in (*above, *members))]


def resource_above(blueprint: Blueprint, plan: OperationPlan) -> Resource:
    """The resource that the documents of a related list refer to."""
    return next(other for other in blueprint.resources if other.name == plan.keys[0].parent)


def referred_to_by(blueprint: Blueprint, resource: Resource) -> list[Resource]:
    """The other resources that documents refer to, as far as operations look at them for it."""
    names = {plan.keys[0].parent for plan in resource.operations if plan.role == "related"}
    names |= {plan.reference.resource for plan in resource.operations if plan.reference}
    return [other for other in blueprint.resources if other.name in names - {resource.name}]


def members_of(blueprint: Blueprint, resource: Resource) -> list[Resource]:
    """The resource whose rows belong, of a membership."""
    return [other for other in blueprint.resources if resource.member and other.name == resource.member]


def primary_key(resource: Resource) -> tuple[str, ...]:
    """The columns of the primary key."""
    return tuple(column.name for column in resource.columns if column.primary_key)


def counting_column(resource: Resource) -> str:
    """The key that the database counts up; "" if there is none. Where rows are named by it, it is known before."""
    key = () if row_names(resource) else primary_key(resource)
    sequences = {field.column.name for field in resource.fields if field.generated == "sequence"}
    return key[0] if len(key) == 1 and key[0] in sequences else ""


def clients_choose_keys(resource: Resource) -> bool:
    """Whether a client may choose the number that the database would count up otherwise."""
    counting = counting_column(resource)
    put = any(plan.role == "upsert" for plan in resource.operations)
    return any(field.column.name == counting and (put or not field.read_only) for field in resource.fields)


def never_reuses_keys(resource: Resource) -> bool:
    """Whether SQLite, too, shall give no number twice. Where clients choose keys it could run out of higher ones."""
    return bool(counting_column(resource)) and not clients_choose_keys(resource)


def table_arguments(blueprint: Blueprint, resource: Resource) -> list[str]:
    """What the entity says about its table as a whole."""
    found = [
        f"ForeignKeyConstraint({py(list(r.columns))}, {py(r.entity_targets)}, ondelete={py(r.on_delete)})"
        for r in references(blueprint, resource)
        if len(r.columns) > 1
    ]
    found += [
        f"UniqueConstraint({', '.join(map(py, columns))}, name={py(name)})"
        for name, *columns in uniques(resource)
        if len(columns) > 1
    ]
    options = ['"sqlite_autoincrement": True'] if never_reuses_keys(resource) else []
    options += [f'"info": lies_below({rows})' for rows in _living_above(blueprint, resource)]
    return [*found, f"{{{', '.join(options)}}}"] if options else found


def _living_above(blueprint: Blueprint, resource: Resource) -> Iterator[str]:
    """Arguments of `lies_below`, where rows are gone with those above that are marked as deleted."""
    parent = parent_of(blueprint, resource) if resource.parent else None
    if parent is None or not _goes_softly(blueprint, parent):
        return
    theirs = [key.column for key in parent.path_keys]
    own = [key.column for key in resource.scope[: len(theirs)]]
    if len(own) == len(theirs):
        yield f"{py(parent.table)}, {py(dict(zip(theirs, own, strict=True)))}"


def heeded_columns(blueprint: Blueprint, resource: Resource) -> tuple[str, ...]:
    """The columns that could refer to rows which are marked as deleted, or lie below such."""
    by_table = {other.table: other for other in blueprint.resources}
    keys = {column.name: column.foreign_key for column in resource.columns}
    others = {name: by_table[key.table] for name, key in keys.items() if key and not key.cascade}
    return tuple(name for name, other in others.items() if _goes_softly(blueprint, other))


def _goes_softly(blueprint: Blueprint, resource: Resource) -> bool:
    """Whether rows may be there that are as good as deleted."""
    return any(each.deletes_softly for each in (resource, *ancestors_of(blueprint, resource)))


def indexes(resource: Resource) -> list[tuple[str, str]]:
    """(name, column) of every index that no constraint brings."""
    return [
        (constraint_name("ix", resource.table, c.name), c.name) for c in resource.columns if _is_indexed(resource, c)
    ]


def uniques(resource: Resource) -> list[tuple[str, ...]]:
    """(name, *columns) of every unique constraint. What lies below something is unlike others there."""
    unlike = (column for column in resource.columns if _is_unlike(resource, column))
    return [(constraint_name("uq", resource.table, c.name), *_unlike_together(resource, c)) for c in unlike]


def _unlike_together(resource: Resource, column: Column) -> list[str]:
    within = [other.name for other in resource.columns if column.within and other.property == column.within]
    return list(dict.fromkeys([*(key.column for key in resource.scope), *within, column.name]))


def is_found_by(resource: Resource, column: Column) -> bool:
    """Whether paths name rows by a column, though no constraint says so: they lie below whatever a path names."""
    is_said = column.primary_key or column.unique or column.foreign_key is not None
    return not is_said and column.name in {key.column for key in resource.scope}


def _is_unlike(resource: Resource, column: Column) -> bool:
    """Whether a column needs a constraint to be unlike others: none if the primary key says as much."""
    return column.unique and not set(primary_key(resource)) <= set(_unlike_together(resource, column))


def _is_indexed(resource: Resource, column: Column) -> bool:
    """Whether a column needs an index: what leads the primary key has one, and so has what is unique by itself."""
    is_alone = _unlike_together(resource, column) == [column.name]
    leads = column.name in primary_key(resource)[:1]
    return column.indexed and not leads and not (_is_unlike(resource, column) and is_alone)


def row_counts(resource: Resource) -> dict[str, str]:
    """Property → Python expression of the rows that it counts."""
    counted = {field.property: field.counted for field in resource.fields if field.counted}
    return {name: f"RowsOf({py(count.table)}, {py(dict(count.keys))})" for name, count in counted.items()}


def list_names(resource: Resource) -> list[str]:
    """The properties that list rows of other tables."""
    return [field.property for field in resource.fields if field.held]


def held_lists(blueprint: Blueprint, resource: Resource) -> list[OtherRows]:
    """The properties that list rows of other tables, with the repositories of those."""
    held = {field.property: field.held for field in resource.fields if field.held}
    by_name = {other.name: other for other in blueprint.resources}
    return [OtherRows(name, by_name[each.resource], _held_arguments(each)) for name, each in held.items()]


def _held_arguments(held: HeldList) -> str:
    """Column there → own column; the column of places that clients gave rows, and what is not shown of them."""
    place = [f"place={py(held.place)}"] if held.place else []
    untold = [f"untold=frozenset({py(list(held.untold))})"] if held.untold else []
    return ", ".join([py(dict(held.keys)), *place, *untold])


def shown_names(resource: Resource) -> dict[str, bool]:
    """The properties that show the row which another one refers to → whether they are null where there is none."""
    return {field.property: field.required for field in resource.fields if field.shown}


def shown_rows(blueprint: Blueprint, resource: Resource) -> list[OtherRows]:
    """The properties that show a row of another table, with the repositories of those."""
    return [_shown_row(blueprint, field, field.shown) for field in resource.fields if field.shown]


def _shown_row(blueprint: Blueprint, field: Field, shown: ShownRow) -> OtherRows:
    other = next(each for each in blueprint.resources if each.name == shown.resource)
    must_be_there = field.required and not field.nullable
    always = ["always=True"] if must_be_there and _goes_softly(blueprint, other) else []
    untold = [f"untold=frozenset({py(list(shown.untold))})"] if shown.untold else []
    return OtherRows(field.property, other, ", ".join([py(shown.key), py(shown.column), *untold, *always]))


def numberings(resource: Resource) -> dict[str, str]:
    """Property → Python expression of how rows are numbered by it."""
    numbered = {field.property: field.numbering for field in resource.fields if field.numbering}
    return {
        name: f"Numbering({py(each.first)}, {py(each.prefix)}, {each.digits})"
        if each.digits
        else f"Numbering({each.first})"
        for name, each in numbered.items()
    }


def row_names(resource: Resource) -> dict[str, str]:
    """Property → Python expression of how rows are named by it."""
    named = {field.property: field.named for field in resource.fields if field.named}
    return {
        name: f"RowName({', '.join(py(each) for each in (name_of.form, name_of.held_to) if each is not None)})"
        for name, name_of in named.items()
    }


def repository_bases(blueprint: Blueprint, resource: Resource) -> dict[str, str]:
    """The classes that a resource's repository is made of → the modules that have them."""
    bases = {"RestoringRepository": "restoring"} if resource.deletes_softly else {}
    bases |= {"HeedingRepository": "heeding"} if heeded_columns(blueprint, resource) else {}
    bases |= {"NumberingRepository": "numbering"} if numberings(resource) else {}
    bases |= {"NamingRepository": "naming"} if row_names(resource) else {}
    if resource.remembered:
        bases["RememberingRepository"] = "remembering"
    if list_names(resource):
        bases["HoldingRepository"] = "holding"
    return {"ReferringRepository": "referring", **bases} if shown_names(resource) else bases


def service_base(resource: Resource) -> str:
    """The class that a resource's service is made of."""
    if resource.member:
        return "BaseMemberService"
    if resource.content_path:
        return "BaseKeepingService" if resource.deletes_softly else "BaseContentService"
    return "BaseRestoringService" if resource.deletes_softly else "BaseService"


def tables_in_order(blueprint: Blueprint) -> list[Resource]:
    """The resources, each after those its foreign keys refer to."""
    by_table = {resource.table: resource for resource in blueprint.resources}
    graph = {
        resource.table: [
            r.table for r in references(blueprint, resource) if r.table in by_table and r.table != resource.table
        ]
        for resource in blueprint.resources
    }
    try:
        return [by_table[table] for table in TopologicalSorter(graph).static_order()]
    except CycleError:  # the blueprint keeps references free of circles; SQLite would not mind one
        return list(blueprint.resources)


def _declared(resource: Resource, column: Column, field: Field | None, reference: Reference | None) -> Declared:
    attribute = f"{column.name}_" if column.name in _TAKEN else column.name
    optional = " | None" if column.nullable else ""
    return Declared(
        column=column,
        attribute=attribute,
        annotation=_PYTHON_TYPES[column.type] + optional,
        entity_arguments=", ".join(_entity_arguments(resource, column, attribute, field, reference)),
    )


def _entity_arguments(
    resource: Resource, column: Column, attribute: str, field: Field | None, reference: Reference | None
) -> Iterator[str]:
    if attribute != column.name:
        yield py(column.name)
    yield _entity_type(column)
    if reference:
        yield f"ForeignKey({py(reference.entity_targets[0])}, ondelete={py(reference.on_delete)})"
    if column.primary_key:
        yield "primary_key=True"
        if column.type == "integer" and column.name != counting_column(resource):
            yield "autoincrement=False"
    if _is_unlike(resource, column) and _unlike_together(resource, column) == [column.name]:
        yield "unique=True"
    elif _is_indexed(resource, column):
        yield "index=True"
    if column.property:
        flags = [f"{flag}=True" for flag in ("required", "nullable", "write_only") if field and getattr(field, flag)]
        flags += ["deletes=True"] if column.deletes else []
        flags += ["is_key=True"] if is_found_by(resource, column) and not reference else []
        yield f"info=holds({', '.join([py(column.property), *flags])})"
    if column.place:
        yield f"info=repeats({', '.join(map(py, column.place))})"


def _entity_type(column: Column) -> str:
    if values := choices(column):
        return f"Enum({choice_arguments(column.name, values, column.length)})"
    return f"String({column.length})" if column.type == "string" else _ENTITY_TYPES[column.type]


def choices(column: Column) -> list[str]:
    """The values of a checked column that a database can hold."""
    return [value for value in column.values if "\0" not in value and _is_text(value)]


def _is_text(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def choice_arguments(name: str, values: Sequence[str], length: int | None) -> str:
    """What the `Enum` of a checked column is made with."""
    options = f"name={py(name)}, native_enum=False, create_constraint=True, length={length}"
    return f"{', '.join(map(py, values))}, {options}"


def constraint_name(kind: str, table: str, column: str = "") -> str:
    """What the naming convention of the entities calls a constraint, shortened the way SQLAlchemy does it."""
    name = "_".join(filter(None, (kind, table, column)))
    if len(name) <= _LONGEST_NAME:
        return name
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    return f"{name[: _LONGEST_NAME - 8]}_{digest[-4:]}"
