"""Rules for the templates: which properties of a resource are the server's, and where it takes them from."""

from __future__ import annotations

from oagen.blueprint.making import KeyFormat, PartField
from oagen.blueprint.model import Field, Resource
from oagen.render.quoting import py
from oagen.render.tables import counting_column

_SET_ONCE = frozenset({"uuid", "sequence", "text_key", "created_at", "created_by"})
_TIMES = frozenset({"created_at", "updated_at", "now"})
_AUTHORS = frozenset({"created_by", "updated_by"})
_AT_CHANGE = frozenset({"updated_at", "updated_by"})
_CLOCKS = {"": "timestamp", "s": "epoch_seconds", "ms": "epoch_milliseconds"}


def read_only_properties(resource: Resource) -> list[str]:
    """Properties that clients cannot set; a file that comes with a document is kept beside it."""
    shown = {f.property: f.read_only for f in resource.fields if f.property}
    files = {plan.content.part for plan in resource.operations if plan.content and plan.content.part} - shown.keys()
    return sorted({name for name, read_only in shown.items() if read_only} | files)


def fixed_properties(resource: Resource) -> list[str]:
    """Properties that clients may set once: the identity, and what the server sets if they do not."""
    identity = {key.column for key in resource.identity}
    return sorted(
        f.property
        for f in resource.fields
        if f.property and not f.read_only and (f.column.name in identity or f.generated in _SET_ONCE)
    )


def untold_properties(resource: Resource) -> list[str]:
    """Properties that others set, and that no document that replaces another has a place for."""
    bodies = [plan.body for plan in resource.operations if plan.role in ("replace", "upsert") and plan.body]
    fixed = {*read_only_properties(resource), *fixed_properties(resource)}
    lists = {field.property for field in resource.fields if field.held and field.held.stays}
    return sorted(({name for body in bodies if not body.into for name in body.untold} | lists) - fixed)


def overlaid_properties(resource: Resource) -> list[str]:
    """Objects of which a change may give a part."""
    return sorted({name for plan in resource.operations if plan.body for name in plan.body.overlaid})


def sources_on_create(resource: Resource) -> dict[str, str]:
    """Property → Python expression of what makes its value for a new document."""
    shown = {f.property: _source(resource, f) for f in resource.fields if f.property}
    shown |= {f.property: "key_of_nothing" for f in resource.fields if _is_key_of_another(f, resource)}
    return {name: source for name, source in shown.items() if source}


def _is_key_of_another(field: Field, resource: Resource) -> bool:
    """Whether the key that a body gives a row is that of another row."""
    column = field.column
    return (
        not resource.member
        and column.primary_key
        and column.foreign_key is not None
        and not (field.read_only or field.generated)
    )


def sources_on_change(resource: Resource) -> dict[str, str]:
    """Property → Python expression of what makes its value at every change."""
    return {f.property: _maker(f) for f in resource.fields if f.property and f.generated in _AT_CHANGE}


def sources_on_delete(resource: Resource) -> dict[str, str]:
    """Property → Python expression of what tells that a document is deleted."""
    marks = [f for f in resource.fields if f.column.deletes]
    return {f.property: "lambda: True" if f.column.type == "boolean" else _CLOCKS[f.unit] for f in marks}


def sources_of_parts(resource: Resource) -> dict[str, dict[str, str]]:
    """Path of objects inside a document → property → Python expression of what makes its value, or of its number."""
    return {
        py(path): {field.property: _part_source(field) for field in fields} for path, fields in resource.parts.items()
    }


def sources_of_kinds(resource: Resource) -> list[dict[str, str]]:
    """The arguments of every kind of document, with Python expressions of what makes values for it."""
    return [
        {
            "told_by": py(kind.told_by),
            "sources": f"{{{', '.join(f'{py(field.property)}: {_part_source(field)}' for field in kind.fields)}}}",
            "has": f"frozenset({py(kind.has)})",
        }
        for kind in resource.by_kind
        if any(each.fields for each in resource.by_kind)
    ]


def sources_of_keys(resource: Resource) -> dict[str, str]:
    """Column that no document shows → Python expression of what makes a key for it."""
    hidden = {f.column.name: _source(resource, f) for f in resource.fields if not f.property}
    return {name: source for name, source in hidden.items() if source}


def _source(resource: Resource, field: Field) -> str:
    if field.generated == "sequence":
        return "" if field.column.name == counting_column(resource) else "drawn_number"
    return _maker(field)


def _maker(field: Field | PartField) -> str:
    """What makes a value that depends on nothing; "" for nothing."""
    if field.generated == "text_key":
        form = field.key_format
        return _maker_of_keys(form) if form else "new_id"
    if field.generated in ("filler", "example"):
        return f"lambda: {py(field.filler)}"
    if field.generated in _TIMES:
        return _CLOCKS[field.unit]
    if field.generated in _AUTHORS:
        return "principal_name"
    return "new_id" if field.generated == "uuid" else ""


def _part_source(field: PartField) -> str:
    numbers = {"sequence": "Number.NEXT", "position": "Number.POSITION"}
    if field.generated in numbers:
        return numbers[field.generated]
    source = _maker(field)
    if field.generated in _AT_CHANGE:
        source = f"AtChange({source})"
    if not field.of_row:
        return source
    return f"OfRow({', '.join([*([source] if source else []), *(['is_key=True'] if field.is_key else [])])})"


def _maker_of_keys(form: KeyFormat) -> str:
    parts = [py(form.prefix), py(form.alphabet), str(form.length), *([py(form.suffix)] if form.suffix else [])]
    return f"partial(new_text_key, {', '.join(parts)})"
