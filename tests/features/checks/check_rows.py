"""Rows that requests name elsewhere than in their path, and rows that stand alone in a list."""

from __future__ import annotations

import pytest
from client import NOBODY, made, request, run


def test_a_document_may_name_its_row() -> None:
    async def checks() -> None:
        pet = await made("/pets", name="Rex", status="available")
        sold = await request("PUT", "/pets", json={**pet, "name": "Max"} | {"status": "sold"})
        assert (sold.status_code, sold.json()) == (200, {"id": pet["id"], "name": "Max", "status": "sold"})
        assert (await request("GET", f"/pets/{pet['id']}")).json() == sold.json()
        shorter = await request("PUT", "/pets", json={"id": pet["id"], "name": "Max"})
        assert shorter.json() == {"id": pet["id"], "name": "Max"}  # what a PUT does not have is no more
        for nobody in ({"id": 2**40, "name": "Max"}, {"name": "Max"}):
            refused = await request("PUT", "/pets", json=nobody)
            assert (refused.status_code, refused.json()["detail"]) == (409, "It names nothing that is stored.")

    run(checks())


def test_a_change_may_name_its_row_inside_an_envelope() -> None:
    async def checks() -> None:
        tag = await made("/tags", label="new")
        change = {"tag": {"id": tag["id"], "color": "red"}}
        assert (await request("PATCH", "/tags", json=change)).status_code == 204
        assert (await request("GET", f"/tags/{tag['id']}")).json() == {**tag, "color": "red"}
        assert (await request("PATCH", "/tags", json={"tag": {"id": NOBODY}})).status_code == 409

    run(checks())


def test_a_query_may_name_a_row() -> None:
    async def checks() -> None:
        tag, pet = await made("/tags", label="new"), await made("/pets", name="Rex")
        assert (await request("GET", f"/tags/details?id={tag['id']}")).json() == tag
        assert (await request("GET", f"/tags/details?id={NOBODY}")).status_code == 404
        assert (await request("DELETE", f"/pets?petId={pet['id']}")).status_code == 204
        assert (await request("GET", f"/pets/{pet['id']}")).status_code == 404
        assert (await request("DELETE", f"/pets?petId={pet['id']}")).status_code == 404

    run(checks())


def test_a_row_may_stand_alone_in_a_list() -> None:
    async def checks() -> None:
        (account,) = (await request("PUT", "/Accounts", json={"Code": "200", "Name": "Sales"})).json()["Accounts"]
        path = f"/Accounts/{account['AccountID']}"
        assert (await request("GET", path)).json()["Accounts"] == [account]
        assert account in (await request("GET", "/Accounts")).json()["Accounts"]
        changed = await request("POST", path, json={"Accounts": [{"Name": "Other"}]})
        assert changed.json()["Accounts"] == [{**account, "Name": "Other"}]
        assert (await request("POST", path, json={"Accounts": []})).json() == changed.json()
        answer = (await request("PUT", "/rules", json={"displayName": "All"})).json()
        (rule,) = answer["data"]["rules"]
        assert (await request("GET", f"/rules/{rule['id']}")).json() == answer

    run(checks())


def test_a_bare_list_may_show_one_row() -> None:
    async def checks() -> None:
        (knife,) = (await request("POST", "/knives", json={"name": "Bread"})).json()
        path = f"/knives/{knife['id']}"
        assert (await request("GET", path)).json() == [knife]
        changed = await request("PUT", path, json={"name": "Cheese"})
        assert changed.json() == [{**knife, "name": "Cheese"}]
        assert (await request("GET", "/knives")).json() == changed.json()
        assert (await request("DELETE", path)).status_code == 204
        assert (await request("GET", path)).status_code == 404

    run(checks())


def test_a_change_may_have_a_key_that_nothing_reads() -> None:
    async def checks() -> None:
        kept = await request("PUT", "/notes/no-uuid", json={"text": "Hello"})
        assert kept.status_code in (204, 404, 409)  # the document is not shown by a path with this key

    run(checks())


@pytest.mark.parametrize("machine", [7, 2**70, -(2**64)])
def test_rows_below_any_number_are_found_there(machine: int) -> None:
    async def checks() -> None:
        collection = f"/machines/{machine}/readings"
        reading = (await request("POST", collection, json={"value": 1})).json()
        assert reading["machine"] == machine
        assert (await request("GET", f"{collection}/{reading['id']}")).json() == reading
        assert (await request("GET", collection)).json() == [reading]
        assert (await request("GET", f"/machines/{machine + 1}/readings")).json() == []
        assert (await request("GET", f"/machines/{machine + 1}/readings/{reading['id']}")).status_code == 404

    run(checks())
