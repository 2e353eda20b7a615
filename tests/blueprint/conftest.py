"""Blueprints of small documents."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent, indent

import pytest
from oagen.blueprint import build_blueprint
from oagen.blueprint.model import Blueprint
from oagen.contract import build_contract
from oagen.diagnostics import Diagnostic
from oagen.document import load_document

HEAD = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
"""


@pytest.fixture
def blueprint() -> Callable[..., Blueprint]:
    """A maker of blueprints: it takes the `paths` and the component schemas of a document as YAML.

    Into a list for what is `found`, it puts the diagnostics of blueprints.
    """

    def make(paths: str, schemas: str, found: list[Diagnostic] | None = None) -> Blueprint:
        text = (
            f"{HEAD}paths:\n{indent(dedent(paths), '  ')}\ncomponents:\n  schemas:\n{indent(dedent(schemas), '    ')}\n"
        )
        document, told = load_document("shop.yaml", text=text.encode())
        assert document is not None, [str(d) for d in told]
        contract, told = build_contract(document)
        assert contract is not None, [str(d) for d in told]
        made, told = build_blueprint(contract)
        if found is not None:
            found += told
        return made

    return make
