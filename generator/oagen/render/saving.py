"""Saving: by which of its methods a service creates and changes documents."""

from __future__ import annotations

from collections.abc import Sequence

from oagen.blueprint.model import OperationPlan, Resource
from oagen.contract.model import Operation
from oagen.render.beside import masks_of

_CHANGES = {"merge": "_merge", "operations": "_patch"}


def created_by(resource: Resource | None, files: Sequence[str], given: str) -> str:
    """The call that creates a document: with the file that it tells of, or as the only one."""
    if files and resource and resource.content_facts:
        return f"self._create_with({files[1]}, {given})"
    return f"self._create_once({given})" if resource and resource.singleton else f"self._create({given})"


def changed_by(plan: OperationPlan) -> str:
    """The service's method that makes of a stored document what the body says, or its path."""
    if plan.row_property:
        return "_make_property" if plan.row_property.makes_row else "_change_property"
    if masks_of(plan):
        return "_upsert_masked" if plan.role == "upsert" else "_update_masked"
    if plan.role == "transition":
        return "_restore" if plan.change and plan.change.revives else "_transition"
    if plan.role == "upsert":
        renews = plan.view is not None and (plan.method, plan.view.status) == ("POST", 201)
        return "_renew" if renews else "_upsert_changes" if plan.method == "PATCH" else "_upsert"
    if plan.role == "replace":
        return "_replace"
    return _CHANGES.get(plan.body.patch, "_update") if plan.body else "_update"


def upsert_statuses(plan: OperationPlan, operation: Operation) -> tuple[int, int]:
    """The statuses of an upsert, if creating and replacing are documented with one and the same body; else zeros."""
    if plan.role != "upsert":
        return 0, 0
    by_status = {answer.status: tuple((m.name, m.schema) for m in answer.media) for answer in operation.answers}
    both = 200 in by_status and 201 in by_status and by_status[200] == by_status[201]
    return (201, 200) if both else (0, 0)
