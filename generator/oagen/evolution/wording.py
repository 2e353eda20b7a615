"""What a revision does, in words: notes for its reader, and warnings where data go or may stop it."""

from __future__ import annotations

from collections.abc import Iterator

from oagen.diagnostics import Diagnostic, Severity
from oagen.evolution import steps
from oagen.evolution.steps import Difference
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import value_code

_HINT = "Read {path} before it runs, and change it to what you mean: builds leave it alone from now on."


def notes(found: Difference) -> Iterator[str]:
    """Every change of the tables, a line each."""
    for table in found.gone:
        yield (
            f"drops {table.name}, with all rows"
            if table.name not in found.renewed
            else (f"makes {table.name} anew, without its rows: it has another key")
        )
    yield from (f"creates {table.name}" for table in found.new if table.name not in found.renewed)
    for old, new in found.changed:
        yield from (f"{new.name}: {change}" for change in _changes(old, new))


def warnings(found: Difference, path: str) -> Iterator[Diagnostic]:
    """What a revision takes away, and what rows may stop it."""
    hint = _HINT.format(path=path)
    for table in found.gone:
        yield Diagnostic("drops-data", Severity.WARNING, f"{path} drops the rows of {table.name}", hint=hint)
    for old, new in found.changed:
        for message in _losses(old, new):
            yield Diagnostic("drops-data", Severity.WARNING, f"{path} {message}", hint=hint)
        for message in _obstacles(old, new):
            yield Diagnostic("may-not-fit", Severity.WARNING, f"{path}: {message}", hint=hint)


def _changes(old: Table, new: Table) -> Iterator[str]:
    fillers = {column.name: value_code(column) for column in steps.filled(old, new)}
    for column in steps.added(old, new):
        note = f", which is {fillers[column.name]} in rows from before" if column.name in fillers else ""
        yield f"adds {column.name}{note}"
    for column in steps.dropped(old, new):
        yield f"drops {column.name}, with its values"
    for was, now in steps.altered(old, new):
        if _kind(was) != _kind(now):
            yield f"{now.name} is {_kind(now)}, and was {_kind(was)}"
        if was.nullable != now.nullable:
            note = f", and gets {fillers[now.name]} where it was" if now.name in fillers else ""
            yield f"{now.name} may {'' if now.nullable else 'not '}be empty{note}"
    for reference in new.references:
        if reference not in old.references:
            yield f"{', '.join(reference.columns)} refers to {reference.table}"
    yield from (f"{unique[1]} is unique" for unique in new.uniques if unique not in old.uniques)


def _losses(old: Table, new: Table) -> Iterator[str]:
    yield from (f"drops the values of {new.name}.{column.name}" for column in steps.dropped(old, new))


def _obstacles(old: Table, new: Table) -> Iterator[str]:
    """What rows can be there that the new table does not take: they stop the revision, and lose nothing."""
    for was, now in steps.altered(old, new):
        if was.type != now.type and {was.type, now.type} != {"string", "text"}:
            yield f"the values of {new.name}.{now.name} are read as {_kind(now)}, and were {_kind(was)}"
        if now.length and now.length < (was.length or now.length + 1):
            yield f"{new.name}.{now.name} takes {now.length} characters, and took {was.length or 'any number'}"
    added = {column.name for column in steps.added(old, new)}
    filled = {column.name for column in steps.filled(old, new)}
    for column in new.columns:
        if column.name in added and not column.nullable and column.name not in filled:
            yield f"{new.name}.{column.name} may not be empty, and nothing can be made up for rows from before"
    yield from (f"{new.name}.{unique[1]} becomes unique" for unique in new.uniques if unique not in old.uniques)
    former = {column.name: column.values for column in old.columns}
    for column in new.columns:
        known = former.get(column.name)
        if column.values and known is not None and (not known or set(known) - set(column.values)):
            yield f"{new.name}.{column.name} takes no other values than {', '.join(column.values)}"


def _kind(column: TableColumn) -> str:
    return f"string of {column.length}" if column.type == "string" else column.type
