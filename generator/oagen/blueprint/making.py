"""What the server knows of a row that nobody gives: how its keys and numbers are made, and what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oagen.contract.model import JSON


@dataclass(frozen=True, slots=True)
class KeyFormat:
    """How a text key is made: `prefix`, then `length` random characters of `alphabet`, then `suffix`."""

    prefix: str
    alphabet: str
    length: int
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the numbers of new rows are spelled, the first of which is given: as they are where there are no `digits`."""

    first: int = 1
    prefix: str = ""
    digits: int = 0


@dataclass(frozen=True, slots=True)
class RowName:
    """How rows are named: a format string over the columns of their keys.

    Where the schema of names admits fewer texts than that, they are held to it.
    """

    form: str
    held_to: JSON = None


@dataclass(frozen=True, slots=True)
class RowCount:
    """How many rows of a table belong to one of another: those with its keys, (column there, own column)."""

    table: str
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RowReference:
    """How a row names a row of another resource, or of its own: by the value of a property, which is a key there."""

    resource: str  # name
    property: str
    column: str  # of the other's key


@dataclass(frozen=True, slots=True)
class HeldList:
    """The rows of another resource that a property lists: those with a row's keys, (column there, own column)."""

    resource: str  # name
    keys: tuple[tuple[str, str], ...]
    place: str = ""  # column there, of the place that clients gave a row in the list; "" where they give no lists
    untold: tuple[str, ...] = ()  # properties of a row that the list does not show
    stays: bool = False  # a document that replaces another leaves it as it is, unless it brings one


@dataclass(frozen=True, slots=True)
class ShownRow:
    """The row of another resource whose document a property shows: its `key` is the value of a row's own `column`."""

    resource: str  # name
    key: str  # column there
    column: str
    untold: tuple[str, ...] = ()  # properties of it that are not shown


@dataclass(frozen=True, slots=True)
class PartField:
    """A property that the server adds to an object inside a document."""

    property: str
    # uuid | text_key | sequence | position | created_at | updated_at | created_by | updated_by | now | filler |
    # example; of an item that is a row of its own, "" for what is made when that row is stored
    generated: str
    filler: JSON = None
    key_format: KeyFormat | None = None
    unit: str = ""
    of_row: bool = False  # of an item that is a row of its own: no client sets it
    is_key: bool = False  # the same: by it clients tell which row they mean


@dataclass(frozen=True, slots=True)
class KindValues:
    """What the server adds to documents of one of several kinds, which are valid by the schema `told_by`."""

    told_by: JSON
    has: tuple[str, ...]  # the properties that requests and answers declare for it
    only: tuple[str, ...]  # all that answers may show of it; () where they may show more
    fields: tuple[PartField, ...]


@dataclass(frozen=True, slots=True)
class Seed:
    """Examples of a resource's rows. `inherited` columns have the values of the rows they refer to."""

    documents: tuple[Mapping[str, JSON], ...]
    keys: Mapping[str, JSON] = field(default_factory=dict)  # column → value, of keys in the path that refer to nothing
    inherited: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # own column → (resource's plural, column)
