"""Blueprints of small documents."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent, indent

import pytest
from oagen.blueprint import build_blueprint
from oagen.blueprint.model import Blueprint
from oagen.contract import build_contract
from oagen.document import load_document

HEAD = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
"""


@pytest.fixture
def blueprint() -> Callable[..., Blueprint]:
    """A maker of blueprints: it takes the `paths` and the component schemas of a document as YAML."""

    def make(paths: str, schemas: str) -> Blueprint:
        text = (
            f"{HEAD}paths:\n{indent(dedent(paths), '  ')}\ncomponents:\n  schemas:\n{indent(dedent(schemas), '    ')}\n"
        )
        document, found = load_document("shop.yaml", text=text.encode())
        assert document is not None, [str(d) for d in found]
        contract, found = build_contract(document)
        assert contract is not None, [str(d) for d in found]
        return build_blueprint(contract)[0]

    return make
