"""What operations do to relations and states: who belongs to whom, and what a verb leads to."""

from __future__ import annotations

from client import request, run

NOBODY = "00000000-0000-4000-8000-000000000000"


async def _person(name: str) -> str:
    made = await request("POST", "/people", json={"name": name})
    assert made.status_code == 201
    return str(made.json()["id"])


def test_members_are_those_of_another_collection() -> None:
    async def checks() -> None:
        ada, bo, cy = [await _person(name) for name in ("Ada", "Bo", "Cy")]
        for team in ("red", "blue"):
            assert (await request("POST", "/teams", json={"name": team})).status_code == 201
        joined = await request("PUT", f"/teams/red/members/{ada}")
        assert (joined.status_code, joined.content) == (204, b"")
        assert "x-oagen-stub" not in joined.headers
        for path in (f"/teams/red/members/{ada}", f"/teams/red/members/{bo}", f"/teams/blue/members/{bo}"):
            assert (await request("PUT", path)).status_code == 204
        listed = (await request("GET", "/teams/red/members")).json()
        assert (sorted(each["name"] for each in listed["items"]), listed["total"]) == (["Ada", "Bo"], 2)
        page = (await request("GET", "/teams/red/members?limit=1&offset=1")).json()
        assert (len(page["items"]), page["total"]) == (1, 2)
        assert (await request("GET", f"/teams/red/members/{ada}")).json() == (
            await request("GET", f"/people/{ada}")
        ).json()
        assert (await request("GET", f"/teams/red/members/{cy}")).status_code == 404
        assert (await request("PUT", f"/teams/red/members/{NOBODY}")).status_code == 404
        assert (await request("PUT", f"/teams/none/members/{ada}")).status_code == 404
        assert (await request("GET", "/teams/none/members")).status_code == 404

        assert (await request("DELETE", f"/teams/red/members/{ada}")).status_code == 204
        assert (await request("DELETE", f"/teams/red/members/{ada}")).status_code == 404
        assert (await request("GET", f"/people/{ada}")).status_code == 200
        assert (await request("DELETE", f"/people/{bo}")).status_code == 204
        assert (await request("GET", "/teams/red/members")).json() == {"items": [], "total": 0}
        assert (await request("DELETE", "/teams/blue")).status_code == 204
        assert (await request("GET", f"/teams/blue/members/{bo}")).status_code == 404

    run(checks())


def test_a_verb_leads_to_a_state() -> None:
    async def checks() -> None:
        ada = await _person("Ada")
        locked = (await request("POST", f"/people/{ada}/lock")).json()
        assert locked["locked"] is True
        assert locked["lockedAt"].endswith("Z")
        assert (await request("POST", f"/people/{ada}/retire")).status_code == 204
        assert (await request("PUT", f"/people/{ada}/favorite")).status_code == 204
        read = (await request("GET", f"/people/{ada}")).json()
        assert read == {**locked, "status": "retired", "favorited": True}
        assert (await request("DELETE", f"/people/{ada}/favorite")).status_code == 204
        assert (await request("GET", f"/people/{ada}")).json()["favorited"] is False
        assert (await request("POST", f"/people/{NOBODY}/lock")).status_code == 404

    run(checks())
