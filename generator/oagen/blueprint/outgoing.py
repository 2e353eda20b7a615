"""Webhooks and callbacks: a method and a type for each."""

from __future__ import annotations

from collections.abc import Sequence

from oagen.blueprint.model import OutgoingPlan
from oagen.blueprint.naming import Names, function_name, pascal
from oagen.blueprint.plans import Models
from oagen.contract.model import Outgoing

MODULE = "webhooks"


def plan_outgoing(outgoing: Sequence[Outgoing], models: Models) -> tuple[OutgoingPlan, ...]:
    """The plans of what the service sends; their models are placeholders until all types are known."""
    names = Names({"self"})
    return tuple(
        OutgoingPlan(
            function=names.take(function_name(one.name)),
            name=one.name,
            method=one.method,
            media_type=one.media_type,
            model=models.want(f"{pascal(one.name)}Payload", MODULE, one.schema.raw, "response"),
            sentence=_sentence(one),
        )
        for one in outgoing
    )


def _sentence(one: Outgoing) -> str:
    said = " ".join(one.summary.split()) or f"Send {one.name}"
    said = said if said.endswith((".", "!", "?")) else f"{said}."
    return f"{said} `url` is what `{one.expression}` finds in the request." if one.expression else said
