"""Reads YAML text in one pass over libyaml's events: values and positions together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from oagen.diagnostics import Diagnostic, Severity, Span
from oagen.document.json_text import repeated_key, too_deep
from oagen.document.marks import MAX_DEPTH, Lines, Mark
from oagen.document.problems import UnreadableError, unreadable
from oagen.document.yaml_scalars import NoJsonValueError, plain, tagged

# how many values a document may hold when its aliases are written out
MAX_VALUES = 3_000_000

# how many lines are read again for a tab before their comment
_MAX_TABBED = 20
_TABBED_COMMENT = re.compile(r"[ ]*\t[ \t]*(#.*)?\r?$")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_yaml(name: str, text: str) -> tuple[Any, Mark, list[Diagnostic]]:
    """Parse YAML text to a JSON value, its positions, and what had to be overlooked. Raises `UnreadableError`."""
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line, column = Lines(text).place(unprintable.start())
        message = f"the character U+{ord(unprintable.group()):04X} may not stand in YAML"
        raise unreadable("invalid-yaml", message, Span(name, line, column), 'Write it as an escape in "quotes".')
    builder, tabbed = _read(name, text)
    builder.overlooked += tabbed
    if builder.repeats:
        raise UnreadableError(*builder.repeats)
    return builder.value, builder.mark, builder.overlooked


def _read(name: str, text: str) -> tuple[_Builder, list[Diagnostic]]:
    """What the events of a text build, and the tabs that had to be overlooked for it."""
    tabbed: list[Diagnostic] = []
    while True:
        builder = _Builder(name)
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                builder.take(event)
        except yaml.MarkedYAMLError as error:
            line = _tabbed_comment(text, error)
            if line is None or len(tabbed) == _MAX_TABBED:
                raise _syntax_error(name, text, error) from None
            text = _spaced(text, line)
            message = "a tab stands before a comment, where YAML has spaces"
            tabbed.append(Diagnostic("tab-indentation", Severity.WARNING, message, Span(name, line + 1, 1)))
        except yaml.YAMLError as error:
            raise unreadable("invalid-yaml", str(error), Span(name, 1, 1)) from None
        else:
            return builder, tabbed


@dataclass(slots=True)
class _Frame:
    """A collection whose end has not come yet."""

    value: dict[str, Any] | list[Any]
    mark: Mark
    anchor: str | None
    size: int = 1  # values in it, itself included
    height: int = 1
    key: str | None = None
    repeated: Diagnostic | None = None  # the error for the key, if it has come before
    merges: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an anchor names."""

    value: Any
    mark: Mark
    size: int
    height: int


