"""The document stage: text in, `Document` out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from oagen.diagnostics import Diagnostic, Severity, has_errors
from oagen.document.bodiless import free_bodiless
from oagen.document.bundling import bundle
from oagen.document.defaults import check_defaults
from oagen.document.dialects import newer_words
from oagen.document.fetching import Network
from oagen.document.grammar import OPENAPI
from oagen.document.links import check_links
from oagen.document.mending import mend
from oagen.document.model import Document
from oagen.document.normal import normalise
from oagen.document.operations import Operations
from oagen.document.pointers import join
from oagen.document.positions import Positions
from oagen.document.problems import Problems, UnreadableError
from oagen.document.reading import find_root, read_file, read_root
from oagen.document.references import References, check_references
from oagen.document.schema_files import is_schema, says_something, schema_paths
from oagen.document.schema_sets import gather, name_of
from oagen.document.schemas import check_schemas
from oagen.document.servers import check_servers
from oagen.document.sources import Source
from oagen.document.structure import structural_flaws
from oagen.document.transport import drop_transport_parameters
from oagen.document.treatment import Patient
from oagen.document.upgrade import upgrade
from oagen.document.versions import grammar_of, is_legacy, read_version
from oagen.document.wording import describe
from oagen.english import words

# mending one flaw may uncover another, but not for ever
_MAX_ROUNDS = 6
# flaws of an object whose fields are of the right types all the same
_HARMLESS = frozenset(("required", "additionalProperties", "unevaluatedProperties", "uniqueItems", "pattern"))


def load_document(
    source: str | Path,
    *,
    text: bytes | None = None,
    strict: bool = False,
    overlays: Sequence[Path] = (),
    remote: bool = False,
) -> tuple[Document | None, list[Diagnostic]]:
    """Load an OpenAPI document, or JSON Schemas: a file, a folder, or `-` for standard input.

    A folder holds a root document, or else schemas. `text` is read instead of the file, if given. What is wrong but
    plainly meant is mended with a warning; `strict` makes an error of that. `overlays` are applied
    first. With `remote`, it and what it refers to may be on the network. There is no document when there are errors.
    """
    try:
        network = Network(str(source) if "://" in str(source) else "") if remote else None
        sources, left_out = _open(source, text, network)
    except UnreadableError as error:
        return None, error.diagnostics
    root = sources[0]
    positions = Positions(root)
    problems = Problems(positions.span, strict=strict)
    for each in sources:
        problems.include(each.warnings)
    problems.include(left_out)
    problems.include(_overlay(sources, overlays))
    if problems.broken:
        return None, problems.listed()
    if is_schema(root.value):
        tree, roots = gather(sources, _title_of(Path(source), sources), positions, problems)
        return _load_schemas(str(source), tree, roots, positions, problems)
    version = read_version(root.value, problems)
    if version is None:
        return None, problems.listed()
    grammar = grammar_of(version)
    bundle(root, grammar, positions, problems, network)
    patient = Patient(root.value, version)
    sound = _check_structure(patient, positions, problems)
    version = patient.version
    if version == "2.0":
        newer_words(root.value, problems)
    references = check_references(root.value, grammar, problems)
    if sound:
        Operations(root.value, version, references, positions, problems).check()
        check_schemas(root.value, grammar, references, problems)
        check_servers(root.value, problems)
        check_links(root.value, grammar, references, problems)
    if problems.broken:
        return None, problems.listed()
    return _finish(str(source), version, root.value, references, positions, problems)


def _open(source: str | Path, text: bytes | None, network: Network | None) -> tuple[list[Source], list[Diagnostic]]:
    """The root document, or the schemas of a folder that has none, and what is to say of its other files."""
    if network and text is None and "://" in str(source):
        return [Source(network.fetch(str(source)))], []
    folder = Path(source)
    if text is not None or not folder.is_dir() or find_root(folder):
        return [Source(read_root(source, text))], []
    schemas, left_out = [], []
    for path in schema_paths(folder):
        file = Source(read_file(path))
        if is_schema(file.value):
            schemas.append(file)
        else:
            message = "this is no JSON Schema, and is left out"
            left_out.append(Diagnostic("not-a-schema", Severity.WARNING, message, file.span("")))
    return schemas or [Source(read_root(source))], left_out


def _overlay(sources: list[Source], overlays: Sequence[Path]) -> list[Diagnostic]:
    """Apply overlays to the root document, in their order."""
    if not overlays:
        return []
    from oagen.document.overlays import apply_overlay  # noqa: PLC0415 - JSONPath, which few need, is slow to import

    found: list[Diagnostic] = []
    if len(sources) > 1:
        message = "an overlay changes one document, and the folder holds several schemas"
        return [Diagnostic("no-root-document", Severity.ERROR, message, sources[0].span(""))]
    for path in overlays:
        try:
            overlay = Source(read_file(path))
        except UnreadableError as error:
            return [*found, *error.diagnostics]
        found += [*overlay.warnings, *apply_overlay(sources[0], overlay)]
    return found


def _title_of(source: Path, sources: list[Source]) -> str:
    """What to call the service: as the one schema says that only holds others, else as the file or the folder."""
    root = sources[0].value
    if len(sources) == 1 and isinstance(title := root.get("title"), str) and title and not says_something(root):
        return title
    name = name_of(sources[0]) if len(sources) == 1 else source.absolute().resolve().name
    return " ".join(word.capitalize() for word in words(name)) or "Service"


def _load_schemas(
    path: str, tree: dict[str, Any], roots: frozenset[str], positions: Positions, problems: Problems
) -> tuple[Document | None, list[Diagnostic]]:
    """Check gathered schemas as those of a document are checked."""
    if problems.broken:
        return None, problems.listed()
    references = check_references(tree, OPENAPI, problems)
    if _check_structure(Patient(tree, tree["openapi"]), positions, problems):
        check_schemas(tree, OPENAPI, references, problems)
    if problems.broken:
        return None, problems.listed()
    return _finish(path, tree["openapi"], tree, references, positions, problems, root_schemas=roots)


def _finish(
    path: str,
    version: str,
    tree: dict[str, Any],
    references: References,
    positions: Positions,
    problems: Problems,
    *,
    root_schemas: frozenset[str] | None = None,
) -> tuple[Document | None, list[Diagnostic]]:
    """Upgrade and normalise a document that is valid."""
    if version == "2.0":
        positions = Positions(positions)
        tree = upgrade(tree, references, positions)
        problems.relocate(positions.span)
    free_bodiless(tree, References(tree, OPENAPI), problems)
    drop_transport_parameters(tree, References(tree, OPENAPI), problems)
    places = Positions(positions)
    normal, stated = normalise(tree, legacy=is_legacy(version), positions=places, problems=problems)
    check_defaults(normal.get("components", {}).get("schemas", {}), stated, problems)
    found = problems.listed()
    if has_errors(found):
        return None, found
    return Document(path, version, tree, normal, root_schemas, places), found


def _check_structure(patient: Patient, positions: Positions, problems: Problems) -> bool:
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
                problems.mend(done.code, join(*flaw.parts, *filter(None, (done.name,))), done.message)
                for new, old in done.moved.items():
                    positions.moved(new, old)
        if not mended:
            for flaw in flaws:
                for parts, code, message, hint in describe(flaw):
                    problems.error(code, join(*parts), message, hint)
            return all(flaw.keyword in _HARMLESS for flaw in flaws)
    return False
