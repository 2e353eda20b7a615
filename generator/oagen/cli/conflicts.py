"""Show conflicts: where they are, what each side says there, and which options settle them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from oagen.cli.console import Report, count

if TYPE_CHECKING:
    from oagen.project import Conflict

_OPTIONS = ("markers", "ours", "theirs")


def listed_conflicts(conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    """Conflicts as plain values."""
    return [
        {
            "path": conflict.path,
            "reason": conflict.reason,
            "lines": list(conflict.lines),
            "diff": conflict.diff,
            "settled_by": [str(option) for option in conflict.settled_by],
        }
        for conflict in conflicts
    ]


def report_conflicts(report: Report, conflicts: Sequence[Conflict]) -> None:
    """Every conflict, and what to do about all of them."""
    for conflict in conflicts:
        places = ", ".join(f"{conflict.path}:{line}" for line in conflict.lines) or conflict.path
        report.say(f"{places}: {conflict.reason}")
        if conflict.diff:
            report.say(conflict.diff)
    for line in _advice(conflicts):
        report.say(line)


def _advice(conflicts: Sequence[Conflict]) -> Iterator[str]:
    refused = f"\nNothing was written: {count(len(conflicts), 'conflict')}."
    common = [option for option in _OPTIONS if all(option in conflict.settled_by for conflict in conflicts)]
    meanings = _meanings(conflicts, common)
    if meanings:
        yield f"{refused} Settle {'it' if len(conflicts) == 1 else 'them'} with"
        yield from (f"  --conflicts={option:8} {meaning}" for option, meaning in meanings.items())
        return
    yield f"{refused} No option settles all of them:"
    for option in _OPTIONS:
        paths = [conflict.path for conflict in conflicts if option in conflict.settled_by]
        if paths:
            yield f"  --conflicts={option:8} would do for {', '.join(paths)}"
    yield "Take your edits of the others back first."


def _meanings(conflicts: Sequence[Conflict], options: Sequence[str]) -> dict[str, str]:
    """What the options do to these conflicts; markers only where there are lines to put them between."""
    marked = [bool(conflict.lines) for conflict in conflicts]
    where = "in these places" if all(marked) else "in these places and files" if any(marked) else "in these files"
    meanings = {
        "markers": "write both texts, between markers",
        "ours": f"keep your text {where}",
        "theirs": f"give your text up {where} for the generated one",
    }
    if not all(marked):
        meanings["markers"] += "; what has no lines to merge is written as the build has it"
    if not any(marked):
        meanings["markers"] = "write what the merge makes of them, for you to mend"
    plain = [option for option in options if option != "markers" or any(marked) or "theirs" not in options]
    return {option: meanings[option] for option in plain}
