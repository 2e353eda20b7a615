"""The stages in a row: document → contract → blueprint → files. Pure but for the reading of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oagen.blueprint import build_blueprint
from oagen.blueprint.model import Blueprint
from oagen.contract import build_contract
from oagen.contract.model import Contract
from oagen.diagnostics import Diagnostic, has_errors
from oagen.document import load_document
from oagen.render import render
from oagen.settings import Settings


@dataclass(frozen=True, slots=True)
class Input:
    """A document and how to read it. `text` is read instead of the file when it is given."""

    path: str
    text: bytes | None = None
    completion: bool = True
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Build:
    """A service, ready to be written: relative path → content."""

    blueprint: Blueprint
    files: Mapping[str, bytes] = field(repr=False)


def make_contract(source: Input) -> tuple[Contract | None, list[Diagnostic]]:
    """The served contract of a document; None when errors stop it."""
    document, diagnostics = load_document(source.path, text=source.text, strict=source.strict)
    if document is None:
        return None, diagnostics
    contract, found = build_contract(document, completion=source.completion)
    return contract, [*diagnostics, *found]


def make_blueprint(source: Input) -> tuple[Blueprint | None, list[Diagnostic]]:
    """The service that a document asks for; None when errors stop it."""
    contract, diagnostics = make_contract(source)
    if contract is None or has_errors(diagnostics):
        return None, diagnostics
    blueprint, found = build_blueprint(contract)
    return blueprint, [*diagnostics, *found]


def make_build(source: Input, settings: Settings | None = None) -> tuple[Build | None, list[Diagnostic]]:
    """All files of the service; None when errors stop it."""
    blueprint, diagnostics = make_blueprint(source)
    if blueprint is None or has_errors(diagnostics):
        return None, diagnostics
    files, found = render(blueprint, (settings or Settings()).features)
    diagnostics = [*diagnostics, *found]
    return (None if has_errors(diagnostics) else Build(blueprint, files)), diagnostics
