"""Server values: what the server puts into a property that nobody gave.

Where a value is due, it is made: a new id, the time now. What else must be there is its default, the least there is,
or where nobody can know better the contract's example (`example`), which a build names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from oagen.blueprint.drawn import drawn_format
from oagen.blueprint.key_formats import are_uuids, key_format
from oagen.blueprint.making import KeyFormat, Numbering
from oagen.blueprint.naming import normal, singular, words
from oagen.blueprint.shapes import Raw, Shapes
from oagen.blueprint.states import first_state, is_called_state, states_of
from oagen.blueprint.values import admits_text
from oagen.contract.model import JSON
from oagen.document.patterns import is_enforceable, matcher

_IN_FORCE = frozenset({"active", "available", "enabled", "valid", "visible"})
# with these alone, a schema says nothing that false, zero or the first of its values could break
_SIMPLE_KEYWORDS = frozenset(
    "type format title description example examples enum minimum maximum readOnly default".split()
)
CREATED = frozenset(
    "createdat created createdon createdate createddate creationdate creationtime datecreated createdtime"
    " creationtimestamp createtime insertedat addedat createddatetime timecreated joinedat openedat placedat receivedat"
    " registeredat recordedat loggedat submittedat uploadedat uploadedon".split()
)
UPDATED = frozenset(
    "updatedat updated updatedon updatedate updateddate modified modifiedat modifiedon lastmodified"
    " dateupdated lastupdated lastmodifiedat modificationtime updatetime updatedtime"
    " datemodified lastupdatedat modifieddate lastmodifieddate"
    " lastmodifiedon timeupdated updateddatetime".split()
)
# who made a row, and who changed it last
CREATED_BY = frozenset("createdby creator createdbyuser addedby submittedby uploadedby postedby recordedby".split())
UPDATED_BY = frozenset("updatedby modifiedby lastmodifiedby lastupdatedby changedby editedby".split())
_LONGEST_SUBJECT = 255
# what is said of a property that is the time now, whatever it is called
_NOW = re.compile(
    r"\bdefaults? (?:to|is|of)?:? ?(?:the )?(?:now\b|current (?:date|time)|time of (?:the )?request)", re.IGNORECASE
)
# words of times that are about something else than the moment in which a client leaves them out
_ELSEWHEN = frozenset(
    "arrival arrive arrives begin begins birth birthday born close closes deadline deliver delivery depart departs"
    " departure due end ends estimated expected expiration expire expires expiry finish from last next open opens"
    " planned release scheduled start starts target to until valid".split()
)
_EPOCH = re.compile(r"\b(?:epoch|unix|posix)\b", re.IGNORECASE)
_EPOCH_FORMATS = frozenset({"epoch", "unixtime", "unixtimestamp", "epochseconds", "epochmillis", "timestamp"})
_SECONDS = 10**8  # a number of seconds that means a day of our time is larger than this …
_MILLISECONDS = 10**11  # … and one of milliseconds than this
# what a number is called that is given to one row after the other, and what is said of any such
_NUMBERS = frozenset({"id", "number", "sequence", "sequencenumber", "serial", "serialnumber"})
_NUMBERED_NAMES = ("number", "reference", "ref", "no")
_OTHER_NUMBERS = ("phonenumber", "accountnumber", "cardnumber", "housenumber", "vatnumber")
_NUMBERED = re.compile(r"(?P<prefix>|.*[^0-9])(?P<number>[0-9]{2,15})")
_SEQUENTIAL = re.compile(
    r"\b(?:sequential|consecutive|incremental|running number|numbered|count(?:s|ed) (?:up|on))", re.IGNORECASE
)
_MANY_DIGITS = 4
_MANY = 10**6
_IDS = frozenset({"id", "uuid", "guid", "uid"})
_DRAWN = frozenset({"uuid", "guid", "uid"})  # whatever else tells rows apart, each has its own
_ID_ENDS = frozenset({"id", "ids", "uuid", "guid", "uid"})
# what an id is called that means somebody, or something above, though no resource is called so
_OTHERS = frozenset(
    "account assignee author by client company creator customer editor group manager member org organisation"
    " organization owner parent project tenant user workspace".split()
)


@dataclass(frozen=True, slots=True)
class ServerValue:
    """What the server puts into a property that nobody gave, in the terms of a `Field`; "" for nothing."""

    generated: str = ""
    filler: JSON = None
    key_format: KeyFormat | None = None
    numbering: Numbering | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A property that a client need not give, or cannot, and how it is kept and shown."""

    name: str
    shown: Raw
    written: Sequence[Raw]  # as requests give it
    kind: str  # type of its column
    settable: bool
    required: bool
    others: frozenset[str]  # what the other resources are called, in `normal` singular
    is_state: bool = False  # operations of the resource lead from one of its values to another
    at_creation: bool = True  # of one that is settable: by what creates rows, and not by later changes alone
    read_only: bool = False


