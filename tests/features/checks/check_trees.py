"""Rows refer to rows of their own kind, which are there."""

from __future__ import annotations

from typing import Any

from client import NOBODY, made, request, run

Document = dict[str, Any]
MERGE = {"Content-Type": "application/merge-patch+json"}


async def _status(method: str, path: str, **document: Any) -> int:
    sent: dict[str, Any] = {"json": document} if document else {}
    return (await request(method, path, **sent)).status_code


def test_a_row_is_not_deleted_while_others_refer_to_it_where_that_is_documented() -> None:
    async def checks() -> None:
        root = await made("/categories", name="root", parentId=None)
        below = await made("/categories", name="below", parentId=root["id"])
        assert (root["parentId"], below["parentId"]) == (None, root["id"])
        assert (await request("GET", f"/categories/{root['id']}/children")).json() == [below]
        assert (await request("GET", f"/categories?parentId={root['id']}")).json() == [below]
        assert await _status("POST", "/categories", name="lost", parentId=NOBODY) == 409
        assert await _status("PUT", f"/categories/{below['id']}", name="lost", parentId=NOBODY) == 409
        assert await _status("DELETE", f"/categories/{root['id']}") == 409
        assert await _status("PUT", f"/categories/{below['id']}", name="free", parentId=None) == 200
        assert await _status("DELETE", f"/categories/{root['id']}") == 204

    run(checks())


def test_a_row_refers_to_nothing_once_that_is_deleted() -> None:
    async def checks() -> None:
        boss = await made("/employees", name="Ann")
        one = await made("/employees", name="Bob", manager_id=boss["id"])
        assert "manager_id" not in boss
        assert one["manager_id"] == boss["id"]
        assert await _status("POST", "/employees", name="lost", manager_id=NOBODY) == 404
        place = f"/employees/{one['id']}"
        gone = await request("PATCH", place, json={"manager_id": None}, headers=MERGE)
        assert "manager_id" not in gone.json()
        spelled = boss["id"].upper()  # a key is a key, however it is spelled
        assert (await request("PATCH", place, json={"manager_id": spelled}, headers=MERGE)).json() == one
        assert await _status("DELETE", f"/employees/{boss['id']}") == 204
        assert (await request("GET", place)).json() == {"id": one["id"], "name": "Bob"}

    run(checks())


def test_rows_that_refer_to_each_other_go_together() -> None:
    async def checks() -> None:
        for method, path in (("DELETE", "/posts/{}/comments"), ("DELETE", "/posts/{}")):
            post = (await made("/posts", title="a"))["id"]
            first = await made(f"/posts/{post}/comments", text="one")
            reply = await made(f"/posts/{post}/comments", text="two", replyToId=first["id"])
            await made(f"/posts/{post}/comments", text="three", replyToId=reply["id"])
            assert await _status("DELETE", f"/posts/{post}/comments/{first['id']}") == 409
            assert await _status(method, path.format(post)) == 204
            assert await _status("GET", f"/posts/{post}/comments/{reply['id']}") == 404

    run(checks())
