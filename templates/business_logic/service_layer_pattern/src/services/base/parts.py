"""What the server adds to the objects inside a document: their keys, times, and what their answers must have."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from src.core.documents import EACH


class Number(Enum):
    """Numbers that items of a list get where they stand, instead of values from a source."""

    POSITION = "position"  # the place in the list, from 1
    NEXT = "next"  # one more than the highest there has been


@dataclass(frozen=True, slots=True)
class AtChange:
    """A source of what is new whenever the object that it stands in changes, such as the time of the change."""

    source: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class OfRow:
    """What only the server sets of items that are rows of their own: it stays, whatever clients say.

    A new row gets it from a `source`; without one, its table makes it, or it has none. By a key clients tell which row
    they mean.
    """

    source: Callable[[], Any] | AtChange | None = None
    is_key: bool = False


PartSource = Callable[[], Any] | AtChange | Number | OfRow
PartSources = Mapping[tuple[str, ...], Mapping[str, PartSource]]


def with_parts(document: dict[str, Any], stored: Mapping[str, Any], parts: PartSources) -> dict[str, Any]:
    """A document whose inner objects have what the server knows.

    Args:
        document: As it is about to be stored.
        stored: As it was; objects that were there already keep what they got then.
        parts: Path of objects → where their properties come from; outer objects first.
    """
    for path, sources in parts.items():
        document = _completed(document, stored, path, sources)
    return document


def _completed(value: Any, stored: Any, path: tuple[str, ...], sources: Mapping[str, PartSource]) -> Any:
    if not path:
        return _complete(value, stored, sources, dict.fromkeys(Number, 1), stays=False)
    step, below = path[0], path[1:]
    if step == EACH and isinstance(value, list):
        return _completed_items(value, stored if isinstance(stored, list) else [], below, sources)
    if isinstance(value, Mapping) and step in value:
        inner = stored.get(step) if isinstance(stored, Mapping) else None
        return {**value, step: _completed(value[step], inner, below, sources)}
    return value


def _completed_items(
    items: Sequence[Any], stored: Sequence[Any], below: tuple[str, ...], sources: Mapping[str, PartSource]
) -> list[Any]:
    own = {} if below else sources
    known = _Known(stored, items, own)
    highest = max((_highest(item, own) for item in (*stored, *items)), default=0)
    done = []
    for position, item in enumerate(items, 1):
        earlier, stays = known.take(item)
        if below:
            done.append(_completed(item, earlier, below, sources))
            continue
        highest += not isinstance(earlier, Mapping)
        numbers = {Number.POSITION: position, Number.NEXT: highest}
        done.append(_complete(item, earlier, sources, numbers, stays=stays))
    return done


class _Known:
    """The items of a list as they were stored, to know them again by what they hold, or by what they got."""

    def __init__(self, stored: Sequence[Any], items: Sequence[Any], sources: Mapping[str, PartSource]) -> None:
        self._sources = sources
        self._lasting = [name for name, source in sources.items() if isinstance(source, OfRow) and source.is_key] or [
            name for name, s in sources.items() if s is not Number.POSITION and not isinstance(s, AtChange)
        ]
        self._by_content: dict[str, list[Any]] = {}
        self._by_key = {key: item for item in stored if (key := self._key(item))}
        named = {key for item in items if (key := self._key(item))}
        for item in stored:
            if self._key(item) not in named:
                self._by_content.setdefault(_given(item, sources), []).append(item)

    def take(self, item: Any) -> tuple[Any, bool]:
        """Give the item that this one was, or None, and whether it stays as it was. None is given twice."""
        content = _given(item, self._sources)
        earlier = self._by_key.pop(self._key(item), None)
        if earlier is not None:
            return earlier, content == _given(earlier, self._sources)
        same = self._by_content.get(content)
        return (same.pop(0), True) if same else (None, False)

    def _key(self, item: Any) -> str:
        """What an item got that lasts, in one text; "" where it shows nothing of it."""
        held = [item[name] for name in self._lasting if name in item] if isinstance(item, Mapping) else []
        return json.dumps(held, default=str) if held else ""


def _complete(
    value: Any, stored: Any, sources: Mapping[str, PartSource], numbers: Mapping[Number, int], *, stays: bool
) -> Any:
    """Give an object with what it lacks; one that `stays` is what was stored."""
    if not isinstance(value, Mapping):
        return value
    known = stored if isinstance(stored, Mapping) else {}
    completed = dict(value)
    for name, source in sources.items():
        if isinstance(source, OfRow):
            _set_of_row(completed, name, source, known, stays=stays)
        elif isinstance(source, AtChange) and not stays:
            completed[name] = source.source()
        elif source is Number.POSITION:
            completed[name] = numbers[source]
        elif name in completed:
            continue
        elif name in known:
            completed[name] = known[name]
        elif isinstance(source, AtChange):
            completed[name] = source.source()
        else:
            completed[name] = numbers[source] if isinstance(source, Number) else source()
    return completed


def _set_of_row(
    completed: dict[str, Any], name: str, source: OfRow, known: Mapping[str, Any], *, stays: bool
) -> None:
    """Set what only the server sets of a row, which may be nothing."""
    completed.pop(name, None)
    make = source.source
    if name in known and (stays or not isinstance(make, AtChange)):
        completed[name] = known[name]
    elif make is not None:
        completed[name] = make.source() if isinstance(make, AtChange) else make()


def _given(item: Any, sources: Mapping[str, PartSource]) -> str:
    """What a client gave of an item, to know it again by."""
    given = {name: value for name, value in item.items() if name not in sources} if isinstance(item, Mapping) else item
    return json.dumps(given, sort_keys=True, default=str)


def _highest(item: Any, sources: Mapping[str, PartSource]) -> int:
    """The highest number that an item has of those that count on."""
    counting = (name for name, source in sources.items() if source is Number.NEXT)
    found = (item.get(name) for name in counting if isinstance(item, Mapping))
    return max((number for number in found if isinstance(number, int)), default=0)
