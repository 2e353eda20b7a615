"""Changes of state: where they lead, what they bring besides, and what they are at odds with."""

from __future__ import annotations

from typing import Any

from client import request, run

Ticket = dict[str, Any]


async def made(kind: str = "/tickets", **given: Any) -> str:
    """The path of a new ticket, or of something else."""
    response = await request("POST", kind, json={"subject": "Printer", **given})
    assert response.status_code == 201, response.text
    return f"{kind}/{response.json()['id']}"


async def done(path: str, verb: str, status: int = 200, method: str = "POST", **options: Any) -> Ticket:
    """The ticket after something was done to it."""
    response = await request(method, f"{path}/{verb}", **options)
    assert response.status_code == status, response.text
    assert "x-oagen-stub" not in response.headers
    found = (await request("GET", path)).json()
    assert status != 200 or response.json() == found
    assert isinstance(found, dict)
    return found


def test_a_documented_conflict_leaves_everything_as_it_is() -> None:
    async def checks() -> None:
        path = await made()
        resolved = await done(path, "resolve", json={"resolution": "Paper", "subject": "Scanner"})
        assert (resolved["status"], resolved["resolution"], resolved["subject"]) == ("resolved", "Paper", "Printer")
        assert resolved["resolvedAt"] is not None
        assert await done(path, "resolve", 409, json={"resolution": "Ink"}) == resolved
        assert (await request("POST", f"{path}/resolve", json={})).status_code == 422
        again = await done(path, "reopen")
        assert (again["status"], again["resolvedAt"], again["resolution"]) == ("open", None, None)
        read = await done(path, "mark-as-read")
        assert read["readAt"] is not None
        assert await done(path, "mark-as-read", 409) == read

    run(checks())


def test_repeating_a_change_is_not_to_do_it_again() -> None:
    async def checks() -> None:
        path = await made()
        locked = await done(path, "lock")
        assert locked["locked"] is True
        assert (await done(path, "lock"))["lockedAt"] == locked["lockedAt"]
        unlocked = await done(path, "unlock")
        assert unlocked["locked"] is False
        assert "lockedAt" not in unlocked
        assert (await done(path, "lock"))["lockedAt"] > locked["lockedAt"]

    run(checks())


def test_what_is_taken_back_is_left_for_the_first_state() -> None:
    async def checks() -> None:
        path = await made()
        assert (await done(path, "unfreeze", 409))["status"] == "open"
        assert (await done(path, "freeze", 204))["status"] == "frozen"
        assert (await done(path, "unfreeze", 204))["status"] == "open"
        await done(path, "cancellation", 204)
        assert (await done(path, "unfreeze", 409))["status"] == "cancelled"

    run(checks())


def test_bodies_bring_what_the_row_has() -> None:
    async def checks() -> None:
        path = await made(cancellation_reason="none yet", assigneeId=1)
        assert not {"cancellation_reason", "assigneeId", "priority"} & (await request("GET", path)).json().keys()
        assert (await done(path, "assign", json={"assigneeId": 7}))["assigneeId"] == 7
        assert "assigneeId" not in await done(path, "assign", json={"assigneeId": None})
        assert (await done(path, "priority", method="PUT", json={"priority": "high"}))["priority"] == "high"
        assert "priority" not in await done(path, "priority", method="PUT", json={"priority": "immediate"})
        await done(path, "priority", method="PUT", json={"priority": "low"})
        assert "priority" not in await done(path, "priority", 204, method="DELETE")
        cancelled = await done(path, "cancellation", 204, json={"reason": "by phone"})
        assert (cancelled["status"], cancelled["cancellation_reason"]) == ("cancelled", "by phone")
        assert (await done(path, "cancellation", 204))["cancellation_reason"] == "by phone"

    run(checks())


def test_what_is_said_of_an_operation_tells_where_it_leads() -> None:
    async def checks() -> None:
        path = await made("/claims", amount=5)
        assert (await request("GET", path)).json()["status"] == "DRAFT"
        handed_in = await done(path, "hand-in", json={"urgent": True})
        assert (handed_in["status"], handed_in["urgent"]) == ("SUBMITTED", True)
        refused = await request("POST", f"{path}/hand-in")
        assert refused.status_code == 409
        assert refused.json() == {"detail": "Its status is SUBMITTED, and would have to be DRAFT."}
        assert (await request("POST", f"{path}/escalate", json={"urgent": False})).headers["x-oagen-stub"] == "true"
        assert (await request("GET", path)).json() == handed_in

    run(checks())


def test_who_decides_is_told_whatever_is_decided() -> None:
    async def checks() -> None:
        for verb, state in (("approve", "APPROVED"), ("reject", "REJECTED")):
            path = await made("/claims", amount=5)
            decision = {"decidedBy": "Ada", "note": "fine", "message": "hi"}
            await done(path, verb, 409, json=decision)
            await done(path, "hand-in")
            decided = await done(path, verb, json=decision)
            assert (decided["status"], decided["decidedBy"], decided["decisionNote"]) == (state, "Ada", "fine")
            assert decided["decidedAt"] is not None
            assert await done(path, verb, 409, json=decision) == decided

    run(checks())


def test_a_row_is_changed_only_where_its_state_allows_it() -> None:
    async def checks() -> None:
        path = await made("/claims", amount=5)
        assert (await request("PUT", path, json={"amount": 6})).json()["amount"] == 6
        await done(path, "hand-in")
        assert (await request("PUT", path, json={"amount": 7})).status_code == 409
        assert (await request("PATCH", path, json={"amount": 8})).json()["amount"] == 8
        assert (await request("PUT", f"{path}/payee", json={"iban": "X"})).json() == {"iban": "X"}
        approved = await done(path, "approve")
        refused = await request("PATCH", path, json={"amount": 9})
        assert refused.status_code == 409
        assert await done(path, "payee", 409, method="PUT", json={"iban": "Y"}) == approved

    run(checks())


def test_a_row_is_deleted_only_where_its_state_allows_it() -> None:
    async def checks() -> None:
        path = await made("/claims", amount=5)
        await done(path, "hand-in")
        approved = await done(path, "approve")
        assert (await request("DELETE", path)).status_code == 409
        assert (await request("GET", path)).json() == approved
        archived = await done(path, "archive")
        assert archived["archivedAt"] is not None
        revised = await done(path, "revise", json={"comment": "once more"})
        assert (revised["status"], "archivedAt" in revised) == ("DRAFT", False)
        assert (await request("DELETE", path)).status_code == 204
        assert (await request("DELETE", path)).status_code == 404

    run(checks())
