"""What there is one of, or none, and a POST makes."""

from __future__ import annotations

from typing import Any

from client import NOBODY, made, request, run


async def sent(method: str, path: str, status: int, **options: Any) -> Any:
    """Send a request that is answered with a status; give the content."""
    answer = await request(method, path, **options)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content and "json" in answer.headers["content-type"] else None


async def contract() -> str:
    """The path of a new contract."""
    document = await made("/contracts", title="Lease")
    return f"/contracts/{document['id']}"


def test_it_is_made_changed_and_taken_away() -> None:
    async def checks() -> None:
        path, other = f"{await contract()}/change-request", f"{await contract()}/change-request"
        await sent("GET", path, 404)
        await sent("PATCH", path, 404, json={"reason": "rent"})
        await sent("DELETE", path, 404)
        change = await sent("POST", path, 201, json={"reason": "term", "clauses": [{"text": "two years"}]})
        assert (change["state"], change["clauses"]) == ("pending", [{"text": "two years"}])
        assert await sent("GET", path, 200) == change
        assert await sent("PATCH", path, 200, json={"reason": "rent"}) == {**change, "reason": "rent"}
        assert (await sent("POST", f"{path}/approve", 200))["state"] == "approved"
        await sent("GET", other, 404)
        await sent("DELETE", path, 204)
        await sent("GET", path, 404)
        assert (await sent("POST", path, 201, json={"reason": "term"}))["state"] == "pending"

    run(checks())


def test_a_second_one_is_a_conflict_where_that_is_documented() -> None:
    async def checks() -> None:
        path = f"{await contract()}/change-request"
        first = await sent("POST", path, 201, json={"reason": "term"})
        await sent("POST", path, 409, json={"reason": "rent"})
        assert await sent("GET", path, 200) == first
        await sent("DELETE", "/me/subscription", 204)
        await sent("GET", "/me/subscription", 404)
        subscription = await sent("POST", "/me/subscription", 200, json={"plan": "pro"})
        await sent("POST", "/me/subscription", 409, json={"plan": "free"})
        assert await sent("GET", "/me/subscription", 200) == subscription

    run(checks())


def test_a_second_one_takes_the_place_of_the_first_elsewhere() -> None:
    async def checks() -> None:
        path = f"{await contract()}/draft"
        first = await sent("POST", path, 201, json={"text": "a", "note": "short"})
        second = await sent("POST", path, 201, json={"text": "b"})
        assert second == {"id": second["id"], "text": "b"}
        assert second["id"] != first["id"]
        assert await sent("GET", path, 200) == second
        await sent("DELETE", path, 204)
        await sent("GET", path, 404)

    run(checks())


def test_it_is_always_there_where_nobody_says_otherwise() -> None:
    async def checks() -> None:
        path = f"{await contract()}/preferences"
        assert (await sent("GET", path, 200))["language"] in ("en", "de")
        for language in ("de", "en"):
            await sent("POST", path, 202, json={"language": language})
            assert await sent("GET", path, 200) == {"language": language}
        await sent("GET", f"/contracts/{NOBODY}/preferences", 404)

    run(checks())


def test_it_is_gone_with_what_it_lies_below() -> None:
    async def checks() -> None:
        path = await contract()
        await sent("POST", f"{path}/change-request", 201, json={"reason": "term"})
        await sent("POST", f"{path}/preferences", 202, json={"language": "de"})
        await sent("DELETE", path, 204)
        await sent("GET", f"{path}/change-request", 404)
        await sent("GET", f"{path}/preferences", 404)
        await sent("POST", f"{path}/change-request", 404, json={"reason": "term"})

    run(checks())
