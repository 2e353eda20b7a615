"""Lists in a document that are rows of another table: there is one store, whoever fills it and whoever shows it."""

from __future__ import annotations

from typing import Any

from client import request, run
from sqlalchemy import event
from src.core.database import engine

Document = dict[str, Any]


async def ordered(*skus: str) -> Document:
    """Create an order of some lines."""
    lines = [{"sku": sku, "quantity": 1} for sku in skus]
    answer = await request("POST", "/orders", json={"customer": "ann", "lines": lines})
    assert answer.status_code == 201, answer.text
    order: Document = answer.json()
    return order


async def shown(place: str) -> Any:
    """Read what is there."""
    return (await request("GET", place)).json()


def skus(order: Document) -> list[str]:
    """What an order has, in its order."""
    return [line["sku"] for line in order["lines"]]


def without_note(line: Document) -> Document:
    """What a client knows of a line."""
    return {name: line[name] for name in ("id", "sku", "quantity")}


def test_what_is_added_below_is_shown_above() -> None:
    async def checks() -> None:
        cart = (await request("POST", "/carts", json={"currency": "EUR", "items": [{"sku": "x"}]})).json()
        assert cart["items"] == []
        place = f"/carts/{cart['id']}"
        items = [(await request("POST", f"{place}/items", json={"sku": sku, "coupon": "x"})).json() for sku in "abc"]
        assert await shown(place) == {**cart, "items": items, "itemCount": 3}
        replaced = (await request("PUT", place, json={"currency": "USD", "items": []})).json()
        assert replaced == {**cart, "currency": "USD", "items": items, "itemCount": 3}
        assert (await request("DELETE", f"{place}/items/{items[1]['id']}")).status_code == 204
        assert (await shown(place))["items"] == [items[0], items[2]]

    run(checks())


def test_keys_of_several_columns_and_pages_of_rows() -> None:
    async def checks() -> None:
        for name in ("a", "b", "c"):
            await request("PUT", f"/boards/red/{name}", json={"title": name})
        cards = [(await request("POST", f"/boards/red/{name}/cards", json={"text": name})).json() for name in "aab"]
        boards = {board["name"]: board["cards"] for board in await shown("/boards") if board["team"] == "red"}
        assert boards == {"a": cards[:2], "b": cards[2:], "c": []}
        assert (await shown("/boards/red/a"))["cards"] == cards[:2]
        said = [{"said": "yes"}, {"said": "no"}]
        for comment in said:
            await request("POST", f"/boards/red/a/cards/{cards[1]['id']}/comments", json=comment)
        assert (await shown("/boards/red/a"))["cards"] == [cards[0], {**cards[1], "comments": said}]

    run(checks())


def test_a_page_takes_one_more_statement() -> None:
    said: list[str] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: said.append(given[2]))

    async def checks() -> None:
        for _ in range(3):
            await ordered("a", "b")
        said.clear()
        assert sum(len(order["lines"]) for order in await shown("/orders?limit=100")) >= 6
        assert len([statement for statement in said if statement.startswith("SELECT")]) == 2

    run(checks())


def test_what_is_created_with_its_list_has_rows_below() -> None:
    async def checks() -> None:
        order = await ordered("a", "b", "a")
        place = f"/orders/{order['id']}"
        assert skus(order) == ["a", "b", "a"]
        assert order["lineCount"] == 3
        assert len({line["id"] for line in order["lines"]}) == 3
        assert await shown(f"{place}/lines") == order["lines"]
        assert await shown(place) == order
        changed = await request("PATCH", f"{place}/lines/{order['lines'][1]['id']}", json={"sku": "c", "quantity": 2})
        assert (await shown(place))["lines"] == [order["lines"][0], changed.json(), order["lines"][2]]
        added = (await request("POST", f"{place}/lines", json={"sku": "d", "quantity": 1})).json()
        assert (await shown(place))["lines"][-1] == added
        assert (await request("DELETE", place)).status_code == 204
        assert (await request("GET", f"{place}/lines")).status_code == 404

    run(checks())


