"""The document stage: text in, `Document` out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oagen.diagnostics import Diagnostic, has_errors
from oagen.document.bundling import bundle
from oagen.document.defaults import check_defaults
from oagen.document.links import check_links
from oagen.document.mending import Patient, mend
from oagen.document.model import Document
from oagen.document.normal import normalise
from oagen.document.operations import Operations
from oagen.document.pointers import join
from oagen.document.positions import Positions
from oagen.document.problems import Problems, UnreadableError
from oagen.document.reading import read_root
from oagen.document.references import References, check_references
from oagen.document.schemas import check_schemas
from oagen.document.sources import Source
from oagen.document.structure import structural_flaws
from oagen.document.upgrade import upgrade
from oagen.document.versions import grammar_of, is_legacy, read_version
from oagen.document.wording import describe

# mending one flaw may uncover another, but not for ever
_MAX_ROUNDS = 6
# flaws of an object whose fields are of the right types all the same
_HARMLESS = frozenset(("required", "additionalProperties", "unevaluatedProperties", "uniqueItems", "pattern"))


def load_document(
    source: str | Path, *, text: bytes | None = None, strict: bool = False
) -> tuple[Document | None, list[Diagnostic]]:
    """Load an OpenAPI document: a file, a folder with a root document, or `-` for standard input.

    `text` is read instead of the file, if given. What is wrong but plainly meant is mended with a warning; `strict`
    makes an error of that. There is no document when there are errors.
    """
    try:
        root = Source(read_root(source, text))
    except UnreadableError as error:
        return None, error.diagnostics
    positions = Positions(root)
    problems = Problems(positions.span, strict=strict)
    problems.include(root.warnings)
    version = read_version(root.value, problems)
    if version is None:
        return None, problems.listed()
    grammar = grammar_of(version)
    bundle(root, grammar, positions, problems)
    patient = Patient(root.value, version)
    sound = _check_structure(patient, problems)
    version = patient.version
    references = check_references(root.value, grammar, problems)
    if sound:
        Operations(root.value, version, references, positions, problems).check()
        check_schemas(root.value, grammar, problems)
        check_links(root.value, grammar, references, problems)
    if problems.broken:
        return None, problems.listed()
    return _finish(str(source), version, root.value, references, positions, problems)


def _finish(
    path: str, version: str, tree: dict[str, Any], references: References, positions: Positions, problems: Problems
) -> tuple[Document | None, list[Diagnostic]]:
    """Upgrade and normalise a document that is valid."""
    if version == "2.0":
        positions = Positions(positions)
        tree = upgrade(tree, references, positions)
        problems.relocate(positions.span)
    places = Positions(positions)
    normal, stated = normalise(tree, legacy=is_legacy(version), positions=places, problems=problems)
    check_defaults(normal.get("components", {}).get("schemas", {}), stated, problems)
    found = problems.listed()
    if has_errors(found):
        return None, found
    return Document(path, version, tree, normal, places), found


def _check_structure(patient: Patient, problems: Problems) -> bool:
    """Compare with the official schema: mend what can be mended, and report the rest.

    Returns whether every object is of the type it should be, so that closer looks are safe.
    """
    for round_ in range(_MAX_ROUNDS):
        mended = 0
        # items are dropped from lists last: the places of other flaws depend on them
        flaws = sorted(structural_flaws(patient.tree, patient.version), key=lambda flaw: flaw.keyword == "uniqueItems")
        for flaw in flaws:
            done = mend(flaw, patient) if round_ < _MAX_ROUNDS - 1 else None
            if done is not None:
                mended += 1
                problems.mend(done.code, join(*flaw.parts), done.message)
        if not mended:
            for flaw in flaws:
                for parts, code, message, hint in describe(flaw):
                    problems.error(code, join(*parts), message, hint)
            return all(flaw.keyword in _HARMLESS for flaw in flaws)
    return False
