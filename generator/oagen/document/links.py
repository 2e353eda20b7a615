"""Links between operations: each leads to an operation of the document, and fills parameters that it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from oagen.document import pointers
from oagen.document.grammar import METHODS, Grammar, Node, walk
from oagen.document.problems import Problems
from oagen.document.references import References

_READING = re.compile(r"\$request\.(path|query|header)\.([^\s{}#]+)")
_Target = tuple[dict[str, Any], dict[str, Any]]  # an operation, and the path item that holds it


def check_links(tree: dict[str, Any], grammar: Grammar, references: References, problems: Problems) -> None:
    """Leave out every link that nobody could follow. A link promises nothing, so nothing is lost without it."""
    responses = []
    targets: dict[str, _Target] = {}
    for node in walk(tree, grammar):
        if node.kind == "response" and isinstance(node.value, dict) and isinstance(node.value.get("links"), dict):
            responses.append(node)
        elif node.kind == "pathItem" and isinstance(node.value, dict):
            held = (node.value[method] for method in METHODS if isinstance(node.value.get(method), dict))
            targets |= {str(operation.get("operationId")): (operation, node.value) for operation in held}
    for node in responses:
        links = node.value["links"]
        for name in list(links):
            link = references.resolve(links[name])
            reason = _flaw(link, tree, targets, references) or _misreading(link, node, tree, references)
            if reason:
                place = pointers.of_trail(node.trail, "links", name)
                problems.mend("broken-link", place, f'the link "{name}" {reason}, and is left out')
                del links[name]


def _flaw(link: Any, tree: dict[str, Any], targets: dict[str, _Target], references: References) -> str:
    """Why nobody could follow a link; "" if somebody can, or if it leads out of the document."""
    if not isinstance(link, dict):
        return ""
    identity, reference = link.get("operationId"), link.get("operationRef")
    if isinstance(identity, str):
        target = targets.get(identity)
    elif isinstance(reference, str) and reference.startswith("#/"):
        parts = pointers.split(references.pointer(reference))
        operation, item = pointers.find(tree, parts), pointers.find(tree, parts[:-1])
        target = (operation, item) if isinstance(operation, dict) and isinstance(item, dict) else None
    else:
        return ""
    if target is None:
        return f"leads to {identity or reference}, which is no operation"
    known = list(_parameters(target, references))
    names = {name for location, own in known for name in (own, f"{location}.{own}")}
    missing = next((name for name in link.get("parameters") or () if name not in names), None)
    return "" if missing is None else f'fills "{missing}", which is no parameter there'


def _misreading(link: Any, response: Node, tree: dict[str, Any], references: References) -> str:
    """What a link takes from a request that does not have it; "" if it takes nothing of the kind.

    A response that is shared by several operations says nothing about their requests.
    """
    parts = pointers.parts_of_trail(response.trail)
    if not isinstance(link, dict) or parts[:1] != ["paths"] or parts[-2:-1] != ["responses"]:
        return ""
    operation, item = pointers.find(tree, parts[:-2]), pointers.find(tree, parts[:-3])
    known = {(where, name.lower()) for where, name in _parameters((operation, item), references)}
    values = [*(link.get("parameters") or {}).values(), link.get("requestBody")]
    read = (found for value in values if isinstance(value, str) for found in _READING.finditer(value))
    missing = next((found[0] for found in read if (found[1], found[2].lower()) not in known), None)
    return "" if missing is None else f'reads "{missing}", which its request does not have'


def _parameters(target: _Target, references: References) -> Iterator[tuple[str, str]]:
    """Where each parameter of an operation stands, and what it is called."""
    for holder in target:
        for written in (holder.get("parameters") or ()) if isinstance(holder, dict) else ():
            parameter = references.resolve(written)
            if isinstance(parameter, dict):
                yield str(parameter.get("in")), str(parameter.get("name"))