def test_what_is_made_under_an_idempotency_key_is_the_row_that_lists() -> None:
    async def checks() -> None:
        headers = {"Idempotency-Key": "once"}
        sent = {"customer": "ann", "lines": [{"sku": "a", "quantity": 1}]}
        made = (await request("POST", "/orders", json=sent, headers=headers)).json()
        await request("DELETE", f"/orders/{made['id']}/lines/{made['lines'][0]['id']}")
        again = await request("POST", "/orders", json=sent, headers=headers)
        assert (again.status_code, again.json()) == (201, made)

    run(checks())


def test_a_list_that_replaces_another_changes_creates_and_deletes_rows() -> None:
    async def checks() -> None:
        order = await ordered("a", "b", "c")
        a, b, _ = order["lines"]
        lines = [{"sku": "new", "quantity": 5}, {**without_note(b), "note": "x"}, {"sku": "a", "quantity": 1}]
        replaced = (await request("PUT", f"/orders/{order['id']}", json={"customer": "bob", "lines": lines})).json()
        assert skus(replaced) == ["new", "b", "a"]
        assert replaced["lines"][1:] == [{**b, "note": "x"}, a]
        assert await shown(f"/orders/{order['id']}") == replaced
        emptied = (await request("PUT", f"/orders/{order['id']}", json={"customer": "bob"})).json()
        assert emptied["lines"] == await shown(f"/orders/{order['id']}/lines") == []
        assert emptied["lineCount"] == 0

    run(checks())


def test_keys_are_the_servers() -> None:
    async def checks() -> None:
        other, order = await ordered("x"), await ordered("a")
        kept = order["lines"][0]
        stolen = {**other["lines"][0], "sku": "b", "addedAt": "2000-01-01T00:00:00Z"}
        lines = [stolen, without_note(kept), without_note(kept)]
        replaced = (await request("PUT", f"/orders/{order['id']}", json={"customer": "ann", "lines": lines})).json()
        assert skus(replaced) == ["b", "a", "a"]
        assert kept in replaced["lines"]
        assert len({line["id"] for line in (*replaced["lines"], *other["lines"])}) == 4
        assert replaced["lines"][0]["addedAt"] > "2020"
        assert await shown(f"/orders/{other['id']}") == other

    run(checks())


def test_patches_change_rows() -> None:
    async def checks() -> None:
        order = await ordered("a", "b")
        place = f"/orders/{order['id']}"
        kept = await request(
            "PATCH", place, json={"customer": "bob"}, headers={"Content-Type": "application/merge-patch+json"}
        )
        assert kept.json()["lines"] == order["lines"]

        async def patched(*operations: Document) -> Any:
            headers = {"Content-Type": "application/json-patch+json"}
            return await request("PATCH", place, json=operations, headers=headers)

        first, second = order["lines"]
        answer = await patched(
            {"op": "replace", "path": "/lines/1/quantity", "value": 7},
            {"op": "add", "path": "/lines/0", "value": {"sku": "c", "quantity": 3}},
        )
        assert answer.status_code == 200, answer.text
        lines = answer.json()["lines"]
        assert lines[1:] == [first, {**second, "quantity": 7}]
        assert await shown(f"{place}/lines") == sorted(lines, key=lambda line: line["id"])
        refused = [5, ["x"], [{"sku": "no quantity"}]]
        for value in refused:
            assert (await patched({"op": "replace", "path": "/lines", "value": value})).status_code == 409
        assert (await shown(place))["lines"] == lines

    run(checks())


def test_a_change_of_a_row_is_another_version_of_what_lists_it() -> None:
    async def checks() -> None:
        order = await ordered("a")
        place = f"/orders/{order['id']}"
        before = (await request("GET", place)).headers["ETag"]
        await request("POST", f"{place}/lines", json={"sku": "b", "quantity": 1})
        assert (await request("GET", place)).headers["ETag"] != before

    run(checks())