class _Builder:
    """Builds a value and its marks from events."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.value: Any = None
        self.mark = Mark(1, 1)
        self.repeats: list[Diagnostic] = []
        self.overlooked: list[Diagnostic] = []
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}
        self._anchor_lines: dict[str, int] = {}
        self._total = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take the next event."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(event, {})
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(event, [])
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._error(event, "several-documents", "a second YAML document begins here")

    def _scalar(self, event: Any) -> None:
        frame = self._stack[-1] if self._stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            self._key(frame, event)
            return
        try:
            if event.implicit[0]:
                value = plain(event.value)
            elif event.implicit[1] or event.tag is None:
                value = event.value
            else:
                value = tagged(event.tag, event.value)
        except NoJsonValueError as error:
            raise self._error(event, "no-json-value", str(error), "Quote it if it is meant as text.") from None
        mark = self._begin(event)
        self._anchor(event, event.anchor, _Anchored(value, mark, 1, 0))
        self._put(value, mark, 1, 0)

    def _key(self, frame: _Frame, event: Any) -> None:
        key = event.value
        mark = _mark(event)
        self._anchor(event, event.anchor, _Anchored(key, mark, 1, 0))
        frame.key = key
        if key == "<<" and (event.implicit[0] or event.tag == "tag:yaml.org,2002:merge"):
            return
        children = frame.mark.children
        assert isinstance(children, dict)
        if key in children:
            frame.repeated = repeated_key(self.name, key, children[key], mark)
        children[key] = mark

    def _begin(self, event: Any) -> Mark:
        """The mark of a value: that of its key, or where it begins itself."""
        if not self._stack:
            return self.mark
        frame = self._stack[-1]
        if isinstance(frame.value, list):
            mark = _mark(event)
            assert isinstance(frame.mark.children, list)
            frame.mark.children.append(mark)
            return mark
        if frame.key is None:
            raise self._error(event, "no-text-key", "a key must be text, not a list or a mapping")
        assert isinstance(frame.mark.children, dict)
        # the value of a merge key has no key of its own
        return frame.mark.children.get(frame.key) or _mark(event)

    def _open(self, event: Any, value: dict[str, Any] | list[Any]) -> None:
        mark = self._begin(event)
        if event.tag not in (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            raise self._error(event, "no-json-value", f"the tag {event.tag} has no meaning here")
        if len(self._stack) >= MAX_DEPTH:
            raise too_deep(self.name, mark.line, mark.column)
        mark.children = {} if isinstance(value, dict) else []
        self._stack.append(_Frame(value, mark, event.anchor))
        if event.anchor:
            self._refuse_reuse(event, event.anchor)

    def _close(self) -> None:
        frame = self._stack.pop()
        for merged in frame.merges:
            self._merge(frame, merged)
        if frame.anchor:
            self._anchors[frame.anchor] = _Anchored(frame.value, frame.mark, frame.size, frame.height)
        self._put(frame.value, frame.mark, frame.size, frame.height)

    def _alias(self, event: Any) -> None:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            raise self._error(
                event, "unknown-anchor", f"*{event.anchor} stands for nothing: no &{event.anchor} ends before it"
            )
        self._total += anchored.size
        if self._total > MAX_VALUES:
            message = f"written out, the aliases make more than {MAX_VALUES:,} values"
            raise self._error(event, "too-many-aliases", message)
        if len(self._stack) + anchored.height > MAX_DEPTH:
            raise too_deep(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            raise self._error(event, "no-text-key", "a key must be text, not an alias")
        mark = self._begin(event)
        mark.children = anchored.mark.children
        self._put(_copy(anchored.value), mark, anchored.size, anchored.height)

    def _put(self, value: Any, mark: Mark, size: int, height: int) -> None:
        if not self._stack:
            self.value, self.mark = value, mark
            return
        frame = self._stack[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if isinstance(frame.value, list):
            frame.value.append(value)
            return
        key, frame.key = frame.key, None
        assert key is not None
        assert isinstance(frame.mark.children, dict)
        if key == "<<" and key not in frame.mark.children:
            frame.merges.append((value, mark))
            return
        if frame.repeated is not None:
            self._repeat(frame.repeated, key, frame.value[key], value)
            frame.repeated = None
        frame.value[key] = value

    def _repeat(self, found: Diagnostic, key: str, first: Any, second: Any) -> None:
        """A key that stands twice and says the same, but for words, has been pasted twice: the later one is read."""
        if _without_words({key: first}) != _without_words({key: second}):
            self.repeats.append(found)
            return
        message = f"{found.message}; but for descriptions they say the same"
        self.overlooked.append(replace(found, severity=Severity.WARNING, message=message))

    def _merge(self, frame: _Frame, merged: tuple[Any, Mark]) -> None:
        """Merge what a merge key names: the mapping's own keys win, then the first mapping of a list."""
        value, mark = merged
        values = value if isinstance(value, list) else [value]
        marks = mark.children if isinstance(value, list) and isinstance(mark.children, list) else [mark]
        assert isinstance(frame.value, dict)
        assert isinstance(frame.mark.children, dict)
        for each, its_mark in zip(values, marks, strict=False):
            if not isinstance(each, dict) or not isinstance(its_mark.children, dict):
                span = Span(self.name, mark.line, mark.column)
                raise unreadable("invalid-merge", "a merge key (<<) takes mappings only", span)
            for key, item in each.items():
                if key not in frame.value:
                    frame.value[key] = item
                    frame.mark.children[key] = its_mark.children[key]

    def _anchor(self, event: Any, anchor: str | None, anchored: _Anchored) -> None:
        if anchor:
            self._refuse_reuse(event, anchor)
            self._anchors[anchor] = anchored

    def _refuse_reuse(self, event: Any, anchor: str) -> None:
        line = self._anchor_lines.setdefault(anchor, event.start_mark.line + 1)
        if line != event.start_mark.line + 1:
            raise self._error(
                event, "duplicate-anchor", f"the anchor &{anchor} already stands in line {line}", "Rename one of them."
            )

    def _error(self, event: Any, code: str, message: str, hint: str = "") -> UnreadableError:
        mark = _mark(event)
        return unreadable(code, message, Span(self.name, mark.line, mark.column), hint)


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_words(item) for key, item in value.items() if not _is_wording(key, item)}
    return [_without_words(item) for item in value] if isinstance(value, list) else value


def _is_wording(key: str, value: Any) -> bool:
    is_note = key.startswith("x-") and not key.startswith("x-oagen-")
    return (key in ("description", "summary", "title") or is_note) and isinstance(value, str)


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def _tabbed_comment(text: str, error: yaml.MarkedYAMLError) -> int | None:
    """The line of an error, counted from 0, if a tab is all that is wrong there: it holds a comment, or nothing.

    YAML allows that; its parser does not.
    """
    if error.problem_mark is None:
        return None
    line = error.problem_mark.line
    lines = text.split("\n")
    return line if line < len(lines) and _TABBED_COMMENT.match(lines[line]) else None


def _spaced(text: str, line: int) -> str:
    """The text with spaces for the tabs before the comment in one of its lines."""
    lines = text.split("\n")
    indentation = lines[line][: len(lines[line]) - len(lines[line].lstrip())]
    lines[line] = " " * len(indentation) + lines[line].lstrip()
    return "\n".join(lines)


def _syntax_error(name: str, text: str, error: yaml.MarkedYAMLError) -> UnreadableError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    message = ", ".join(part for part in (error.context, error.problem) if part) or "this is not YAML"
    lines = text.splitlines()
    hint = ""
    if 0 < line <= len(lines) and "\t" in lines[line - 1][: max(column, 1)]:
        hint = "YAML is indented with spaces; there is a tab here."
    return unreadable("invalid-yaml", message, Span(name, line, column), hint)
