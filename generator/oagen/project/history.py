"""What the revisions of a project are, and which tables they make by the record of the last build.

.oagen/tables.json      the tables of the last build, as `evolution/` wrote them down
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oagen.diagnostics import Diagnostic, Severity, Span
from oagen.project.classes import is_history
from oagen.project.manifest import FOLDER, ManifestError, load_manifest
from oagen.project.plan import read_file
from oagen.project.swap import finish_pending

TABLES = f"{FOLDER}/tables.json"
_REVISIONS = "alembic/versions"


@dataclass(frozen=True, slots=True)
class History:
    """The ids of the revisions, the one that none follows, and the record of the tables."""

    revisions: frozenset[str]
    head: str
    tables: bytes = field(repr=False)


def load_history(target: Path, *, dry_run: bool = False) -> tuple[History | None, list[Diagnostic]]:
    """The revisions of a project, oagen's and its owner's; None where there are none."""
    folder = target / _REVISIONS
    try:
        if not dry_run:
            finish_pending(target)
        generated = {path for path in _generated(target) if is_history(path)}
        sources = {path: path.read_bytes() for path in sorted(folder.glob("*.py"))}
        tables = read_file(target / TABLES)
    except ManifestError as error:
        return None, [_error("damaged-manifest", str(target), str(error), "restore .oagen/ from version control")]
    except OSError as error:
        message = f"this cannot be read: {(error.strerror or str(error)).lower()}"
        return None, [_error("unreadable-revision", str(error.filename or folder), message)]
    revisions, problems = _read(sources)
    if problems:
        return None, problems
    if not revisions:
        return None, []
    missing = [path for path in sorted(generated) if not (target / path).is_file()]
    if missing:
        hint = "Take it back from version control; or remove all revisions, and the next build begins with a first one."
        message = "this revision was generated, and is gone"
        return None, [_error("missing-revision", str(target / path), message, hint) for path in missing]
    if tables is None:
        hint = "Take it back from version control."
        message = "there are revisions, and no record of the tables that they make"
        return None, [_error("missing-record", str(target / TABLES), message, hint)]
    heads = sorted(revisions.keys() - {down for downs in revisions.values() for down in downs})
    if len(heads) != 1:
        message = f"the revisions in {_REVISIONS} have several heads: {', '.join(heads)}"
        return None, [_error("several-heads", str(target / _REVISIONS), message, "Join them: alembic merge heads")]
    return History(frozenset(revisions), heads[0], tables), []


def _generated(target: Path) -> Iterator[str]:
    manifest = load_manifest(target)
    yield from manifest.files if manifest else ()


def _read(sources: Mapping[Path, bytes]) -> tuple[dict[str, tuple[str, ...]], list[Diagnostic]]:
    """Every revision with those that it follows; an error for each file that does not say what it is."""
    revisions, problems = {}, []
    for path, source in sources.items():
        try:
            identity, downs = _revision(source)
            if identity:
                revisions[identity] = downs
        except SyntaxError as error:
            problems.append(_unreadable(path, error))
    return revisions, problems


def _unreadable(path: Path, error: SyntaxError) -> Diagnostic:
    span = Span(str(path), error.lineno or 0, error.offset or 0)
    hint = "Mend it, or take it back from version control: the next revision follows it."
    message = f"this revision cannot be read: {error.msg}"
    return Diagnostic("unreadable-revision", Severity.ERROR, message, span, hint=hint)


def _revision(source: bytes) -> tuple[str, tuple[str, ...]]:
    """The id of a revision, and those that it follows; ("", ()) for a file that is none. Raises SyntaxError."""
    try:
        said = dict(_constants(ast.parse(source)))
    except ValueError as error:  # a NUL
        raise SyntaxError(str(error)) from error
    downs = said.get("down_revision")
    return str(said.get("revision") or ""), (downs,) if isinstance(downs, str) else tuple(map(str, downs or ()))


def _constants(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id in ("revision", "down_revision"):
            yield target.id, _constant(target.id, getattr(node, "value", None) or ast.Constant(None))


def _constant(name: str, value: ast.expr) -> Any:
    try:
        return ast.literal_eval(value)
    except ValueError:
        place = (None, getattr(value, "lineno", 0), getattr(value, "col_offset", 0) + 1, None)
        raise SyntaxError(f"`{name}` is not a plain value", place) from None


def _error(code: str, place: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, Span(place), hint=hint)
