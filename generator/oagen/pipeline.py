"""The stages in a row: document → contract → blueprint → files. Pure but for the reading of the document.

JSON Schemas take a step more: a contract is derived from them, and is then read like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from oagen.blueprint import build_blueprint
from oagen.blueprint.model import Blueprint
from oagen.contract import build_contract
from oagen.contract.model import Contract
from oagen.derivation import Decision, derive
from oagen.diagnostics import Diagnostic, has_errors
from oagen.document import Document, load_document
from oagen.render import render, warm_up
from oagen.render.contract_files import openapi_yaml
from oagen.settings import Features, Settings

DERIVED = "contract.yaml"  # where the project keeps a derived contract
_ABOUT_DERIVED = b"""\
# oagen derived this contract from JSON Schemas. From here on it is yours: edit it, and build from it or from the
# schemas again; changes of the schemas are merged into your edits.
"""


@dataclass(frozen=True, slots=True)
class Input:
    """A document and how to read it. `text` is read instead of the file when it is given."""

    path: str
    text: bytes | None = None
    completion: bool = True
    strict: bool = False
    overlays: tuple[Path, ...] = ()
    remote: bool = False  # whether the document, and what it refers to, may be on the network


@dataclass(frozen=True, slots=True)
class Derived:
    """A contract that was derived from schemas, as text, and why it is as it is."""

    text: bytes = field(repr=False)
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """The service that a document asks for; `derived` if the document was JSON Schemas."""

    blueprint: Blueprint
    derived: Derived | None


@dataclass(frozen=True, slots=True)
class Build:
    """A service, ready to be written: relative path → content."""

    blueprint: Blueprint
    files: Mapping[str, bytes] = field(repr=False)
    derived: Derived | None = None
    contract: bytes | None = field(default=None, repr=False)  # the derived contract, with its owner's edits


def make_document(source: Input) -> tuple[Document | None, Derived | None, list[Diagnostic]]:
    """The document, or the one derived from schemas; None when errors stop it."""
    document, diagnostics = load_document(
        source.path, text=source.text, strict=source.strict, overlays=source.overlays, remote=source.remote
    )
    if document is None or document.root_schemas is None:
        return document, None, diagnostics
    derivation, found = derive(document)
    diagnostics = [*diagnostics, *found]
    if derivation is None:
        return None, None, diagnostics
    text = _ABOUT_DERIVED + openapi_yaml(derivation.contract)
    document, found = load_document(DERIVED, text=text)
    return document, Derived(text, derivation.decisions), [*diagnostics, *found]


def make_contract(source: Input, features: Features | None = None) -> tuple[Contract | None, list[Diagnostic]]:
    """The served contract of a document; None when errors stop it. What `features` can answer is part of it."""
    document, _, diagnostics = make_document(source)
    if document is None:
        return None, diagnostics
    contract, found = _served(document, source, features)
    return contract, [*diagnostics, *found]


def make_plan(source: Input, features: Features | None = None) -> tuple[Planned | None, list[Diagnostic]]:
    """The service that a document asks for; None when errors stop it."""
    document, derived, diagnostics = make_document(source)
    if document is None:
        return None, diagnostics
    contract, found = _served(document, source, features)
    diagnostics = [*diagnostics, *found]
    if contract is None or has_errors(diagnostics):
        return None, diagnostics
    blueprint, found = build_blueprint(contract)
    located = [replace(each, span=each.span or document.span(each.pointer)) for each in found]
    return Planned(blueprint, derived), [*diagnostics, *located]


def make_build(source: Input, settings: Settings | None = None) -> tuple[Build | None, list[Diagnostic]]:
    """All files of the service, a derived contract among them; None when errors stop it."""
    features = (settings or Settings()).features
    warm_up()
    planned, diagnostics = make_plan(source, features)
    if planned is None or has_errors(diagnostics):
        return None, diagnostics
    files, found = render(planned.blueprint, features)
    diagnostics = [*diagnostics, *found]
    if has_errors(diagnostics):
        return None, diagnostics
    if planned.derived is None:
        return Build(planned.blueprint, files), diagnostics
    text = planned.derived.text
    return Build(planned.blueprint, {**files, DERIVED: text}, planned.derived, text), diagnostics


def make_edited_build(
    source: Input, derived: Derived, text: bytes, settings: Settings | None = None
) -> tuple[Build | None, list[Diagnostic]]:
    """The same from a derived contract as its owner has edited it; `derived` stays what the next edits start from."""
    build, diagnostics = make_build(replace(source, path=DERIVED, text=text, overlays=()), settings)
    if build is None:
        return None, diagnostics
    return Build(build.blueprint, {**build.files, DERIVED: derived.text}, derived, text), diagnostics


def _served(document: Document, source: Input, features: Features | None) -> tuple[Contract | None, list[Diagnostic]]:
    limited = features is not None and features.rate_limiting
    return build_contract(document, completion=source.completion, limited=limited)
