"""The blueprint: the service that a contract asks for, down to the names in its code.

Everything that a template needs to know is a field here; templates decide nothing.
Every inference carries its evidence, which `oagen explain` prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oagen.blueprint.changes import Change, ContentUse, Guard, PropertyUse
from oagen.blueprint.making import (
    HeldList,
    KeyFormat,
    KindValues,
    Numbering,
    PartField,
    RowCount,
    RowName,
    RowReference,
    Seed,
    ShownRow,
)
from oagen.contract.model import JSON, Contract, Schema


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why something was inferred: the decision, the reason, and what decided."""

    decision: str
    reason: str
    decided_by: str = "inferred"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference to a row of another table, or of its own."""

    table: str
    column: str
    cascade: bool  # rows go with the referenced row: the path nests them
    clears: bool = False  # rows refer to nothing once the referenced row is gone


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a resource's table.

    `type` is one of string text uuid boolean integer numeric double date datetime json;
    `values` makes a string column a checked enumeration.
    """

    name: str  # Python attribute and database column, snake_case, never a keyword
    type: str
    nullable: bool
    length: int | None = None  # of string
    indexed: bool = False
    unique: bool = False
    within: str = ""  # of a unique one: the property among whose equals it is unlike others; "" for all rows
    primary_key: bool = False
    foreign_key: ForeignKey | None = None
    values: tuple[str, ...] = ()
    property: str = ""  # JSON property it holds; "" for a column that only scopes the row (a parent's key)
    place: tuple[str, ...] = ()  # names that lead to a value inside the document that it repeats, for lists
    deletes: bool = False  # a row that has a value there, other than false, is deleted


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a resource, as the contract's schemas show it."""

    property: str
    column: Column
    required: bool  # in the read schema
    nullable: bool  # null is a valid value in the read schema
    read_only: bool = False
    write_only: bool = False
    # what the server puts there on its own: uuid | sequence | text_key | created_at | updated_at | created_by |
    # updated_by | now | filler (its default, or the least there is) | example (of the contract, for want of anything
    # true) | number | name | count | list | row
    generated: str = ""
    filler: JSON = None  # for `filler` and `example`: what the property's schema admits
    counted: RowCount | None = None  # for `count`; its column is none of the resource's
    held: HeldList | None = None  # for `list`; its column is none of the resource's
    shown: ShownRow | None = None  # for `row`; the same
    apart: str = ""  # of a value that is about the rows of another resource: why it does not show them
    numbering: Numbering | None = None  # for `number`
    named: RowName | None = None  # for `name`
    unit: str = ""  # of a time that is a number since the epoch: s | ms
    key_format: KeyFormat | None = None  # for `text_key`; None: a UUID as text
    schema: Schema = field(default_factory=lambda: Schema(True))  # as answers show it
    kept: Schema = field(default_factory=lambda: Schema(True))  # as requests give it: what the column holds


LONGEST_CURSOR = 1000  # characters, as in `cursors.py` of a project
LISTS = frozenset({"list", "related"})  # roles that answer with documents, page by page


