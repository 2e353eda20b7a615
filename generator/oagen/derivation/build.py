"""`derive`: schemas in, contract out."""

from __future__ import annotations

from typing import Any

from oagen.derivation.documents import Documents
from oagen.derivation.entities import find_entities
from oagen.derivation.filters import PAGING
from oagen.derivation.model import RESOURCE_KEY, Decision, Derivation
from oagen.derivation.operations import Operations, refusals
from oagen.derivation.reading import Reader
from oagen.derivation.relations import find_relations, kept_inside, key_decisions, relation_decision
from oagen.diagnostics import Diagnostic, Severity
from oagen.document import Document, names
from oagen.problem_details import PROBLEM_SCHEMA


def derive(document: Document) -> tuple[Derivation | None, list[Diagnostic]]:
    """The contract for what a document of schemas describes; None when there is nothing to serve in it."""
    reader = Reader(document.authored["components"]["schemas"])
    entities = find_entities(reader, document.root_schemas or frozenset())
    decisions = [entities.decisions[name] for name in reader.components]
    found = entities.found
    if not found:
        return None, [_no_entity(document, decisions)]
    relations = find_relations(found, reader)
    documents = Documents(reader, found, relations)
    operations = Operations(found, relations, reader, documents)
    paths = operations.paths()
    problem = names.unused("Problem", {*reader.components, *operations.schemas})
    schemas = documents.components({**operations.schemas, problem: PROBLEM_SCHEMA})
    decisions += [*map(relation_decision, relations), *kept_inside(found, relations, reader)]
    decisions += key_decisions(found, reader)
    contract: dict[str, Any] = {
        "openapi": document.authored["openapi"],
        "info": document.authored["info"],
        "tags": [_tag(operations.tag(entity), reader, entity.name) for entity in found.values()],
        "paths": paths,
        "components": {"parameters": dict(PAGING), "responses": refusals(problem), "schemas": schemas},
    }
    return Derivation(contract, tuple(decisions)), _unusable(document, decisions)


def _tag(name: str, reader: Reader, component: str) -> dict[str, str]:
    described = reader.says(reader.components[component], "description")
    return {"name": name, "description": described} if isinstance(described, str) and described else {"name": name}


def _no_entity(document: Document, decisions: list[Decision]) -> Diagnostic:
    reasons = "; ".join(f"{decision.schema}: {decision.reason}" for decision in decisions[:5])
    message = "no schema describes a thing that clients could create and find again"
    hint = f"Give one a property `id`, or say `{RESOURCE_KEY}: true`."
    return Diagnostic(
        "no-entity", Severity.ERROR, f"{message} ({reasons})" if reasons else message, document.span(""), "", hint
    )


def _unusable(document: Document, decisions: list[Decision]) -> list[Diagnostic]:
    """What looks like an entity and cannot be one."""
    found = []
    for decision in decisions:
        if "cannot be a key" in decision.reason or "admits no other property" in decision.reason:
            pointer = f"/components/schemas/{decision.schema}"
            message = f"{decision.schema} becomes no resource: {decision.reason}"
            found.append(Diagnostic("no-identity", Severity.WARNING, message, document.span(pointer), pointer))
    return found
