"""The operations of a contract by the tree of its paths: which lists which items, and who lies below whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from oagen.blueprint.naming import plural
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Shapes
from oagen.blueprint.ways import said_ways
from oagen.contract.model import Contract, Operation


class PathTable:
    """The operations of a contract by path."""

    def __init__(self, contract: Contract, shapes: Shapes) -> None:
        self.paths: dict[tuple[str, ...], Path] = {}
        self._operations: dict[tuple[str, ...], dict[str, Operation]] = {}
        for operation in contract.operations:
            path = Path.to(operation)
            self.paths.setdefault(path.key, path)
            self._operations.setdefault(path.key, {})[operation.method] = operation
        self.flat: dict[tuple[str, ...], Path] = {}  # nested collection → where its items would be listed as well
        self._nested = dict(self._nested_collections())
        self._said = said_ways(self.paths, self._operations, shapes)
        items = [path for path in self.paths.values() if path.parameter]
        pairs = [(item, self.collection_of(item)) for item in items]
        self.have_items = {many.key for item, many in pairs if len(many.segments) == len(item.segments) - 1}
        self.have_items |= {many.key for many in (*self._nested.values(), *self._said.values())}
        self.implied = dict(self._implied_items())  # key of a collection → the path of its items

    def at(self, path: Path | None) -> Mapping[str, Operation]:
        """Method → operation of a path."""
        return self._operations.get(path.key, {}) if path else {}

    def at_or_below(self, path: Path) -> Iterator[Operation]:
        """The operations of a path, then those of the paths that begin with it."""
        yield from self.at(path).values()
        below = (other for other in self.paths.values() if other.key != path.key and other.starts_with(path))
        yield from (operation for other in below for operation in self.at(other).values())

    def collection_of(self, item: Path) -> Path:
        """The path of the many that an item is one of: `/pets` for `/pets/{id}`, and for `/pet/{id}` beside it.

        Where nothing is made there, and in one other place of that name, it is there: `/owners/{id}/pets`.
        """
        if item.key in self._nested:
            return self._nested[item.key]
        if item.key in self._said:
            return self._said[item.key]
        parent = item.parent
        while parent.parameter and not self.at(parent):
            parent = parent.parent
        if not parent.segments or parent.parameter or self.at(parent):
            return self._as_written(parent)
        many = Path((*parent.segments[:-1], plural(parent.segments[-1])))
        return many if self.at(many) and (*many.key, "{}") not in self.paths else parent

    def _as_written(self, path: Path) -> Path:
        """The path with the extension that its template has."""
        return replace(path, extension=self.paths[path.key].extension) if path.key in self.paths else path

    def _nested_collections(self) -> Iterator[tuple[tuple[str, ...], Path]]:
        """Key of an item's path → the collection that its rows are made in, where that lies below something else."""
        made: dict[str, list[Path]] = {}
        for path in self.paths.values():
            if path.parameters and path.segments[-1] == path.noun and "POST" in self.at(path):
                made.setdefault(path.noun, []).append(path)
        for item in self.paths.values():
            flat = item.parent
            if len(item.parameters) != 1 or not item.parameter or flat.parameters or "POST" in self.at(flat):
                continue
            places = made.get(flat.noun, []) if flat.segments else []
            if len(places) == 1 and not places[0].starts_with(item) and not places[0].is_mixed:
                self.flat[places[0].key] = flat
                yield item.key, places[0]

    def _implied_items(self) -> Iterator[tuple[tuple[str, ...], Path]]:
        """Key of a collection → the path of its items, where there are only operations below it or verbs behind it."""
        for path in self.paths.values():
            row = path.row
            for length in range(2, len(row.segments) + (row is not path)):
                item = Path(row.segments[:length])
                if item.parameter and item.key not in self.paths and self.at(item.parent):
                    yield item.parent.key, item
