"""Overlays (OpenAPI Overlay 1.0): changes to a document that are kept in a file of their own.

They are applied to the root document as it was read, before anything else. Positions follow: what an overlay put there
is located in the overlay, everything else where it was.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import jsonpath

from oagen.diagnostics import Diagnostic, Severity
from oagen.document.marks import Mark
from oagen.document.pointers import MISSING, find, join
from oagen.document.sources import Source
from oagen.document.wording import excerpt

_MAX_TARGETS = 100_000

Parts = tuple[str | int, ...]


def apply_overlay(root: Source, overlay: Source) -> list[Diagnostic]:
    """Change the root's tree as an overlay says, one action after the other; gives what is wrong with the overlay."""
    return list(_Overlay(root, overlay).run())


class _Overlay:
    def __init__(self, root: Source, overlay: Source) -> None:
        self._root = root
        self._overlay = overlay

    def run(self) -> Iterator[Diagnostic]:
        tree = self._overlay.value
        actions = tree.get("actions") if isinstance(tree, dict) else None
        if not isinstance(tree, dict) or not str(tree.get("overlay")).startswith("1.0"):
            yield self._error("no-overlay", "", "this is no overlay", "It begins with `overlay: 1.0.0`.")
        elif not isinstance(actions, list) or not actions:
            yield self._error("no-overlay", "/actions", "an overlay has a list of actions")
        else:
            for index, action in enumerate(actions):
                yield from self._act(action, join("actions", index))

    def _act(self, action: Any, place: str) -> Iterator[Diagnostic]:
        target = action.get("target") if isinstance(action, dict) else None
        if not isinstance(target, str):
            yield self._error("invalid-action", place, "an action has a target, which is a JSONPath")
            return
        try:
            found = [match.parts for match in jsonpath.compile(target, strict=True).finditer(self._root.value)]
        except (jsonpath.JSONPathError, RecursionError) as error:
            message = f"{excerpt(target)} is no JSONPath: {str(error).splitlines()[0]}"
            yield self._error("invalid-target", f"{place}/target", message, "JSONPath is that of RFC 9535.")
            return
        if not found:
            yield self._warning("unmatched-target", f"{place}/target", f"{excerpt(target)} matches nothing")
        elif len(found) > _MAX_TARGETS:
            yield self._error("invalid-target", f"{place}/target", f"{excerpt(target)} matches too much")
        elif action.get("remove") is True:
            yield from self._remove(found, place)
        elif "update" in action:
            yield from self._update(found, action["update"], f"{place}/update")
        else:
            yield self._warning("invalid-action", place, "the action neither updates nor removes anything")

    def _remove(self, found: list[Parts], place: str) -> Iterator[Diagnostic]:
        # items of a list from its end, so that those before keep their places
        for parts in sorted(set(found), key=_order, reverse=True):
            if not parts:
                yield self._error("invalid-action", place, "the document itself cannot be removed")
            elif (holder := find(self._root.value, parts[:-1])) is not MISSING:
                marks = self._own_marks(parts[:-1])
                for children in (holder, marks.children):
                    _drop(children, parts[-1])

    def _update(self, found: list[Parts], update: Any, place: str) -> Iterator[Diagnostic]:
        source = self._overlay.marks.deepest(place.split("/")[1:])
        for parts in found:
            value = find(self._root.value, parts)
            if value is MISSING:
                continue  # it stood in what another target's update has replaced
            marks = self._own_marks(parts)
            if isinstance(value, list) and isinstance(marks.children, list):
                value.append(copy.deepcopy(update))
                marks.children.append(self._foreign(source))
            elif isinstance(value, dict) and isinstance(update, dict):
                self._merge(value, marks, update, source)
            else:
                what = "a list or a mapping" if not isinstance(value, dict) else "a mapping, with a mapping"
                message = f"{excerpt(join(*parts))} cannot be updated: only {what} can be"
                yield self._error("invalid-action", place, message, "Target what holds it.")
                return

    def _merge(self, value: dict[str, Any], marks: Mark, update: dict[str, Any], source: Mark) -> None:
        assert isinstance(marks.children, dict)
        for key, new in update.items():
            old, place = value.get(key), source.deepest([key])
            inner = marks.children.get(key)
            if isinstance(old, dict) and isinstance(new, dict) and inner and isinstance(inner.children, dict):
                marks.children[key] = inner = _copied(inner)
                self._merge(old, inner, new, place)
            elif isinstance(old, list) and isinstance(new, list) and inner and isinstance(inner.children, list):
                old.extend(copy.deepcopy(new))
                added = [self._foreign(place.deepest([index])) for index in range(len(new))]
                marks.children[key] = Mark(inner.line, inner.column, [*inner.children, *added], inner.file)
            else:
                value[key] = copy.deepcopy(new)
                marks.children[key] = self._foreign(place)

    def _own_marks(self, parts: Parts) -> Mark:
        """The marks of a value, not shared with other values (aliases do share theirs)."""
        mark = self._root.marks
        for part in parts:
            children = mark.children
            assert children is not None
            key: Any = part
            children[key] = mark = _copied(children[key])
        return mark

    def _foreign(self, mark: Mark) -> Mark:
        """The marks of something in the overlay, as marks in the root document."""
        children: dict[str, Mark] | list[Mark] | None = None
        if isinstance(mark.children, dict):
            children = {key: self._foreign(child) for key, child in mark.children.items()}
        elif isinstance(mark.children, list):
            children = [self._foreign(child) for child in mark.children]
        return Mark(mark.line, mark.column, children, self._overlay.name)

    def _error(self, code: str, pointer: str, message: str, hint: str = "") -> Diagnostic:
        return Diagnostic(code, Severity.ERROR, message, self._overlay.span(pointer), pointer, hint)

    def _warning(self, code: str, pointer: str, message: str) -> Diagnostic:
        return Diagnostic(code, Severity.WARNING, message, self._overlay.span(pointer), pointer)


def _copied(mark: Mark) -> Mark:
    return Mark(mark.line, mark.column, copy.copy(mark.children), mark.file)


def _drop(children: Any, part: str | int) -> None:
    if isinstance(children, dict):
        children.pop(part, None)
    elif isinstance(children, list) and isinstance(part, int) and part < len(children):
        del children[part]


def _order(parts: Parts) -> list[tuple[int, int, str]]:
    return [(0, part, "") if isinstance(part, int) else (1, 0, part) for part in parts]