def identity_value(shapes: Shapes, lacking: Lacking, sampler: Any, nothing: Any) -> ServerValue:
    """What identifies a new row: what keys of its kind are made of, else what stands in any other property."""
    if lacking.settable and _names_resource(lacking):
        return ServerValue()  # a new key would be the key of nothing
    made = _key(shapes, lacking.shown, lacking.kind)
    return made if made.generated else _stand_in(shapes, replace(lacking, written=()), sampler, nothing)


def server_value(shapes: Shapes, lacking: Lacking, sampler: Any, nothing: Any) -> ServerValue:
    """What stands in a property that is no identity, when a row is new."""
    made = _time(shapes, lacking) if lacking.kind in ("datetime", "integer") else _author(shapes, lacking)
    if not made.generated and _is_due(shapes, lacking):
        made = _own_key(shapes, lacking)
    if made.generated:
        return made
    return _stand_in(shapes, lacking, sampler, nothing) if lacking.required else _beginning(shapes, lacking)


def _is_due(shapes: Shapes, lacking: Lacking) -> bool:
    """Whether a new row has to have what tells it from others."""
    if lacking.settable or shapes.nullable(lacking.shown):
        return False
    if lacking.required or (lacking.kind == "uuid" and normal(lacking.name) in _DRAWN):
        return True
    return lacking.read_only and bool(_numbering(shapes, lacking) or _drawn(shapes, lacking))


def _drawn(shapes: Shapes, lacking: Lacking) -> KeyFormat | None:
    return drawn_format(shapes, lacking.name, lacking.shown, lacking.others)


def _beginning(shapes: Shapes, lacking: Lacking) -> ServerValue:
    """What an optional property is at first that no creation gives: its default, or the state in which things begin."""
    if lacking.settable and lacking.at_creation:
        return ServerValue()
    value = shapes.annotation(lacking.shown, "default")
    begins = lacking.is_state or lacking.settable
    if value is None and begins and is_called_state(lacking.name):
        value = first_state(states_of(lacking.shown, shapes))
    return ServerValue() if value is None else ServerValue("filler", value)


def _key(shapes: Shapes, raw: Raw, kind: str) -> ServerValue:
    if kind == "uuid":
        return ServerValue("uuid")
    if kind == "integer":
        return ServerValue("sequence")
    if kind not in ("string", "text"):
        return ServerValue()
    if are_uuids(shapes, raw):
        return ServerValue("text_key")
    form = key_format(shapes, raw)
    return ServerValue("text_key", key_format=form) if form else ServerValue()


def _own_key(shapes: Shapes, lacking: Lacking) -> ServerValue:
    """What tells a row from others beside its identity: a number, an `id`, any UUID that names nothing else, or what is
    drawn."""
    is_id = normal(lacking.name) in _IDS
    numbering = _numbering(shapes, lacking)
    if numbering:
        return ServerValue("number", numbering=numbering)
    if lacking.kind == "uuid" and (is_id or not _names_another(lacking)):
        return ServerValue("uuid")
    if is_id and lacking.kind in ("string", "text"):
        return _key(shapes, lacking.shown, lacking.kind)
    form = _drawn(shapes, lacking)
    return ServerValue("text_key", key_format=form) if form else ServerValue()


def _numbering(shapes: Shapes, lacking: Lacking) -> Numbering | None:
    """How rows are numbered by a property that is called a number, or is said to be one; None if they are not."""
    raw, name = lacking.shown, normal(lacking.name)
    is_said = bool(_SEQUENTIAL.search(_said(shapes, (raw,))))
    if any(shapes.annotation(raw, word) is not None for word in ("enum", "const", "default")):
        return None
    if lacking.kind == "integer":
        first, most = shapes.annotation(raw, "minimum") or 1, shapes.annotation(raw, "maximum")
        is_open = isinstance(first, int) and shapes.annotation(raw, "multipleOf") is None
        is_open = is_open and (most is None or most >= _MANY)
        return Numbering(max(first, 1)) if is_open and (is_said or name in _NUMBERS) else None
    examples = shapes.annotation(raw, "examples") if lacking.kind in ("string", "text") else None
    shown = (_NUMBERED.fullmatch(each) for each in examples or () if isinstance(each, str))
    match = next((each for each in shown if each), None)
    if match is None or not (is_said or (name.endswith(_NUMBERED_NAMES) and not name.endswith(_OTHER_NUMBERS))):
        return None
    numbering = Numbering(int(match["number"]), match["prefix"], len(match["number"]))
    return numbering if _admits(shapes, raw, numbering) else None


def _admits(shapes: Shapes, raw: Raw, numbering: Numbering) -> bool:
    """Whether there is room for enough numbers: of one digit more, or of as many as are shown, if those are not few."""
    pattern, longest = shapes.annotation(raw, "pattern"), shapes.annotation(raw, "maxLength")
    if shapes.annotation(raw, "format") is not None or (pattern and not is_enforceable(pattern)):
        return False
    fits = matcher(pattern) if pattern else lambda _text: True
    most = numbering.digits + (0 if numbering.digits >= _MANY_DIGITS else 1)
    texts = [f"{numbering.prefix}{number:0{numbering.digits}}" for number in (numbering.first, 10**most - 1)]
    return all(fits(text) and len(text) <= (longest or len(text)) for text in texts)


