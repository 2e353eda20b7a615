"""Links between operations: each leads to an operation of the document, and fills parameters that it has."""

from __future__ import annotations

from typing import Any

from oagen.document import pointers
from oagen.document.grammar import METHODS, Grammar, walk
from oagen.document.problems import Problems
from oagen.document.references import References

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
            reason = _flaw(references.resolve(links[name]), tree, targets, references)
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
    resolved = (references.resolve(p) for holder in target for p in holder.get("parameters") or ())
    known = [p for p in resolved if isinstance(p, dict)]
    names = {name for p in known for name in (str(p.get("name")), f"{p.get('in')}.{p.get('name')}")}
    missing = next((name for name in link.get("parameters") or () if name not in names), None)
    return "" if missing is None else f'fills "{missing}", which is no parameter there'
