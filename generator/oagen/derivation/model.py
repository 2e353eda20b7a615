"""What a derivation decides, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from oagen.derivation.reading import ObjectView, Raw

RESOURCE_KEY = "x-oagen-resource"


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a schema, or of a property of one, and why."""

    schema: str  # the component's name, with `.property` for a decision about a property
    decision: str
    reason: str
    decided_by: str = "inferred"


@dataclass(frozen=True, slots=True)
class Identity:
    """The property that tells entities of a kind apart.

    `given` identities come from clients, the others from the server. `natural` ones mean something outside, such as
    an ISBN; `added` ones no schema mentions.
    """

    property: str
    schema: Raw
    given: bool = False
    natural: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A schema whose instances are things of their own: it becomes a resource."""

    name: str  # of the component
    noun: str  # snake_case, singular
    identity: Identity
    view: ObjectView = field(repr=False)
    collection: str = ""  # the path's segment, when the author has chosen it


class Bond(StrEnum):
    """How a property ties one entity to another."""

    REFERENCE = "reference"  # it holds one: becomes its key
    REFERENCES = "references"  # it holds several, shared with others: become their keys
    CHILDREN = "children"  # it holds several, and nobody else does: they are a collection below it
    PARENT = "parent"  # it holds what it lies below: the path says it
    INVERSE = "inverse"  # it holds those that hold it: theirs is the key


@dataclass(frozen=True, slots=True)
class Relation:
    """A property of `owner` that holds an entity, or several. `key` is the property that takes its place, if any."""

    owner: str
    property: str
    target: str
    bond: Bond
    key: str = ""
    enforceable: bool = True  # False: both would need the other first


@dataclass(frozen=True, slots=True)
class Derivation:
    """An OpenAPI document for what schemas describe, and how it came about."""

    contract: Mapping[str, Any]
    decisions: tuple[Decision, ...]