@dataclass(frozen=True, slots=True)
class PathKey:
    """How a path parameter picks rows: `column` is compared with the parameter's value."""

    parameter: str  # name in the contract
    column: str
    python_name: str
    parent: str = ""  # name of the resource this key belongs to; "" for the resource's own identity or a foreign scope
    held_to: JSON = None  # the schema of a new row's key, where documents show fewer values than the path may have


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A type of the generated code: an annotation, and the names that have to be imported for it."""

    annotation: str  # e.g. "Task", "list[Task]", "dict[str, JsonValue]", "str"
    imports: tuple[tuple[str, str], ...] = ()  # (module below src.models.schemas, class name)


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a generated route function.

    `use` says what it is for: scope | identity | filter | limit | offset | page | size | cursor | before | sort |
    order | fields | header | key (of a new row) | mask (of a change) | missing (whether a change may create) | unused.
    """

    python_name: str
    parameter: str  # name in the contract
    location: str  # path | query | header | cookie | querystring | body (`place` leads to it)
    annotation: str  # str | int | float | bool | UUID | list[str] | JsonValue …, with "| None" when it may be absent
    required: bool
    use: str
    default: str | None = None  # Python expression of the schema's default, if there is one
    column: str = ""  # filter, identity, scope, key
    held_to: JSON = None  # key: the schema of what paths and documents may have, where the parameter admits more
    # filter: eq ne lt le gt ge contains prefix in not_in; given (the property is there, or is not); with_deleted;
    # has, has_all (of a list in the document: any of the values, all of them)
    operator: str = "eq"
    # filter by a text: further columns that it is looked for in; sort: columns that repeat values inside documents
    also: tuple[str, ...] = ()
    everything: tuple[JSON, ...] = ()  # filter: values that set no condition
    meanings: Mapping[str, str] = field(default_factory=dict)  # sort: value → what it means (`newest` → `-createdAt`)
    by: str = ""  # order: the property that it is about, where nothing else says it
    splits: bool = False  # filter: the value is a text of several ones, separated by commas
    place: tuple[str, ...] = ()  # names in the body, or in a parameter that is an object


