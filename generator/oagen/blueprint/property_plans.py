"""What plans of operations on a row's property are made of: how its value stands in answers, what it is held to."""

from __future__ import annotations

from dataclasses import replace

from oagen.blueprint.absence import may_be_missing
from oagen.blueprint.candidates import Candidate
from oagen.blueprint.changes import PropertyUse
from oagen.blueprint.documents import answer_media, lay
from oagen.blueprint.model import ModelRef, Resource, View
from oagen.blueprint.property_bodies import schema_given, schema_shown, value_schema
from oagen.blueprint.resources import Tools
from oagen.blueprint.shapes import Raw
from oagen.contract.model import JSON, Operation


def property_view(operation: Operation, use: PropertyUse, model: ModelRef | None) -> View:
    """The view of an answer that shows a property of a row."""
    answer, wrapper = operation.answers[0], use.shown or ()
    media = answer_media(answer) or next(iter(answer.media), None)
    frame = lay(media.example, wrapper, None) if media and wrapper else None
    return View(answer.status, media.name if media else None, model, wrapper=wrapper, frame=frame)


def settled(
    use: PropertyUse, operation: Operation, candidate: Candidate, resource: Resource, tools: Tools
) -> PropertyUse:
    """The use with what its value is held to, and with what stands in for it where there is none."""
    stand_in = _stand_in(use, operation, candidate, tools) if use.role == "read_property" else ()
    top = next(field for field in resource.fields if field.property == use.place[0])
    shown, kept = (value_schema(tools.shapes, raw, use.place[1:]) for raw in (top.schema.raw, top.kept.raw))
    shape = tools.shapes.shape(shown) if use.role == "update_property" else None
    nullable = (name for name, raw in shape.properties.items() if tools.shapes.nullable(raw)) if shape else ()
    return replace(
        use,
        held_to=_held_to(use, operation, kept, tools.shapes.without_null(shown), tools),
        stand_in=stand_in,
        nullable=tuple(nullable),
        needs_around=_needs_around(use, top.schema.raw, tools),
    )


def _needs_around(use: PropertyUse, raw: Raw, tools: Tools) -> bool:
    """Whether an object that holds the value must hold something else, too."""
    places = ((use.place[1:end], use.place[end]) for end in range(1, len(use.place)))
    held = ((tools.shapes.shape(value_schema(tools.shapes, raw, place)), name) for place, name in places)
    return any(shape is not None and shape.required - {name} for shape, name in held)


def _held_to(use: PropertyUse, operation: Operation, kept: Raw, shown: Raw, tools: Tools) -> JSON:
    """The schema of a property whose value may be at odds with it: what is written may be wider, or only a part."""
    shapes = tools.shapes
    if use.role == "replace_property":
        kept = value_schema(shapes, schema_given(operation, shapes) or True, use.given)
    is_certain = use.role == "delete_property" or shapes.compatible(shapes.without_null(kept), shown)
    return None if is_certain and use.role != "update_property" else tools.shown(shown)


def _stand_in(use: PropertyUse, operation: Operation, candidate: Candidate, tools: Tools) -> tuple[JSON, ...]:
    """What is shown where a row has no value: null, or an object that says nothing; an example if it cannot be missing.

    What can be taken away is not found any more.
    """
    raw = schema_shown(operation, tools.shapes)
    if raw is None:
        return ()
    shown, may_miss = value_schema(tools.shapes, raw, use.shown or ()), may_be_missing(operation)
    if tools.shapes.nullable(shown):
        return (None,)
    goes = any(each.role == "delete_property" and each.place == use.place for each in candidate.properties.values())
    if tools.shapes.is_object(shown) and tools.admits(shown, {}) and not (goes and may_miss):
        return ({},)
    example = tools.sampler(shown)
    return () if may_miss or example is tools.nothing else (example,)
