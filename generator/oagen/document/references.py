"""References within one document: where they lead, and whether they lead anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from oagen.document import pointers
from oagen.document.grammar import Grammar, Node, walk
from oagen.document.pointers import MISSING, SAFE_IN_FRAGMENT
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

    Examples and links promise nothing, and of a parameter that is missing nothing is known: they are left out. A name
    that differs in case only is that name. A schema may be missing in a document that defines more schemas than it
    lacks: any value will do there.
    """
    references = References(tree, grammar)
    dangling: list[Node] = []
    missing: dict[str, list[Node]] = {}
    found: set[str] = set()
    for node in walk(tree, grammar):
        reference = node.value.get("$ref") if isinstance(node.value, dict) else None
        if not isinstance(reference, str):
            continue
        place = pointers.of_trail(node.trail, "$ref")
        if reference and not reference.startswith("#"):
            continue  # bundling has reported it
        pointer = references.pointer(reference)
        is_missing = not reference or pointers.find(tree, pointer) is MISSING
        is_circular = not is_missing and references.is_circular(node.value)
        if (is_missing or is_circular) and node.kind in ("example", "link"):
            dangling.append(node)
            what = "leads nowhere" if is_missing else "leads back to itself"
            code = "unresolved-reference" if is_missing else "circular-reference"
            problems.mend(code, place, f"{reference} {what}; the {node.kind} is left out")
        elif is_missing:
            if not _read_around(tree, node, pointer, found, problems):
                missing.setdefault(reference, []).append(node)
        elif is_circular:
            problems.error("circular-reference", place, f"{reference} leads back to itself")
        elif node.kind == "schema":
            found.add(reference)
    absent = {reference: Missing(tree, references.pointer(reference), nodes) for reference, nodes in missing.items()}
    lacking = [each for each in absent.values() if each.is_schema and each.other_case is None]
    for reference, each in absent.items():
        dangling += mend_or_report(reference, each, problems, few=len(lacking) <= len(found))
    for node in sorted(dangling, key=_last_first, reverse=True):
        holder = pointers.find(tree, pointers.parts_of_trail(node.trail)[:-1])
        if isinstance(holder, dict | list) and node.trail:
            del holder[node.trail[1]]  # type: ignore[arg-type]  # the key of a mapping, or the index in a list
    return references


def _last_first(node: Node) -> int:
    """Sorts what is to be left out of lists by its index, so that the others keep theirs."""
    index = node.trail[1] if node.trail else 0
    return index if isinstance(index, int) else 0


def _read_around(tree: Any, node: Node, pointer: str, found: set[str], problems: Problems) -> bool:
    """Mend a reference that is meant within the schema around it; tell whether it is one."""
    around = _around(tree, node, pointer) if node.kind == "schema" else None
    if around is None:
        return False
    reference, node.value["$ref"] = node.value["$ref"], f"#{quote(around, safe=SAFE_IN_FRAGMENT)}"
    found.add(node.value["$ref"])
    place = pointers.of_trail(node.trail, "$ref")
    problems.mend("unresolved-reference", place, f"{reference} is read from the schema around it")
    return True


def _around(tree: Any, node: Node, pointer: str) -> str | None:
    """Where a pointer leads from a schema around a node: in JSON Schema, every schema is a document of its own."""
    parts = pointers.split(pointer)
    if parts[:1] not in (["$defs"], ["definitions"]):
        return None
    place = pointers.parts_of_trail(node.trail)
    while place:
        place = place[:-1]
        if pointers.find(tree, [*place, *parts]) is not MISSING:
            return pointers.join(*place, *parts)
    return None


class Missing:
    """What a reference names that is not there: who refers to it, and what there is beside it."""

    def __init__(self, tree: Any, pointer: str, nodes: list[Node]) -> None:
        self.nodes = nodes
        *self.place, self.name = pointers.split(pointer) or [""]
        siblings = pointers.find(tree, self.place)
        self._siblings = siblings if isinstance(siblings, dict) else {}

    @property
    def is_schema(self) -> bool:
        """Whether nothing but schemas refer to it."""
        return all(node.kind == "schema" for node in self.nodes)

    @property
    def other_case(self) -> str | None:
        """The pointer to the only sibling whose name differs in nothing but case."""
        alike = [name for name in self._siblings if name.casefold() == self.name.casefold()]
        return pointers.join(*self.place, alike[0]) if len(alike) == 1 else None

    @property
    def is_listed_parameter(self) -> bool:
        """Whether nothing but lists of parameters refer to it."""
        return all(node.kind == "parameter" and node.trail and isinstance(node.trail[1], int) for node in self.nodes)

    @property
    def hint(self) -> str:
        """A hint at a sibling with a similar name."""
        return suggest(self.name, self._siblings)


def mend_or_report(reference: str, missing: Missing, problems: Problems, *, few: bool) -> list[Node]:
    """Mend what is missing, or report it; returns what is to be left out."""
    nodes = missing.nodes
    place = pointers.of_trail(nodes[0].trail, "$ref")
    message = f"{reference} leads nowhere" if reference else "the reference is empty"
    more = f" (and so do {len(nodes) - 1} more references to it)" if len(nodes) > 1 else ""
    if missing.other_case is not None:
        meant = f"#{quote(missing.other_case, safe=SAFE_IN_FRAGMENT)}"
        problems.mend("unresolved-reference", place, f"{message}{more}; {meant} is meant")
        for node in nodes:
            node.value["$ref"] = meant
    elif few and reference and missing.is_schema:
        problems.mend("unresolved-reference", place, f"{message}{more}; any value will do", missing.hint)
        for node in nodes:
            del node.value["$ref"]
    elif reference and missing.is_listed_parameter:
        problems.mend("unresolved-reference", place, f"{message}{more}; the parameter is left out", missing.hint)
        return nodes
    else:
        problems.error("unresolved-reference", place, message + more, missing.hint)
    return []
