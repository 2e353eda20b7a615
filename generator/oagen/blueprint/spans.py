"""Bounds of a time that name no property: `from`, `to` and `date` of a list whose documents have one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import permutations

from oagen.blueprint.model import Column, Field
from oagen.blueprint.naming import normal, singular, words
from oagen.contract.model import Parameter

_LOWER = frozenset({"from", "since", "start", "begin", "after", "datefrom", "fromdate", "startdate", "starttime"})
_UPPER = frozenset({"to", "until", "till", "end", "before", "dateto", "todate", "enddate", "endtime"})
_DAY = frozenset({"date", "day", "on"})
_OF_ROWS = frozenset({"created_at", "updated_at"})
_ENDS = (
    ("start", "end"),
    ("starts", "ends"),
    ("begin", "end"),
    ("begins", "ends"),
    ("from", "to"),
    ("from", "until"),
    ("check in", "check out"),
    ("checkin", "checkout"),
    ("arrival", "departure"),
    ("pickup", "return"),
    ("pickup", "dropoff"),
)
_EXCLUDING = re.compile(r"\bexclusive|\bexcluded|\bexcluding", re.IGNORECASE)
# what a time is called at which something happened, whenever it was told
_HAPPENED = frozenset("captured happened logged measured observed occurred recorded sampled taken timestamp ts".split())
_TAILS = frozenset({"at", "on", "date", "time", "datetime"})


def bound_of(
    parameter: Parameter, times: Sequence[Field], *, entered: Collection[str] = (), is_spanned: bool = False
) -> tuple[Column, str] | None:
    """The column that a bound is about, and how it compares; None where more than one could be meant.

    It is the one that the parameter's description names, else the only one that tells of more than the row, else when
    the row was made. Times that rows have only once they have `entered` a state tell of that alone. Where rows begin
    and end and both ends of a span are asked for (`is_spanned`), it is met by what begins before and ends after it.
    """
    name = normal(parameter.name)
    if name not in _LOWER | _UPPER | _DAY:
        return None
    told = [field for field in times if _is_told(field, parameter.description)]
    own = [f for f in times if f.generated not in _OF_ROWS and f.property not in entered]
    made = [] if own else [field for field in times if field.generated == "created_at"]
    ends = _ends([f for f in own if not f.read_only]) if is_spanned and not told and name not in _DAY else None
    met = ends[name in _UPPER] if ends else None
    found = met or next((fields[0] for fields in (told, own, made) if len(fields) == 1), None)
    if found is None:
        return None
    if name in _DAY:
        return found.column, "eq"
    strict = name in ("after", "before") or bool(_EXCLUDING.search(parameter.description))
    side = "g" if name in _LOWER else "l"
    return found.column, f"{side}{'t' if strict else 'e'}"


def asks_span(parameters: Iterable[Parameter]) -> bool:
    """Whether both ends of a span are asked for: `from` and `to`."""
    names = {normal(parameter.name) for parameter in parameters}
    return not (names.isdisjoint(_LOWER) or names.isdisjoint(_UPPER))


def is_bare(parameter: str) -> bool:
    """Whether a bound names no property: `from`."""
    return normal(parameter) in _LOWER | _UPPER


def happening(fields: Sequence[Field]) -> str:
    """The one time of a document at which happened what it tells of, as opposed to when it came in; "" for none.

    It is called nothing but a time (`timestamp`, `date`), or after what happens then (`measuredAt`).
    """
    found = [
        field.property
        for field in fields
        if field.property
        and field.column.type in ("date", "datetime")
        and field.generated not in _OF_ROWS
        and {word for word in words(field.property) if word not in _TAILS} <= _HAPPENED
    ]
    return found[0] if len(found) == 1 else ""


def _ends(times: Sequence[Field]) -> tuple[Field, Field] | None:
    """The end and the start of what documents are about, where that is all the time that clients give, and always."""
    for start, end in permutations(times, 2) if len(times) == 2 else ():
        said, is_alike = " ".join(words(end.property)), start.column.type == end.column.type
        always = is_alike and not (start.column.nullable or end.column.nullable)
        spelled = (re.sub(rf"\b{first}\b", last, " ".join(words(start.property))) for first, last in _ENDS)
        if always and said in spelled:
            return end, start
    return None


def _is_told(field: Field, description: str) -> bool:
    """Whether a description has the words of a property, but for those that only say that it is a time."""
    parts = {singular(word) for word in words(field.property) if word not in _TAILS}
    return bool(parts) and parts <= set(map(singular, words(description)))
