"""References within one document: where they lead, and whether they lead anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oagen.document import pointers
from oagen.document.grammar import Grammar, Node, walk
from oagen.document.pointers import MISSING
from oagen.document.problems import Problems
from oagen.document.wording import suggest

_MAX_CHAIN = 100


class References:
    """Resolves the local references of a tree; `#name` means the schema with that anchor."""

    def __init__(self, tree: Mapping[str, Any], grammar: Grammar) -> None:
        self._tree = tree
        self._grammar = grammar
        self._anchors: dict[str, str] | None = None

    def pointer(self, reference: str) -> str:
        """The pointer in a local reference."""
        fragment = pointers.of_fragment(reference.partition("#")[2])
        if not fragment or fragment.startswith("/"):
            return fragment
        if self._anchors is None:
            self._anchors = _anchors(self._tree, self._grammar)
        return self._anchors.get(fragment, f"/{pointers.escape(fragment)}")

    def resolve(self, value: Any) -> Any:
        """What an object stands for: itself, or what its references lead to at last; `MISSING` if nothing."""
        for _ in range(_MAX_CHAIN):
            reference = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(reference, str):
                return value
            value = pointers.find(self._tree, self.pointer(reference))
        return MISSING

    def is_circular(self, value: Mapping[str, Any]) -> bool:
        """Whether an object that is a reference leads back to itself, through nothing but references."""
        target: Any = value
        for _ in range(_MAX_CHAIN):
            reference = target.get("$ref") if isinstance(target, dict) else None
            if not isinstance(reference, str):
                return False
            target = pointers.find(self._tree, self.pointer(reference))
            if target is value:
                return True
        return True


def _anchors(tree: Any, grammar: Grammar) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in walk(tree, grammar):
        if node.kind == "schema" and isinstance(node.value, dict):
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(name := node.value.get(keyword), str):
                    found.setdefault(name, pointers.of_trail(node.trail))
    return found


def check_references(tree: dict[str, Any], grammar: Grammar, problems: Problems) -> References:
    """Report every reference that leads nowhere or in a circle.

    Examples and links promise nothing: those that are missing are left out.
    """
    references = References(tree, grammar)
    dangling: list[Node] = []
    missing: dict[str, list[str]] = {}
    for node in walk(tree, grammar):
        reference = node.value.get("$ref") if isinstance(node.value, dict) else None
        if not isinstance(reference, str):
            continue
        place = pointers.of_trail(node.trail, "$ref")
        if reference and not reference.startswith("#"):
            continue  # bundling has reported it
        pointer = references.pointer(reference)
        if not reference or pointers.find(tree, pointer) is MISSING:
            if node.kind in ("example", "link"):
                dangling.append(node)
                problems.mend("unresolved-reference", place, f"{reference} leads nowhere; the {node.kind} is left out")
            else:
                missing.setdefault(reference, []).append(place)
        elif references.is_circular(node.value):
            problems.error("circular-reference", place, f"{reference} leads back to itself")
    for reference, places in missing.items():
        message = f"{reference} leads nowhere" if reference else "the reference is empty"
        more = f" (and so do {len(places) - 1} more references to it)" if len(places) > 1 else ""
        problems.error("unresolved-reference", places[0], message + more, _nearest(tree, references.pointer(reference)))
    for node in dangling:
        holder = pointers.find(tree, pointers.parts_of_trail(node.trail)[:-1])
        if isinstance(holder, dict) and node.trail:
            del holder[str(node.trail[1])]
    return references


def _nearest(tree: Any, pointer: str) -> str:
    """A hint at a sibling with a similar name."""
    parts = pointers.split(pointer)
    siblings = pointers.find(tree, parts[:-1]) if parts else MISSING
    return suggest(parts[-1], siblings) if isinstance(siblings, dict) else ""
