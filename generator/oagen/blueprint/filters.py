"""Filters: which property of the documents a parameter is about, and how it is compared."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from oagen.blueprint.cursors import SINCE_KEYS
from oagen.blueprint.inner_columns import names_of, plain_names
from oagen.blueprint.model import Column, Field
from oagen.blueprint.naming import normal, singular, snake, words
from oagen.blueprint.shapes import Raw, Shapes
from oagen.blueprint.spans import bound_of, happening
from oagen.blueprint.text_searches import columns_called, comparison_said, description_of, searched_columns
from oagen.blueprint.values import is_comparable
from oagen.contract.model import JSON, Parameter

_BOUNDS = frozenset({"ge", "le", "gt", "lt"})
# Operators of a list of values, or of what a list in a document holds, by what the name of the parameter says.
_OF_SCALARS = _BOUNDS | {"eq", "ne", "contains", "prefix"}
_OF_VALUES = {"eq": "in", "in": "in", "ne": "not_in", "not_in": "not_in"}
_OF_MEMBERS = {"eq": "has", "in": "has", "contains": "has", "has_all": "has_all"}
_AFFIXES = (
    (re.compile(r"^(?P<name>.+?)[_.\-]*on[_.\-]?or[_.\-]?after$", re.I), "ge"),
    (re.compile(r"^(?P<name>.+?)[_.\-]*on[_.\-]?or[_.\-]?before$", re.I), "le"),
    (re.compile(r"^(?P<name>.+?)[_.\-]*(gte|from|min|since|start)$", re.I), "ge"),
    (re.compile(r"^(?P<name>.+?)[_.\-]*(lte|to|max|until|end)$", re.I), "le"),
    (re.compile(r"^(?P<name>.+?)[_.\-]+ge$", re.I), "ge"),
    (re.compile(r"^(?P<name>.+?)[_.\-]+le$", re.I), "le"),
    (re.compile(r"^(?P<name>.+?)[_.\-]*(gt|after)$", re.I), "gt"),
    (re.compile(r"^(?P<name>.+?)[_.\-]*(lt|before)$", re.I), "lt"),
    (re.compile(r"^min(imum)?[_.\-]*(?P<name>.+)$", re.I), "ge"),
    (re.compile(r"^max(imum)?[_.\-]*(?P<name>.+)$", re.I), "le"),
    (re.compile(r"^(?P<name>.+?)[_.\-]*(i?contains|i?like)$", re.I), "contains"),
    (re.compile(r"^(?P<name>.+?)[_.\-]*(prefix|i?starts_?with)$", re.I), "prefix"),
    (re.compile(r"^(?P<name>.+?)[_.\-]*(filter|eq)$", re.I), "eq"),
    (re.compile(r"^(?P<name>.+?)(?:[_.\-]+(nin|not_?in)|NotIn)$"), "not_in"),
    (re.compile(r"^(?P<name>.+?)[_.\-]*(in|[_.\-]any|Any)$"), "in"),
    (re.compile(r"^(?P<name>.+?)(?:[_.\-]+(has_?)?all|All)$"), "has_all"),
    (re.compile(r"^(?P<name>.+?)(?:[_.\-]+(ne|neq|not)|Neq?|Not)$"), "ne"),
    (re.compile(r"^(?:not|excluding|excluded?|except)(?:[_.\-]+|(?=[A-Z]))(?P<name>.+)$"), "ne"),
    (re.compile(r"^has(?:[_.\-]+|(?=[A-Z]))(?P<name>.+)$"), "given"),
    (re.compile(r"^(?P<name>.+?)(?:[_.\-]+exists|Exists)$"), "given"),
)  # fmt: skip
_BRACKETS = re.compile(r"[\[\]]+")
_GROUP = re.compile(r"^(filters?|where)[_.](?P<name>.+)$", re.I)
_TIME_AFFIXES = (("", ""), ("", "at"), ("", "date"), ("", "on"), ("date", ""), ("dateof", ""), ("", "time"))
_SYNONYMS = {"modified": "updated", "changed": "updated", "added": "created", "born": "birth"}
# What a property may say behind what it measures, and a bound of it does not.
_UNITS = frozenset(
    "kg g mg lb lbs oz t km m cm mm mi ft in l ml s sec secs seconds ms min mins minutes h hours d days weeks months "
    "years cents usd eur gbp chf percent pct bytes kb mb gb tb celsius fahrenheit c f w kw kwh v a hz px".split()
)
# Flags of lists that show what is deleted, too.
WITH_DELETED = frozenset({"includedeleted", "withdeleted", "showdeleted", "includeremoved", "withtrashed"})
_EVERYTHING = frozenset({"all", "any", "everything", "both"})  # values that leave nothing out
_COMMAS = re.compile(r"\b(comma|,)[ -]?(separated|delimited)|\bseparated by commas?\b", re.IGNORECASE)
_ALL = re.compile(
    r"\ball of\b|\bevery\b|\ball (the|these|those|given|listed|specified|selected)\b"
    r"|(?<!\bnot )\ball (must|have to|need to)\b|\b(have|has|having|match|matches|matching|carry|with) all\b"
    r"|\blogical and\b|\banded\b|\bcombined (by|using|with) and\b",
    re.IGNORECASE,
)
_ORDERED = frozenset({"integer", "numeric", "double", "date", "datetime"})
_SCALARS = frozenset({"string", "integer", "number", "boolean"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a filter does: see `Argument`."""

    column: Column
    operator: str
    also: tuple[str, ...] = ()
    everything: tuple[JSON, ...] = ()
    splits: bool = False


