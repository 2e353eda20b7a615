"""What a revision does, in words: notes for its reader, and warnings where data go or may stop it."""

from __future__ import annotations

from collections.abc import Iterator

from oagen.diagnostics import Diagnostic, Severity
from oagen.evolution.change import Change
from oagen.evolution.steps import Difference
from oagen.render.conversions import may_stop
from oagen.render.database import TableColumn
from oagen.render.revisions import value_code

_HINT = "Read {path} before it runs, and change it to what you mean: builds leave it alone from now on."


def notes(found: Difference) -> Iterator[str]:
    """Every change of the tables, a line each."""
    for table in found.gone:
        if table.name in found.renewed:
            yield f"makes {table.name} anew, without its rows: it has another key, or lies below what has"
        else:
            yield f"drops {table.name}, with all rows"
    yield from (f"creates {table.name}" for table in found.new if table.name not in found.renewed)
    for change in found.changes:
        yield from (f"{change.new.name}: {note}" for note in _notes(change))


def warnings(found: Difference, path: str) -> Iterator[Diagnostic]:
    """What a revision takes away, and what rows may stop it."""
    hint = _HINT.format(path=path)
    for table in found.gone:
        yield Diagnostic("drops-data", Severity.WARNING, f"{path} drops the rows of {table.name}", hint=hint)
    for change in found.changes:
        for column in change.dropped:
            message = f"{path} drops the values of {change.old.name}.{column.name}"
            yield Diagnostic("drops-data", Severity.WARNING, message, hint=hint)
        for obstacle in _obstacles(change):
            message = f"{path}: {change.new.name}.{obstacle}"
            yield Diagnostic("may-not-fit", Severity.WARNING, message, hint=hint)


def _notes(change: Change) -> Iterator[str]:
    fillers = {column.name: value_code(column) for column in change.filled}
    yield from (f"drops {column.name}, with its values" for column in change.dropped)
    for was, now in change.pairs:
        if was.name != now.name:
            yield f"{was.name} is called {now.name}"
    for column in change.added:
        note = f", which is {fillers[column.name]} in rows from before" if column.name in fillers else ""
        yield f"adds {column.name}{note}"
    for was, now in (*change.retyped, *change.converted):
        yield f"{now.name} is {_kind(now)}, and was {_kind(was)}"
    added = {column.name for column in change.added}
    for name, filler in fillers.items():
        if name not in added:
            yield f"{name} has to be there, and is {filler} where it was not"
    if change.counts_otherwise:
        yield f"SQLite may give a key out {'once only' if change.new.never_reuses_keys else 'again'}"
    yield from (f"{column.name} may be empty" for column in change.loosened)
    for reference in change.new.references:
        if reference not in change.old.references:
            yield f"{', '.join(reference.columns)} refers to {reference.table}"
    yield from (f"{unique[-1]} is unique" for unique in change.new.uniques if unique not in change.old.uniques)


def _obstacles(change: Change) -> Iterator[str]:
    """What rows can be there that the new table does not take: they stop the revision, and lose nothing."""
    for was, now in (pair for pair in change.converted if may_stop(*pair)):
        yield f"{now.name} is read as {_kind(now)}, and was {_kind(was)}"
    for was, now in change.pairs:
        if now.length and now.length < (was.length or now.length + 1):
            yield f"{now.name} takes {now.length} characters, and took {was.length or 'any number'}"
        if now.values and (not was.values or set(was.values) - set(now.values)):
            yield f"{now.name} takes no other values than {', '.join(now.values)}"
    for column in change.unfilled:
        yield f"{column.name} may not be empty, and nothing can be made up for rows from before"
    yield from (f"{unique[-1]} becomes unique" for unique in change.new.uniques if unique not in change.old.uniques)


def _kind(column: TableColumn) -> str:
    return f"string of {column.length}" if column.type == "string" else column.type