def _names_another(lacking: Lacking) -> bool:
    """Whether a property is called after another resource, or after somebody."""
    return _names_resource(lacking) or not _OTHERS.isdisjoint(_stem(lacking.name))


def _names_resource(lacking: Lacking) -> bool:
    """Whether a property is called after another resource of the contract."""
    stem = _stem(lacking.name)
    spelled = {normal(singular("_".join(stem[start:]))) for start in range(len(stem))}
    return not spelled.isdisjoint(lacking.others)


def _stem(name: str) -> list[str]:
    parts = words(name)
    return parts[:-1] if parts and parts[-1] in _ID_ENDS else parts


def _time(shapes: Shapes, lacking: Lacking) -> ServerValue:
    """The time now, where a property is about when something was made, changed, or told."""
    raw, name = lacking.shown, normal(lacking.name)
    unit = _unit(shapes, lacking) if lacking.kind == "integer" else ""
    if (lacking.kind == "integer" and not unit) or shapes.annotation(raw, "pattern") is not None:
        return ServerValue()
    if not lacking.settable and name in CREATED | UPDATED:
        return ServerValue("created_at" if name in CREATED else "updated_at", unit=unit)
    if not lacking.required or shapes.nullable(raw):
        return ServerValue()
    if not lacking.settable:  # the server's own instants are at least not before the row was made
        return ServerValue("created_at", unit=unit)
    said = _said(shapes, (raw, *lacking.written))
    is_now = bool(_NOW.search(said)) or _ELSEWHEN.isdisjoint(words(lacking.name))
    default = any(shapes.annotation(schema, "default") is not None for schema in lacking.written)
    return ServerValue("now", unit=unit) if is_now and not default else ServerValue()


def _author(shapes: Shapes, lacking: Lacking) -> ServerValue:
    """Who asks, where a property names who made a row or changed it, and has room for any name."""
    name = normal(lacking.name)
    if lacking.settable or name not in CREATED_BY | UPDATED_BY:
        return ServerValue()
    longest = shapes.annotation(lacking.shown, "maxLength")
    has_room = longest is None or longest >= _LONGEST_SUBJECT
    if not has_room or not admits_text(shapes, lacking.shown, "anonymous"):
        return ServerValue()
    return ServerValue("created_by" if name in CREATED_BY else "updated_by")


def _unit(shapes: Shapes, lacking: Lacking) -> str:
    """What a number counts since the epoch: "s" seconds, "ms" milliseconds, "" if it tells no time."""
    raw, name = lacking.shown, normal(lacking.name)
    said = _said(shapes, (raw, *lacking.written))
    examples = shapes.annotation(raw, "examples")
    shown = [each for each in examples if isinstance(each, int)] if isinstance(examples, list) else []
    is_large = bool(shown) and min(shown) > _SECONDS
    is_time = (
        bool(_EPOCH.search(said))
        or normal(str(shapes.annotation(raw, "format"))) in _EPOCH_FORMATS
        or (name in CREATED | UPDATED and (is_large or name.endswith(("at", "time", "timestamp", "on", "date"))))
    )
    in_thousandths = "milli" in said.lower() or (bool(shown) and min(shown) > _MILLISECONDS)
    return ("ms" if in_thousandths else "s") if is_time else ""


def _said(shapes: Shapes, schemas: Sequence[Raw]) -> str:
    told = (shapes.annotation(schema, word) for schema in schemas for word in ("title", "description", "format"))
    return " ".join(str(text) for text in told if text)


def _stand_in(shapes: Shapes, lacking: Lacking, sampler: Any, nothing: Any) -> ServerValue:
    """What stands in a required property that nobody gave: its default, null, the least there is, or an example."""
    shown = lacking.shown
    defaults = (shapes.annotation(schema, "default") for schema in (*lacking.written, shown))
    default = next((value for value in defaults if value is not None), None)
    if default is not None or shapes.nullable(shown):
        return ServerValue("filler", default)
    least = _least(shapes.resolve(shown), lacking.name)
    if least is not None:
        return ServerValue("filler", least)
    example = sampler(shown)
    if example is nothing:
        return ServerValue()
    is_empty = example in ([], {}) or shapes.annotation(shown, "const") is not None
    return ServerValue("filler" if is_empty else "example", example)


def _least(schema: Raw, name: str) -> Any:
    """False, zero, or the first of some values; None where that may not be valid. What is new is in force."""
    if not isinstance(schema, Mapping) or not schema.keys() <= _SIMPLE_KEYWORDS:
        return None
    values = schema.get("enum")
    if isinstance(values, list):
        return first_state(values) if is_called_state(name) else next(iter(values), None)
    if schema.get("type") == "boolean":
        return normal(name).removeprefix("is") in _IN_FORCE
    is_number = schema.get("type") in ("integer", "number")
    return 0 if is_number and schema.get("minimum", 0) <= 0 <= schema.get("maximum", 0) else None