class Filters:
    """What parameters mean to a list of documents with these fields, and these `inner` ones inside their objects.

    `entered` are times that rows have only once they are in some state; `is_spanned` says that both ends of a span are
    asked for.
    """

    def __init__(
        self,
        shapes: Shapes,
        fields: Sequence[Field],
        inner: Sequence[Field] = (),
        *,
        entered: Collection[str] = (),
        is_spanned: bool = False,
    ) -> None:
        self._shapes = shapes
        self._entered = entered
        self._is_spanned = is_spanned
        self._fields = fields
        self._inner = inner
        self._columns = {_key(field.property): field.column for field in fields}
        self._inside = {_key(name): column for name, column in plain_names(inner).items()}
        self._inside |= {_key(name): field.column for field in inner for name in names_of(field)}
        self._lists = dict(self._scalar_lists())

    def of(self, parameter: Parameter) -> Comparison | None:
        """What a parameter compares, and how; None if it is about nothing that the documents have."""
        raw = parameter.schema.raw
        if normal(parameter.name) in WITH_DELETED and self._shapes.types(raw) - {"null"} == {"boolean"}:
            marks = (field.column for field in self._fields if field.column.deletes)
            return next((Comparison(mark, "with_deleted") for mark in marks), None)
        if normal(parameter.name) in SINCE_KEYS:
            keys = [field.column for field in self._fields if field.column.primary_key and field.property]
            return Comparison(keys[0], "gt") if len(keys) == 1 and is_comparable(self._shapes, raw, keys[0]) else None
        said = description_of(self._shapes, parameter)
        if not self._called(parameter.name):
            searched = searched_columns(self._shapes, parameter, self._fields)
            if searched:
                return Comparison(searched[0], "contains", tuple(column.name for column in searched[1:]))
        found = (self._reading(name, operator, raw, said) for name, operator in _readings(parameter.name))
        return next(filter(None, found), None) or self._of_any(parameter, said) or self._bound(parameter)

    @property
    def made_at(self) -> str:
        """The property that tells when a document was made; "" for none."""
        told = (field.property for field in self._fields if field.generated == "created_at" and field.property)
        return next(told, "") or self.property_of("created")

    @property
    def newest_by(self) -> str:
        """By what documents are newer than others: when that happened which they tell of, else when they were made."""
        return happening(self._fields) or self.made_at

    def has(self, name: str) -> bool:
        """Whether documents have a property of that name."""
        return _key(name) in self._columns or _key(name) in self._inside

    def property_of(self, name: str) -> str:
        """The property of which a name speaks; "" for none that rows can be sorted by."""
        column = self._named(name)
        return (column.property or ".".join(column.place)) if column and column.type != "json" else ""

    def inner_column(self, name: str) -> str:
        """The column that repeats what a name speaks of, for rows to be sorted by; "" for none."""
        column = None if _key(name) in self._columns else self._inside.get(_key(name))
        return column.name if column and column.type != "json" else ""

    @property
    def wrapped(self) -> list[str]:
        """The columns that repeat what is spoken of as if it stood in the document itself."""
        spoken = (field.column.place[-1] for field in self._inner if len(names_of(field)) > 1)
        return list(dict.fromkeys(filter(None, map(self.inner_column, spoken))))

    def _reading(self, name: str, operator: str, raw: Raw, said: str) -> Comparison | None:
        """The comparison that one reading of a parameter's name stands for."""
        items = self._shapes.items(raw)
        is_text = items is None and self._shapes.types(raw) - {"null"} == {"string"}
        splits = is_text and (operator in ("in", "not_in") or bool(_COMMAS.search(said)))
        member = self._lists.get(_key(name))
        if member:
            column, kind = member
            wanted = "has_all" if operator in ("eq", "in") and _ALL.search(said) else _OF_MEMBERS.get(operator, "")
            alike = self._kind(raw if items is None else items) == kind
            return Comparison(column, wanted, splits=splits) if wanted and alike else None
        if items is not None or splits:
            return self._of_values(name, operator, raw if items is None else items, splits)
        if self._shapes.types(raw) - {"null"} == {"boolean"}:
            return self._of_flag(name, operator, raw)
        return self._of_value(name, operator, raw, said)

    def _of_value(self, name: str, operator: str, raw: Raw, said: str) -> Comparison | None:
        is_bound = operator in _BOUNDS
        column = (self._named(name) or self._measured(name)) if is_bound else self._called(name)
        if column is None or operator not in _OF_SCALARS or not is_comparable(self._shapes, raw, column):
            return None
        if is_bound and column.type not in _ORDERED:
            return None
        if operator == "eq" and not column.values and column.type in ("string", "text"):
            operator = comparison_said(said) or operator
        return Comparison(column, operator, everything=self._everything(raw, column))

    def _of_values(self, name: str, operator: str, item: Raw, splits: bool) -> Comparison | None:
        ones = (name, name.removesuffix("s"), singular(snake(name)))
        column = next((column for one in ones if (column := self._called(one))), None)
        if column is None or operator not in _OF_VALUES:
            return None
        alike = is_comparable(self._shapes, item, column) or (splits and column.type == "uuid")
        everything = self._everything(item, column)
        return Comparison(column, _OF_VALUES[operator], (), everything, splits) if alike else None

    def _of_flag(self, name: str, operator: str, raw: Raw) -> Comparison | None:
        """What a boolean says: whether a property is true, or whether it is there."""
        column = self._called(name)
        if operator == "given":
            return Comparison(column, "given") if column and column.nullable and column.type != "boolean" else None
        stem = normal(name)
        column = column or self._columns.get(f"is{stem}") or self._columns.get(stem.removeprefix("is"))
        if column is None or column.type != "boolean" or operator not in ("eq", "ne"):
            return None
        # who does not exclude something asks for nothing
        return Comparison(column, operator, everything=(False,) if operator == "ne" else ())

    def _of_any(self, parameter: Parameter, said: str) -> Comparison | None:
        """What a text is compared with that several properties are called after."""
        found = columns_called(self._shapes, parameter, self._fields)
        others = tuple(column.name for column in found[1:])
        return Comparison(found[0], comparison_said(said) or "eq", others) if found else None

    def _bound(self, parameter: Parameter) -> Comparison | None:
        times = [f for f in self._fields if f.property and f.column.type in ("date", "datetime")]
        alike = [f for f in times if is_comparable(self._shapes, parameter.schema.raw, f.column)]
        found = bound_of(parameter, alike, entered=self._entered, is_spanned=self._is_spanned)
        return Comparison(*found) if found else None

    def _called(self, name: str) -> Column | None:
        stem = _key(name)
        own = self._columns.get(stem)
        if own and own.type != "json":
            return own
        others = (known.get(name) for known in (self._columns, self._inside) for name in (f"{stem}id", stem))
        return next((column for column in others if column and column is not own), own)

    def _named(self, name: str) -> Column | None:
        stem = normal(name)
        stems = (stem, _SYNONYMS.get(stem, stem), stem.removesuffix("d"), stem.removesuffix("ed"))
        spelled = (f"{head}{each}{tail}" for each in stems for head, tail in _TIME_AFFIXES)
        names = tuple(spelled)
        found = (known[name] for known in (self._columns, self._inside) for name in names if name in known)
        return next(found, None)

    def _measured(self, name: str) -> Column | None:
        """The one column whose property has a unit behind the name."""
        stem = words(name)
        found = [
            field.column
            for field in self._fields
            if stem and (spelled := words(field.property))[:-1] == stem and spelled[-1] in _UNITS
        ]
        return found[0] if len(found) == 1 else None

    def _everything(self, raw: Raw, column: Column) -> tuple[JSON, ...]:
        """The values of a parameter that leave nothing out: those that say so, and that no document has."""
        values = self._shapes.annotation(raw, "enum")
        offered = values if isinstance(values, list) else []
        return tuple(v for v in offered if isinstance(v, str) and v.lower() in _EVERYTHING and v not in column.values)

    def _scalar_lists(self) -> Iterator[tuple[str, tuple[Column, str]]]:
        """What the lists of scalars may be called → their column, and the type of what they hold."""
        for field in (*self._inner, *self._fields):
            shown, kept = (self._list_of(schema.raw) for schema in (field.schema, field.kept))
            if field.column.type == "json" and shown and shown == kept:
                called = names_of(field) if field.column.place else (field.property,)
                names = (spelled for name in called for spelled in (name, singular(name)))
                yield from ((_key(name), (field.column, shown)) for name in names)

    def _list_of(self, raw: Raw) -> str:
        items = self._shapes.items(raw)
        is_list = self._shapes.types(raw) - {"null"} == {"array"}
        return self._kind(items) if is_list and items is not None else ""

    def _kind(self, raw: Raw) -> str:
        """The type of a scalar, where whole numbers are numbers; "" for anything else."""
        types = self._shapes.types(raw) - {"null"}
        kind = next(iter(types)) if len(types) == 1 and types <= _SCALARS else ""
        return "number" if kind == "integer" else kind


def _key(name: str) -> str:
    """What names are compared by; one that has no words which can be told apart stands for itself."""
    return normal(name) or name


def _readings(name: str) -> Iterator[tuple[str, str]]:
    """What a parameter's name may be made of: the name of a property, and an operator."""
    spelled = _BRACKETS.sub(".", name).strip(".")
    group = _GROUP.match(spelled)
    for each in (spelled, group["name"]) if group else (spelled,):
        yield each, "eq"
        yield from ((match["name"], operator) for pattern, operator in _AFFIXES if (match := pattern.match(each)))
