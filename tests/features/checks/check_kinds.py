"""Documents of several kinds: each gets what answers must show of it and requests do not bring."""

from __future__ import annotations

from typing import Any

from client import made, request, run

BANK = {"kind": "bank", "iban": "DE02"}
CARD = {"kind": "card", "holder": "Ann"}


async def sent(method: str, path: str, **body: Any) -> dict[str, Any]:
    """Send a document, and give the one that is answered."""
    answer = await request(method, path, json=body) if body else await request(method, path)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    return document


def test_each_kind_has_what_it_must_show() -> None:
    async def checks() -> None:
        bank = await made("/connectors", **BANK)
        assert bank.keys() == {"id", "kind", "iban", "managing_account", "state"}
        assert bank["managing_account"].startswith("acct_")
        card = await made("/connectors", **CARD)
        assert card.keys() == {"id", "kind", "holder", "last4", "expires", "state"}
        assert (bank["state"], card["state"]) == ("pending", "active")
        vault = await made("/connectors", kind="vault")
        assert vault.keys() == {"id", "kind", "capacity", "openedAt", "updatedAt"}
        for document in (bank, card, vault):
            assert await sent("GET", f"/connectors/{document['id']}") == document
        listed = (await sent("GET", "/connectors"))["items"]
        assert all(document in listed for document in (bank, card, vault))

    run(checks())


def test_what_clients_give_stays() -> None:
    async def checks() -> None:
        vault = await made("/connectors", kind="vault", capacity=7)
        assert vault["capacity"] == 7
        changed = await sent("PUT", f"/connectors/{vault['id']}", kind="vault", capacity=8)
        assert changed == {**vault, "capacity": 8, "updatedAt": changed["updatedAt"]}
        assert changed["updatedAt"] > vault["updatedAt"]

    run(checks())


def test_another_kind_shows_nothing_of_the_former_one() -> None:
    async def checks() -> None:
        bank = await made("/connectors", **BANK)
        path = f"/connectors/{bank['id']}"
        assert await sent("PUT", path, **BANK) == bank
        card = await sent("PUT", path, **CARD)
        assert card.keys() == {"id", "kind", "holder", "last4", "expires", "state"}
        assert (card["id"], card["state"]) == (bank["id"], "active")
        assert await sent("PATCH", path, nickname="a") == {**card, "nickname": "a"}
        assert await sent("PUT", path, **BANK) == bank

    run(checks())


def test_a_closed_kind_shows_nothing_that_nobody_declares() -> None:
    async def checks() -> None:
        bank = await made("/connectors", **BANK, colour="red", holder="Ann")
        assert bank.keys() == {"id", "kind", "iban", "managing_account", "state"}
        vault = await made("/connectors", kind="vault", colour="red")
        assert vault["colour"] == "red"

    run(checks())


def test_kinds_are_told_by_what_they_have_where_no_value_tells_them() -> None:
    async def checks() -> None:
        circle = await made("/shapes", radius=2)
        assert circle == {"id": circle["id"], "radius": 2, "area": 0}
        box = await made("/shapes", width=1, height=2, label="a")
        assert box == {"id": box["id"], "width": 1, "height": 2, "label": "a", "corners": 4, "state": "open"}
        assert await sent("PATCH", f"/shapes/{box['id']}", label="b") == {**box, "label": "b"}

    run(checks())
