"""What a revision does, in words: notes for its reader, and warnings where data go or come, or may stop it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oagen.diagnostics import Diagnostic, Severity
from oagen.evolution.change import Change, Pair
from oagen.evolution.narrowing import Comparison
from oagen.evolution.steps import Difference
from oagen.render.conversions import kind, may_stop
from oagen.render.database import TableColumn
from oagen.render.overflows import kind_taken
from oagen.render.revisions import value_code

_HINT = "Read {path} before it runs, and change it to what you mean: builds leave it alone from now on."
_UNTOUCHED = "No revision changes such values: correct them, or take back what is narrower."
_DROPS, _DROPS_UNDECLARED, _INVENTS, _MAY_NOT_FIT = "drops-data", "drops-undeclared", "invents-data", "may-not-fit"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a change; `code` is that of a warning, where its reader has to think."""

    sentence: str
    code: str = ""


def notes(found: Difference) -> Iterator[str]:
    """Every change of the tables, a line each."""
    yield from (remark.sentence for remark in _remarks(found))


def warnings(found: Difference, path: str) -> Iterator[Diagnostic]:
    """What a revision takes away or makes up, and what rows may stop it."""
    hint = _HINT.format(path=path)
    for remark in _remarks(found):
        if remark.code:
            yield Diagnostic(remark.code, Severity.WARNING, f"{path}: {remark.sentence}", hint=hint)


def narrowings(found: Difference, comparison: Comparison) -> Iterator[Diagnostic]:
    """What values rows may have that their properties cannot have any more, where no column shows it."""
    for change in found.changes:
        for was, now in change.pairs:
            for place, keyword in _narrower(was, now, comparison):
                what = "has to be there" if keyword == "required" else f"has a narrower {keyword}"
                message = f"{change.new.name}.{now.name}{place} {what}: rows may not fit"
                yield Diagnostic(_MAY_NOT_FIT, Severity.WARNING, message, hint=_UNTOUCHED)


def _narrower(was: TableColumn, now: TableColumn, comparison: Comparison) -> Iterator[tuple[str, str]]:
    """The same of one column, but for what its revision tells."""
    if was.schema is None or now.schema is None or kind(was) != kind(now):
        return
    told = [("", "maxLength")] * bool(now.length) + [("", "enum")] * bool(now.values)
    told += [("", "type")] * ("null" in was.types and "null" not in now.types)
    yield from (each for each in comparison.narrower(was.schema, now.schema) if each not in told)


def _remarks(found: Difference) -> Iterator[Remark]:
    for table in found.gone:
        if table.name in found.renewed:
            sentence = f"{table.name} is made anew, without its rows: it has another key, or lies below what has"
        else:
            sentence = f"{table.name} is dropped, with all rows"
        yield Remark(sentence, _DROPS)
    yield from (Remark(f"{table.name} is new") for table in found.new if table.name not in found.renewed)
    for change in found.changes:
        yield from (Remark(f"{change.new.name}.{each.sentence}", each.code) for each in _of_columns(change))
        if change.counts_otherwise:
            again = "once only" if change.new.never_reuses_keys else "again"
            yield Remark(f"{change.new.name}: SQLite may give a key out {again}")


def _of_columns(change: Change) -> Iterator[Remark]:
    for column in change.dropped:  # what a column repeats stays, inside the document
        lost = Remark(f"{column.name} is dropped, with its values", _DROPS)
        yield Remark(f"{column.name} is dropped") if column.place else lost
    yield from (Remark(f"{was.name} is called {now.name}") for was, now in change.pairs if was.name != now.name)
    yield from _of_values(change)
    for pair in change.pairs:
        yield from _of_type(change, pair)
    for column in change.without_null:
        yield Remark(f"{column.name} may not be null: where it was, it is missing", _MAY_NOT_FIT)
    yield from (Remark(f"{column.name} may be empty") for column in change.loosened)
    for column in change.unfilled:
        sentence = f"{column.name} may not be empty, and nothing can be made up for rows from before"
        yield Remark(sentence, _MAY_NOT_FIT)
    yield from _of_constraints(change)


def _of_values(change: Change) -> Iterator[Remark]:
    """What is new, and what rows from before have there: what they held undeclared, else what is made up."""
    fillers = {column.name: value_code(column) for column in change.filled}
    added = {column.name for column in change.added}
    for column in change.named:
        given = "" if column.name in added else _DROPS
        yield Remark(f"{column.name} is made of keys: {column.named}", given)
    for column in change.added:
        repeats = f", and repeats {'.'.join(column.place)}" if column.place else ""
        yield Remark(f"{column.name} is new{repeats}")
    for was, column in change.taken_in:
        if was is None:
            yield _of_undeclared(column)
    for name, filler in fillers.items():
        without = "rows from before" if name in added else "rows without it"
        yield Remark(f"{name} has to be there, and is {filler} in {without}", _INVENTS)


def _of_undeclared(column: TableColumn) -> Remark:
    sentence = f"{column.name} takes what rows hold of it undeclared"
    kind = kind_taken(column)
    return Remark(f"{sentence}, and drops what is not {kind}", _DROPS_UNDECLARED) if kind else Remark(sentence)


def _of_type(change: Change, pair: Pair) -> Iterator[Remark]:
    """What rows can be there that the new type does not take: they stop the revision, and lose nothing."""
    was, now = pair
    is_shorter = bool(now.length and now.length < (was.length or now.length + 1))
    if pair in change.converted and may_stop(was, now):
        yield Remark(f"{now.name} is read as {_kind(now)}, and was {_kind(was)}", _MAY_NOT_FIT)
    elif pair in change.converted or (pair in change.retyped and not is_shorter):
        yield Remark(f"{now.name} is {_kind(now)}, and was {_kind(was)}")
    if is_shorter:
        took = was.length or "any number"
        yield Remark(f"{now.name} takes {now.length} characters, and took {took}", _MAY_NOT_FIT)
    if now.values and (not was.values or set(was.values) - set(now.values)):
        yield Remark(f"{now.name} takes no other values than {', '.join(now.values)}", _MAY_NOT_FIT)


def _of_constraints(change: Change) -> Iterator[Remark]:
    held = {column.name for _, column in (*change.taken_in, *change.pairs)}
    led = {(reference.columns, reference.table) for reference in change.old.references}
    for reference in change.new.references:
        if reference not in change.old.references:
            sentence = f"{', '.join(reference.columns)} refers to {reference.table}"
            leads_on = held.isdisjoint(reference.columns) or (reference.columns, reference.table) in led
            yield Remark(sentence, "" if leads_on else _MAY_NOT_FIT)
    for unique in change.new.uniques:
        if unique not in change.old.uniques:
            yield Remark(f"{unique[-1]} becomes unique", _MAY_NOT_FIT)


def _kind(column: TableColumn) -> str:
    return f"string of {column.length}" if column.type == "string" else column.type
