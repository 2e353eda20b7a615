"""A list that becomes the rows of another table loses its column, and a build says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
import yaml
from oagen.blueprint import build_blueprint
from oagen.contract import build_contract
from oagen.document import load_document
from oagen.evolution.steps import difference
from oagen.evolution.wording import warnings
from oagen.render.database import Table, tables_of
from oagen.render.revisions import first_revision
from running import later, run

DOCUMENT = Path(__file__).parent.parent / "features" / "lists.yaml"
BELOW = ("/orders/{orderId}/lines", "/carts/{cartId}/items")


def tables(*without: str) -> Sequence[Table]:
    """The tables of the document, without some of its paths."""
    raw = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
    raw["paths"] = {path: item for path, item in raw["paths"].items() if not path.startswith(without)}
    document, _ = load_document("lists.yaml", text=yaml.safe_dump(raw).encode())
    assert document is not None
    contract, _ = build_contract(document)
    assert contract is not None
    return tables_of(build_blueprint(contract)[0])


def test_a_list_that_becomes_rows_is_dropped_with_a_warning() -> None:
    before, after = tables(*BELOW), tables()
    with sa.create_engine("sqlite://").connect() as database:
        run(database, first_revision(before))
        run(database, later(before, after))
        columns = {column["name"] for column in sa.inspect(database).get_columns("orders")}
        assert "lines" not in columns
        assert "list_place" in {column["name"] for column in sa.inspect(database).get_columns("lines")}
        run(database, later(before, after), "downgrade")
    said = [warning.message for warning in warnings(difference(before, after), "r.py")]
    assert any("orders.lines is dropped, with its values" in each for each in said)
    assert any("carts.items is dropped, with its values" in each for each in said)