@dataclass(frozen=True, slots=True)
class BodyUse:
    """The body of a resource or custom operation as its handler sees it."""

    python_name: str
    model: ModelRef
    required: bool
    # model (JSON, forms, XML: admitted as a JSON value) | text | bytes | any (by its media type)
    # | admitted (as the request has it: a patch of any kind, a file)
    kind: str
    wrapper: tuple[str, ...] = ()  # property names from the body to the resource's document, e.g. ("article",)
    renames: Mapping[str, str] = field(default_factory=dict)  # spelling in the body → property of the resource
    # properties of the resource that the body does not declare, and that others set: it may bring them, to no effect
    foreign: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()  # the same, whether the body may bring them or not
    into: str = ""  # the property of the document that the body becomes as a whole; "" when the body is the document
    is_list: bool = False  # bulk: the document is an array of documents
    overlaid: tuple[str, ...] = ()  # objects of the document of which the body may give a part
    text: tuple[str, ...] = ()  # model: names that lead to the property that a body of plain text is
    unread: tuple[str, ...] = ()  # model: media types that no document is read from, left to be written
    patch: str = ""  # merge (RFC 7396, at any depth) | operations (RFC 6902, or either) | "" for anything else


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list answers in pages. Parameters are names of `Argument.python_name`, "" when there is none.

    A cursor is a token of at most `longest_cursor` characters, or the value of the column `cursor_key`.
    """

    style: str  # none | offset | page | cursor
    limit: str = ""
    offset: str = ""
    page: str = ""
    cursor: str = ""
    before: str = ""  # the cursor that a page is to end before
    cursor_key: str = ""
    longest_cursor: int = LONGEST_CURSOR
    order: str = ""  # by what the documents are sorted where nobody asks for it (`-createdAt`); "" for the usual
    first_page: int = 1
    first_offset: int = 0  # the number of the first document
    default_size: int = 20
    maximum_size: int = 100
    minimum_size: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """How documents of a resource stand in an answer's body.

    `wrapper` leads from the body to the document (or, for `is_list`, to the array of documents); `frame` is the
    body around it: an example that is valid with the document in place, whose entries `meta` maps to what the
    server computes (total, count, limit, offset, page, size, pages, next_cursor, previous_cursor, has_more,
    has_previous, is_empty, is_first, is_last, next_page, previous_page, self_link, first_link, next_link,
    previous_link, last_link).
    """

    status: int
    media_type: str | None  # None: no content
    model: ModelRef | None
    wrapper: tuple[str, ...] = ()
    is_list: bool = False
    is_map: bool = False  # the answer holds documents as an object keyed by identity
    frame: JSON = None
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what → property names from the body
    meta_again: tuple[tuple[str, tuple[str, ...]], ...] = ()  # the same, of what the body tells in more places than one
    hidden: tuple[str, ...] = ()  # properties that one document may not show in this answer
    fitting: Mapping[str, JSON] = field(default_factory=dict)  # what is shown if its value is valid by this schema
    only: tuple[str, ...] = ()  # of a closed document that may be kept with more: all it may show
    # the same, of closed kinds of documents: (schema that tells a kind, all it may show)
    only_of: tuple[tuple[JSON, tuple[str, ...]], ...] = ()
    fillers: Mapping[str, JSON] = field(default_factory=dict)  # examples for required ones that no column holds
    # links of one document: place → a format string, and the properties whose values it takes
    links: Mapping[tuple[str, ...], tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    examples: tuple[JSON, ...] = ()  # of a list: stand-ins for as many documents as its schema wants at least
    most: int | None = None  # of a list: as many documents as its schema allows
    whole: bool = True  # False: it shows no document of the resource (an acknowledgement): `frame` is sent as it is
    counts: tuple[tuple[str, ...], ...] = ()  # of an acknowledgement: where it tells how many rows it is about


@dataclass(frozen=True, slots=True)
class Exchange:
    """What of HTTP a handler takes part in, beyond its parameters, its body and its answer's content.

    `conditions` is "" | optional | required: whether changes honour If-Match and If-None-Match. A list that is `linked`
    knows the URL it was asked for with; `turn` (offset | page | cursor) and `turn_parameter` say how its links lead on,
    `back_parameter` how they lead back from a cursor, and `headers` maps headers of the answer to facts about the page.
    """

    version: bool = False  # the answer carries the entity tag of what is stored
    named: str = ""  # download: the property that names the file, for Content-Disposition; "" for none
    modified: str = ""  # the property that tells when what the answer shows was changed, for Last-Modified; "" for none
    conditions: str = ""
    linked: bool = False
    turn: str = ""
    turn_parameter: str = ""  # name in the contract
    back_parameter: str = ""
    whole_links: bool = False  # links have scheme and host
    whole_location: bool = False  # the place of something new has scheme and host
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """One operation of the contract, and what its handler does.

    role: create | create_many | list | related | read | referred | latest | replace | update | update_many | upsert |
    transition | delete | clear | upload | download | discard | custom, or one of `PropertyUse`.
    `related` lists what refers to the row in the path, `referred` gives what it refers to, `latest` the newest row of a
    collection; `replace` overwrites the whole document, `update` merges (RFC 7396 on the top level); `create_many` and
    `update_many` do so with all documents of a list, or with none; `transition` puts a row into another state; `clear`
    deletes a collection's rows; `upload`, `download` and `discard` are about bytes that belong to a row.
    """

    operation_id: str
    function: str  # name of the route function and of the service method
    method: str
    path: str
    role: str
    summary: str
    description: str
    arguments: tuple[Argument, ...] = ()
    body: BodyUse | None = None
    view: View | None = None
    paging: Paging | None = None
    keys: tuple[PathKey, ...] = ()  # every path key that picks this operation's rows, outermost first
    location: str = ""  # create: format string of the new row's path, with its keys' column names; "" if it has none
    returns: ModelRef | None = None
    unmapped: tuple[str, ...] = ()  # parameters, and properties of bodies, that are admitted and not used
    open_keys: bool = False  # custom, delete: nothing is refused that is not there; custom ones refuse what was deleted
    exchange: Exchange = field(default_factory=Exchange)
    content: ContentUse | None = None
    row_property: PropertyUse | None = None
    change: Change | None = None  # transition
    guard: Guard | None = None  # of a change, of deleting
    reference: RowReference | None = None  # referred
    stub: bool = False  # custom: answered with the contract's example until somebody writes it
    evidence: tuple[Evidence, ...] = ()

    @property
    def shows_page(self) -> bool:
        """Whether a list's answer tells about a page of documents: in its content, or in its headers alone."""
        if self.view is None or self.view.media_type is None:
            return bool(self.exchange.headers)
        return self.view.whole and self.view.is_list


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing the contract lets clients keep: one table, one module in every layer."""

    name: str  # snake_case singular: "order_line"
    class_name: str  # "OrderLine"
    plural: str  # "order_lines", also the module's name in every layer
    table: str
    tag: str
    columns: tuple[Column, ...]  # scope columns, then the fields' columns
    fields: tuple[Field, ...]
    identity: tuple[PathKey, ...]  # the keys of the item path that are the resource's own; () for a singleton
    scope: tuple[PathKey, ...]  # the keys of its parents, outermost first
    parent: str = ""  # name of the resource it lies below
    # (own column, parent's column) pairs: the foreign key to the parent, cascading
    parent_key: tuple[tuple[str, str], ...] = ()
    holds_parent: bool = False  # a parent is not deleted while it has such rows; otherwise they go with it
    # the author documents no refusal for a missing parent: any parent will do that was not deleted
    open_scope: bool = False
    remembered: bool = False  # what was deleted is remembered: something lies below it that has no foreign key to it
    singleton: bool = False
    shallow: bool = False  # the item path has no room for the scope: `/tasks/{id}` of `/projects/{id}/tasks`
    open: bool = False  # requests may bring properties that nobody declares; they are kept
    operations: tuple[OperationPlan, ...] = ()
    seed: Seed | None = None  # what stands in an empty table in development and test
    kinds: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)  # path of a discriminator → values
    # path of objects inside a document → what the server adds to them
    parts: Mapping[tuple[str, ...], tuple[PartField, ...]] = field(default_factory=dict)
    by_kind: tuple[KindValues, ...] = ()  # where documents are of several kinds: what the server adds to each
    sort_column: str = ""  # default order of lists
    member: str = ""  # of a membership: the resource whose rows belong, by its one key
    content_path: str = ""  # format string of where a row's bytes are kept, with its keys' column names; "" for nowhere
    content_facts: tuple[tuple[str, str], ...] = ()  # (property, what it tells of bytes: name, size, media_type)
    evidence: tuple[Evidence, ...] = ()

    @property
    def path_keys(self) -> tuple[PathKey, ...]:
        """The keys of the item path."""
        return self.identity if self.shallow else (*self.scope, *self.identity)

    @property
    def deletes_softly(self) -> bool:
        """Whether rows are marked when they are deleted."""
        return any(column.deletes for column in self.columns)

    @property
    def never_set(self) -> tuple[str, ...]:
        """Properties that documents may show and clients cannot give, and that nothing here sets."""
        changes = [plan.change for plan in self.operations if plan.change]
        changed = {name for c in changes for name in (*c.values, *c.since, *c.leaves, *c.given.values())}
        used = {plan.row_property.place[0] for plan in self.operations if plan.row_property}
        by_kind = {field.property for kind in self.by_kind for field in kind.fields}
        set_here = changed | used | self._told | {path[0] for path in self.parts} | by_kind
        own = [f for f in self.fields if f.property and f.read_only and not (f.generated or f.write_only)]
        own = [f for f in own if not f.column.deletes]
        keys = {key.column for key in self.scope}
        free = (f for f in own if not f.column.primary_key and f.column.name not in keys)
        return tuple(f.property for f in free if f.property not in set_here)

    @property
    def _views(self) -> list[View]:
        """How answers show the documents."""
        return [plan.view for plan in self.operations if plan.view and plan.view.whole and plan.role != "delete"]

    @property
    def _told(self) -> set[str]:
        """Properties that tell of bytes beside the documents, and those that are links."""
        return {name for name, _ in self.content_facts} | {place[0] for view in self._views for place in view.links}

    @property
    def examples(self) -> tuple[str, ...]:
        """Properties that documents must show, and that show the contract's examples: nothing tells their values."""
        views, told = self._views, self._told
        kept = [f.property for f in self.fields if f.generated == "example" and f.property not in told]
        held = {f.property for f in self.fields}
        beside = (name for view in views for name, value in view.fillers.items() if value not in ([], {}, ""))
        inner = (
            ".".join((*path, each.property))
            for path, fields in self.parts.items()
            for each in fields
            if each.generated == "example"
        )
        by_kind = (f.property for kind in self.by_kind for f in kind.fields if f.generated == "example")
        return tuple(dict.fromkeys([*kept, *by_kind, *(name for name in beside if name not in held), *inner]))


