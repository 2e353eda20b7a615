"""Rewrites the schemas of a document from one dialect to another.

Every schema that is referred to gets a name in components.
"""

from __future__ import annotations

from typing import Any

from oagen.document import names, pointers
from oagen.document.grammar import OPENAPI, Form
from oagen.document.pointers import Trail
from oagen.document.positions import Positions
from oagen.document.references import References

_CHILDREN = OPENAPI["schema"]


class SchemaRewriting:
    """Rewrites schemas one by one; subclasses say what becomes of the keywords.

    Every reference becomes `#/components/schemas/<name>`, where the name is one that components may have.
    """

    def __init__(
        self, tree: dict[str, Any], section: tuple[str, ...], references: References, positions: Positions
    ) -> None:
        """`section` is where the tree keeps its shared schemas."""
        self._tree = tree
        self._references = references
        self._positions = positions
        self._names: dict[str, str] = {}  # pointer of a schema in the old tree → name of its component
        self._taken: set[str] = set()
        shared = pointers.find(tree, section)
        for name in shared if isinstance(shared, dict) else ():
            self._name(pointers.join(*section, name), names.legal(name))

    def components(self) -> dict[str, Any]:
        """The shared schemas, and whatever else was referred to so far."""
        rewritten: dict[str, Any] = {}
        while len(rewritten) < len(self._names):  # rewriting one may name another
            for pointer, name in list(self._names.items()):
                if name not in rewritten:
                    parts = pointers.split(pointer)
                    rewritten[name] = self.rewrite(pointers.find(self._tree, parts), pointers.trail(parts))
        return rewritten

    def rewrite(self, schema: Any, trail: Trail | None) -> Any:
        """One schema, and those in it."""
        if not isinstance(schema, dict):
            return schema
        rewritten: dict[str, Any] = {}
        for key, value in schema.items():
            form, _ = _CHILDREN.get(key, (None, ""))
            here = (trail, key)
            if form is None:
                rewritten[key] = self._reference(value) if key == "$ref" and isinstance(value, str) else value
            elif isinstance(value, list):
                rewritten[key] = [self.rewrite(item, (here, index)) for index, item in enumerate(value)]
            elif isinstance(value, dict) and form is Form.NAMED:
                rewritten[key] = {name: self.rewrite(item, (here, name)) for name, item in value.items()}
            else:
                rewritten[key] = self.rewrite(value, here)
        return self._finish(rewritten, schema, trail)

    def _finish(self, rewritten: dict[str, Any], schema: dict[str, Any], trail: Trail | None) -> dict[str, Any]:
        """Translate the keywords of a schema whose parts have been rewritten."""
        raise NotImplementedError

    def _reference(self, reference: str) -> str:
        pointer = self._references.pointer(reference)
        if pointer not in self._names:
            self._name(pointer, names.of_parts(pointers.split(pointer)))
        return "#" + pointers.join("components", "schemas", self._names[pointer])

    def _name(self, pointer: str, wanted: str) -> None:
        name = names.unused(wanted, self._taken)
        self._taken.add(name)
        self._names[pointer] = name
        self._positions.moved(pointers.join("components", "schemas", name), pointer)
