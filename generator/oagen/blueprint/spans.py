"""Bounds of a time that name no property: `from`, `to` and `date` of a list whose documents have one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oagen.blueprint.model import Column, Field
from oagen.blueprint.naming import normal, singular, words
from oagen.contract.model import Parameter

_LOWER = frozenset({"from", "since", "start", "begin", "after", "datefrom", "fromdate", "startdate", "starttime"})
_UPPER = frozenset({"to", "until", "till", "end", "before", "dateto", "todate", "enddate", "endtime"})
_DAY = frozenset({"date", "day", "on"})
_EXCLUDING = re.compile(r"\bexclusive|\bexcluded|\bexcluding", re.IGNORECASE)
# what a time is called at which something happened, whenever it was told
_HAPPENED = frozenset("captured happened logged measured observed occurred recorded sampled taken timestamp ts".split())
_TAILS = frozenset({"at", "on", "date", "time", "datetime"})


def bound_of(parameter: Parameter, times: Sequence[Field]) -> tuple[Column, str] | None:
    """The column that a bound is about, and how it compares; None where more than one could be meant.

    It is the one that the parameter's description names, else the only one that tells of more than the row, else when
    the row was made.
    """
    name = normal(parameter.name)
    if name not in _LOWER | _UPPER | _DAY:
        return None
    told = [field for field in times if _is_told(field, parameter.description)]
    own = [field for field in times if field.generated not in ("created_at", "updated_at")]
    made = [] if own else [field for field in times if field.generated == "created_at"]
    found = next((fields[0] for fields in (told, own, made) if len(fields) == 1), None)
    if found is None:
        return None
    if name in _DAY:
        return found.column, "eq"
    strict = name in ("after", "before") or bool(_EXCLUDING.search(parameter.description))
    side = "g" if name in _LOWER else "l"
    return found.column, f"{side}{'t' if strict else 'e'}"


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
        and field.generated not in ("created_at", "updated_at")
        and {word for word in words(field.property) if word not in _TAILS} <= _HAPPENED
    ]
    return found[0] if len(found) == 1 else ""


def _is_told(field: Field, description: str) -> bool:
    """Whether a description has the words of a property, but for those that only say that it is a time."""
    parts = {singular(word) for word in words(field.property) if word not in _TAILS}
    return bool(parts) and parts <= set(map(singular, words(description)))
