"""What requests give, for the templates: as Python expressions."""

from __future__ import annotations

from collections.abc import Iterator

from oagen.blueprint.changes import Change
from oagen.blueprint.documents import MANY
from oagen.blueprint.model import BodyUse, OperationPlan
from oagen.render.beside import masks_of
from oagen.render.quoting import py


def document_given(plan: OperationPlan) -> str:
    """The document, or the documents, or the state, that the service's method makes of the request's body."""
    if plan.change and plan.role == "transition":
        return f"State({', '.join(_state(plan.change, plan.body))})"
    if plan.body and plan.body.kind == "admitted":
        return plan.body.python_name
    if plan.body is None or plan.body.kind != "model":
        return "{}"
    arguments = [plan.body.python_name, *map(py, plan.body.wrapper)]
    if plan.body.into:
        arguments.append(f"into={py(plan.body.into)}")
    if plan.body.foreign:
        arguments.append(f"without={py(plan.body.foreign)}")
    if plan.body.renames:
        arguments.append(f"spelled={py(dict(plan.body.renames))}")
    document = f"{_reader(plan.role, plan.body)}({', '.join(arguments)})"
    masks = masks_of(plan)
    return f"masked({', '.join([document, *masks])})" if masks else document


def _reader(role: str, body: BodyUse) -> str:
    """The function that reads the document, or the documents, out of a body."""
    if not body.is_list:
        return "document_of"
    return "documents_of" if role in MANY else "sole_document_of"


def _state(change: Change, body: BodyUse | None) -> Iterator[str]:
    """Arguments of the `State` that a transition leads to."""
    if change.values:
        yield py(dict(change.values))
    if change.since:
        yield f"since={py(change.since)}"
    if change.leaves:
        yield f"leaves={py(dict(change.leaves))}"
    if change.given and body:
        yield f"given=values_of({body.python_name}, {py(dict(change.given))})"
    if change.inside:
        yield f"inside={py(change.inside)}"
    if change.refuses:
        yield "refuses=True"