@dataclass(frozen=True, slots=True)
class Group:
    """Custom operations that belong to no resource: a service and a router, no table."""

    name: str  # snake_case, module name in every layer
    class_name: str
    tag: str
    operations: tuple[OperationPlan, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One derived schema: what datamodel-code-generator gets under the component name `<module>.<name>`."""

    name: str  # Python class name
    module: str
    schema: Schema  # references: "#/components/schemas/<module>.<name>"


@dataclass(frozen=True, slots=True)
class OutgoingPlan:
    """A webhook or a callback as a method that custom code calls."""

    function: str
    name: str  # in the contract
    method: str
    media_type: str
    model: ModelRef
    sentence: str


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The whole service."""

    contract: Contract
    package: str  # distribution name of the generated project, e.g. "simple-task-api"
    resources: tuple[Resource, ...]
    groups: tuple[Group, ...]
    models: tuple[Model, ...]
    health_prefix: str = "/health"
    metrics_prefix: str = "/metrics"
    outgoing: tuple[OutgoingPlan, ...] = ()

    @property
    def owners(self) -> tuple[Resource | Group, ...]:
        """Resources, then groups: whatever has operations."""
        return (*self.resources, *self.groups)

    @property
    def remembers_deletions(self) -> bool:
        """Whether the keys of some deleted rows are remembered."""
        return any(resource.remembered for resource in self.resources)

    @property
    def deletes_softly(self) -> bool:
        """Whether rows of some resource are marked when they are deleted."""
        return any(resource.deletes_softly for resource in self.resources)

    @property
    def shows_rows(self) -> bool:
        """Whether documents of some resource show those of rows that they refer to."""
        return any(field.shown for resource in self.resources for field in resource.fields)

    @property
    def holds_lists(self) -> bool:
        """Whether documents of some resource list rows of another."""
        return any(field.held for resource in self.resources for field in resource.fields)

    @property
    def numbers_rows(self) -> bool:
        """Whether rows of some resource are given numbers."""
        return any(field.numbering for resource in self.resources for field in resource.fields)

    @property
    def names_rows(self) -> bool:
        """Whether rows of some resource are named by their keys."""
        return any(field.named for resource in self.resources for field in resource.fields)

    @property
    def keeps_deleted_contents(self) -> bool:
        """Whether bytes stay with rows that are marked as deleted."""
        return any(resource.deletes_softly and resource.content_path for resource in self.resources)

    @property
    def keeps_contents(self) -> bool:
        """Whether bytes are kept beside some rows."""
        return any(plan.content for plan in self.operations)

    @property
    def has_memberships(self) -> bool:
        """Whether rows of some resource belong to those of another."""
        return any(resource.member for resource in self.resources)

    @property
    def has_conditions(self) -> bool:
        """Whether some change honours the conditions of its request."""
        return any(plan.exchange.conditions for plan in self.operations)

    @property
    def has_idempotency_keys(self) -> bool:
        """Whether some change may be sent again under a key, and is done once."""
        return any(operation.has_idempotency_key for operation in self.contract.operations)

    @property
    def has_links(self) -> bool:
        """Whether some answer tells the URL of something: of a list's other pages, of what is new."""
        return any(plan.exchange.linked or plan.exchange.whole_location for plan in self.operations)

    @property
    def operations(self) -> tuple[OperationPlan, ...]:
        """All operations, those of resources first."""
        return tuple(operation for owner in self.owners for operation in owner.operations)
