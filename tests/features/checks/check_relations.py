"""What operations do to relations and states: who belongs to whom, and what a verb leads to."""

from __future__ import annotations

from client import NOBODY, request, run


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


def test_a_body_may_name_who_belongs() -> None:
    async def checks() -> None:
        ada = await _person("Ada")
        assert (await request("POST", "/teams", json={"name": "green"})).status_code == 201
        added = await request("POST", "/teams/green/fans", json={"personId": ada})
        assert (added.status_code, added.json()) == (201, (await request("GET", f"/people/{ada}")).json())
        assert "x-oagen-stub" not in added.headers
        assert (await request("GET", "/teams/green/fans")).json() == {"items": [added.json()], "total": 1}
        assert (await request("POST", "/teams/green/fans", json={"personId": ada})).status_code == 409
        assert (await request("POST", "/teams/green/fans", json={"personId": NOBODY})).status_code == 409
        assert (await request("POST", "/teams/none/fans", json={"personId": ada})).status_code == 404
        assert (await request("DELETE", f"/teams/green/fans/{ada}")).status_code == 204
        assert (await request("GET", "/teams/green/fans")).json() == {"items": [], "total": 0}

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


def test_what_refers_to_a_row_is_listed_below_it_and_gives_it() -> None:
    async def checks() -> None:
        ada, bo = await _person("Ada"), await _person("Bo")
        notes = []
        for person, text in ((ada, "one"), (bo, "two"), (ada, "three")):
            made = await request("POST", "/notes", json={"text": text, "personId": person})
            assert made.status_code == 201
            notes.append(made.json())
        listed = await request("GET", f"/people/{ada}/notes")
        assert "x-oagen-stub" not in listed.headers
        assert sorted(note["text"] for note in listed.json()) == ["one", "three"]
        assert len((await request("GET", f"/people/{ada}/notes?limit=1")).json()) == 1
        assert (await request("GET", f"/people/{NOBODY}/notes")).status_code == 404

        person = await request("GET", f"/notes/{notes[1]['id']}/person")
        assert (person.status_code, person.json()["name"]) == (200, "Bo")
        assert (await request("GET", f"/notes/{NOBODY}/person")).status_code == 404

    run(checks())


def test_a_row_may_refer_to_another_one_of_its_kind() -> None:
    async def checks() -> None:
        ada = await _person("Ada")
        made = await request("POST", "/people", json={"name": "Bo", "mentorId": ada})
        bo = made.json()["id"]
        mentor = await request("GET", f"/people/{bo}/mentor")
        assert (mentor.status_code, mentor.json()["name"]) == (200, "Ada")
        assert (await request("GET", f"/people/{ada}/mentor")).status_code == 404

    run(checks())
