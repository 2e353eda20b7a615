"""Links of a document to itself and to what lies above and below it: their keys are the document's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from oagen.blueprint.candidates import Candidate
from oagen.blueprint.model import Resource, View
from oagen.blueprint.naming import normal
from oagen.blueprint.paths import Path
from oagen.blueprint.resources import Tools
from oagen.contract.model import JSON

_URL = re.compile(r"(?P<origin>[a-z][a-z0-9+.-]*://[^/?#]+)?(?P<path>/[^?#]+)", re.IGNORECASE)
_CONTAINERS = ("_links", "links")
_REFERENCE = "href"
_WHOLE = ("uri", "url", "iri")  # formats of links that need a host
_FIXED = ("enum", "const", "pattern")

Place = tuple[str, ...]
Link = tuple[str, tuple[str, ...]]  # a format string, and the properties whose values it takes


def with_row_links(view: View, candidate: Candidate, resource: Resource, tools: Tools) -> View:
    """A view that fills keys into the constants which are links of its documents."""
    if not view.whole or candidate.item is None or candidate.item.is_mixed or view.is_map:
        return view
    made = {f.property: f.filler for f in resource.fields if f.generated in ("filler", "example") and f.property}
    constants = {name: value for name, value in {**made, **view.fillers}.items() if name not in view.hidden}
    maker = _Maker(candidate, candidate.item, resource, tools)
    found = {place: maker.link(place, text) for place, text in _texts(constants, ())}
    return replace(view, links={place: link for place, link in found.items() if link})


class _Maker:
    """Makes the links of the documents of one resource."""

    def __init__(self, candidate: Candidate, item: Path, resource: Resource, tools: Tools) -> None:
        shown = {field.column.name: field.property for field in resource.fields if not field.write_only}
        self._candidate = candidate
        self._item = item
        self._keys = tuple(shown.get(key.column, "") for key in resource.path_keys)
        self._base = tools.contract.base_path
        self._paths = [Path.to(o) for o in tools.contract.operations if o.method == "GET"]
        self._tools = tools

    def link(self, place: Place, text: str) -> Link | None:
        """The link that a text stands for: by the path that it shows, else by what it is called."""
        return self._by_example(text) or self._by_name(place)

    def _by_example(self, text: str) -> Link | None:
        url = _URL.fullmatch(text)
        if url is None:
            return None
        bases = (self._base, "") if self._base and url["path"].startswith(f"{self._base}/") else ("",)
        for base in bases:
            path = self._path_of(Path.of(url["path"][len(base) :]))
            if path:
                return self._to(path, f"{url['origin'] or ''}{base}")
        return None

    def _path_of(self, shown: Path) -> Path | None:
        """The path of the contract that a client would be led to: a concrete one goes before a template."""
        alike = [path for path in self._paths if path.noun and _matches(path, shown)]
        return min(alike, key=lambda path: len(path.parameters), default=None)

    def _by_name(self, place: Place) -> Link | None:
        if not place[0].lower().endswith(_CONTAINERS) or not self._is_free(place):
            return None
        relation = place[-2] if place[-1] == _REFERENCE else place[-1]
        if relation == "self":
            return self._to(self._item, self._base) if self._candidate.has("read") else None
        below = (path for path in self._paths if path.segments and path.parent.key == self._item.key)
        found = next((path for path in below if normal(path.segments[-1]) == normal(relation)), None)
        return self._to(found, self._base) if found else None

    def _is_free(self, place: Place) -> bool:
        """Whether the schema of a link admits any reference."""
        raw, shapes = self._candidate.read, self._tools.shapes
        for name in place:
            shape = shapes.shape(raw)
            if shape is None or name not in shape.properties:
                return False
            raw = shape.properties[name]
        fixed = any(shapes.annotation(raw, keyword) is not None for keyword in _FIXED)
        return not fixed and shapes.annotation(raw, "format") not in _WHOLE

    def _to(self, path: Path, prefix: str) -> Link | None:
        """A link to a path, if all its keys are those of the document."""
        is_above = self._item.starts_with(path)
        is_below = path.starts_with(self._item) and len(path.parameters) == len(self._item.parameters)
        names = self._keys[: len(path.parameters)]
        if not (is_above or is_below) or path.is_mixed or not names or not all(names):
            return None
        segments = ("{}" if segment == "{}" else _escaped(segment) for segment in path.key)
        return f"{_escaped(prefix)}/{'/'.join(segments)}{path.extension}", names


def _matches(path: Path, shown: Path) -> bool:
    """Whether a concrete path is one of the template's."""
    if len(path.segments) != len(shown.segments) or not shown.segments[-1].endswith(path.extension):
        return False
    others = (*shown.segments[:-1], shown.segments[-1].removesuffix(path.extension))
    return all(own in ("{}", other) for own, other in zip(path.key, others, strict=True))


def _texts(value: JSON, place: Place) -> Iterator[tuple[Place, str]]:
    """All texts of objects in objects, and where they stand."""
    if isinstance(value, str) and place:
        yield place, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, (*place, name))


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
