"""Properties of rows that have paths of their own: there is one store, whichever path is taken to it."""

from __future__ import annotations

from typing import Any

from client import request, run

Document = dict[str, Any]
ADDRESS = {"street": "Main", "city": "Bonn"}
MERGE = {"Content-Type": "application/merge-patch+json"}
OPERATIONS = {"Content-Type": "application/json-patch+json"}
TEXT = {"Content-Type": "text/plain"}
JSON_API = {"Content-Type": "application/vnd.api+json"}
NOWHERE = "/users/01a21bd0-6fde-78b6-acf7-252ab4c23c92"


async def sent(method: str, path: str, status: int, **options: Any) -> Any:
    """Send a request that is answered with a status; give the content."""
    answer = await request(method, path, **options)
    assert answer.status_code == status, answer.text
    is_json = "json" in answer.headers.get("content-type", "")
    return answer.json() if is_json else answer.text


async def user(**properties: Any) -> str:
    """The path of a new user."""
    made = await sent("POST", "/users", 201, json={"name": "ann", **properties})
    return f"/users/{made['id']}"


def test_an_object_is_read_put_changed_and_taken_away_in_its_row() -> None:
    async def checks() -> None:
        path = await user(address=ADDRESS)
        assert await sent("GET", f"{path}/address", 200) == ADDRESS
        before = await sent("GET", path, 200)
        moved = {"street": "High", "city": "Köln", "zip": "5", "note": "ring"}
        assert await sent("PUT", f"{path}/address", 200, json=moved) == moved
        changed = await sent("GET", path, 200)
        assert changed == {**before, "address": moved, "updatedAt": changed["updatedAt"]}
        assert changed["updatedAt"] > before["updatedAt"]
        patched = await sent("PATCH", f"{path}/address", 200, json={"city": "Bonn", "zip": None, "note": None})
        assert patched["address"] == {"street": "High", "city": "Bonn", "zip": None}
        assert await sent("GET", f"{path}/address", 200) == patched["address"]
        await sent("DELETE", f"{path}/address", 204)
        assert "address" not in await sent("GET", path, 200)
        await sent("GET", f"{path}/address", 404)
        await sent("DELETE", f"{path}/address", 404)
        await sent("PUT", path, 200, json={"name": "bea", "address": ADDRESS})
        assert await sent("GET", f"{path}/address", 200) == ADDRESS

    run(checks())


def test_a_part_is_not_enough_where_nothing_was() -> None:
    async def checks() -> None:
        path = await user()
        await sent("PATCH", f"{path}/address", 409, json={"city": "Bonn"})
        assert "address" not in await sent("GET", path, 200)
        assert (await sent("PATCH", f"{path}/address", 200, json=ADDRESS))["address"] == ADDRESS

    run(checks())


def test_a_row_that_is_not_there_has_none() -> None:
    async def checks() -> None:
        for method, body in (("GET", None), ("PUT", ADDRESS), ("PATCH", ADDRESS), ("DELETE", None)):
            await sent(method, f"{NOWHERE}/address", 404, **({"json": body} if body else {}))

    run(checks())


def test_versions_are_those_of_the_row() -> None:
    async def checks() -> None:
        path = await user(address=ADDRESS)
        tag = (await request("GET", path)).headers["ETag"]
        assert (await request("GET", f"{path}/address")).headers["ETag"] == tag
        put = await request("PUT", f"{path}/address", json={**ADDRESS, "zip": "1"}, headers={"If-Match": tag})
        assert (put.status_code, put.headers["ETag"] != tag) == (200, True)
        await sent("PUT", f"{path}/address", 412, json=ADDRESS, headers={"If-Match": tag})
        assert (await request("GET", path)).headers["ETag"] == put.headers["ETag"]

    run(checks())


def test_patches_of_any_kind_reach_what_nobody_else_may_set() -> None:
    async def checks() -> None:
        path = await user()
        assert await sent("GET", f"{path}/settings", 200) == {"settings": {}}
        merge = {"theme": "dark", "mail": {"daily": True}}
        assert await sent("PATCH", f"{path}/settings", 200, json=merge, headers=MERGE) == {"settings": merge}
        deeper = {"theme": None, "mail": {"weekly": False}}
        merged = {"mail": {"daily": True, "weekly": False}}
        assert await sent("PATCH", f"{path}/settings", 200, json=deeper, headers=MERGE) == {"settings": merged}
        operations = [{"op": "remove", "path": "/mail/daily"}, {"op": "add", "path": "/theme", "value": "light"}]
        patched = {"mail": {"weekly": False}, "theme": "light"}
        assert await sent("PATCH", f"{path}/settings", 200, json=operations, headers=OPERATIONS) == {
            "settings": patched
        }
        assert (await sent("GET", path, 200))["settings"] == patched
        wrong = [{"op": "add", "path": "/theme", "value": "pink"}]
        await sent("PATCH", f"{path}/settings", 409, json=wrong, headers=OPERATIONS)
        assert (await sent("PUT", path, 200, json={"name": "bea"}))["settings"] == patched

    run(checks())


def test_a_text_a_creation_and_a_state() -> None:
    async def checks() -> None:
        path = await user(bio="short")
        assert await sent("GET", f"{path}/bio", 200) == "short"
        await sent("PUT", f"{path}/bio", 204, content="longer", headers=TEXT)
        assert await sent("POST", f"{path}/spouse", 201, json={"name": "bob"}) == {"name": "bob"}
        await sent("POST", f"{path}/spouse", 409, json={"name": "cid"})
        assert (await sent("PUT", f"{path}/status", 200, json={"status": "suspended"}))["status"] == "suspended"
        assert (await sent("GET", f"{path}/status", 200))["status"] == "suspended"
        shown = await sent("GET", path, 200)
        assert [shown[name] for name in ("bio", "spouse", "status")] == ["longer", {"name": "bob"}, "suspended"]

    run(checks())


def test_what_there_is_one_of_need_not_be_there_before() -> None:
    async def checks() -> None:
        french = {"language": "fr"}
        assert await sent("PUT", "/me/preferences", 200, json=french) == french
        assert (await sent("GET", "/me", 200))["preferences"] == french
        await sent("PUT", "/me", 200, json={"name": "ann", "preferences": {"language": "de"}})
        assert await sent("GET", "/me/preferences", 200) == {"language": "de"}

    run(checks())


def test_a_relationship_is_the_one_in_the_document() -> None:
    async def checks() -> None:
        new = {"data": {"type": "articles", "attributes": {"title": "a"}}}
        article = (await sent("POST", "/articles", 201, json=new, headers=JSON_API))["data"]
        path, author = f"/articles/{article['id']}", {"data": {"type": "people", "id": "7"}}
        assert await sent("GET", f"{path}/relationships/author", 200) == {"data": None}
        await sent("PATCH", f"{path}/relationships/author", 204, json=author, headers=JSON_API)
        assert await sent("GET", f"{path}/relationships/author", 200) == author
        assert (await sent("GET", path, 200))["data"]["relationships"] == {"author": author}
        await sent("PATCH", f"{path}/relationships/author", 204, json={"data": None}, headers=JSON_API)
        assert (await sent("GET", path, 200))["data"]["relationships"] == {"author": {"data": None}}

    run(checks())
