"""What a list shows of its rows is what they show themselves, as it is now."""

from __future__ import annotations

from typing import Any

from client import NOBODY, made, request, run
from sqlalchemy import event
from src.core.database import engine

Document = dict[str, Any]


async def _products() -> list[Document]:
    """Two products, one of which has a brand."""
    brand = await made("/brands", name="Acme")
    return [await made("/products", name="Tea", brandId=brand["id"]), await made("/products", name="Cup")]


def _given(*products: Document) -> list[Document]:
    return [{"productId": product["id"], "quantity": 1} for product in products]


def test_a_list_shows_what_its_rows_show() -> None:
    async def checks() -> None:
        tea, cup = await _products()
        assert (tea["brand"]["name"], cup["brand"]) == ("Acme", None)
        cart = await made("/carts", currency="EUR", items=_given(tea, cup))
        assert [item["product"] for item in cart["items"]] == [tea, cup]
        assert cart["itemCount"] == 2
        place = f"/carts/{cart['id']}"
        added = await made(f"{place}/items", productId=tea["id"], quantity=3)
        shown = (await request("GET", place)).json()
        assert shown == {**cart, "items": [*cart["items"], added], "itemCount": 3}
        assert (await request("GET", f"{place}/items")).json() == shown["items"]
        assert shown in (await request("GET", "/carts")).json()

        renamed = (await request("PUT", f"/products/{tea['id']}", json={"name": "Green tea"})).json()
        assert (renamed["id"], renamed["brand"]) == (tea["id"], None)
        shown = (await request("GET", place)).json()
        assert [item["product"]["name"] for item in shown["items"]] == ["Green tea", "Cup", "Green tea"]

    run(checks())


def test_rows_stay_what_they_are_whether_or_not_clients_give_back_what_they_show() -> None:
    async def checks() -> None:
        tea, cup = await _products()
        cart = await made("/carts", currency="EUR", items=_given(tea, cup))
        place = f"/carts/{cart['id']}"
        for items in (cart["items"], _given(tea, cup)):
            replaced = await request("PUT", place, json={"currency": "EUR", "items": items})
            assert (replaced.status_code, replaced.json()) == (200, cart)
        forged = [{**cart["items"][0], "product": cup}]
        (item,) = (await request("PUT", place, json={"currency": "EUR", "items": forged})).json()["items"]
        assert item["product"] == tea

    run(checks())


def test_what_a_list_refers_to_must_be_there() -> None:
    async def checks() -> None:
        (tea, _) = await _products()
        nobody = [{"productId": NOBODY, "quantity": 1}]
        assert (await request("POST", "/carts", json={"currency": "EUR", "items": nobody})).status_code == 404
        cart = await made("/carts", currency="EUR", items=_given(tea))
        answer = await request("PUT", f"/carts/{cart['id']}", json={"currency": "EUR", "items": nobody})
        assert answer.status_code == 404
        assert (await request("GET", f"/carts/{cart['id']}")).json() == cart
        assert (await request("DELETE", f"/products/{tea['id']}")).status_code == 409

    run(checks())


def test_a_page_takes_one_more_statement_for_each_table() -> None:
    said: list[str] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: said.append(given[2]))

    async def checks() -> None:
        tea, cup = await _products()
        for _ in range(3):
            await made("/carts", currency="EUR", items=_given(tea, cup, tea))
        said.clear()
        carts = (await request("GET", "/carts?limit=100")).json()
        assert sum(len(cart["items"]) for cart in carts) >= 9
        read = [statement.partition("FROM ")[2].split()[0] for statement in said if statement.startswith("SELECT")]
        assert len(read) == 4, said  # carts, their items, the products of those, and their brands

    run(checks())
