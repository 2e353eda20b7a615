"""What the server tells on its own is true of what is stored: nothing of it is an example of the contract's."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import time
from uuid import UUID

from client import made, request, run


def test_new_rows_have_keys_and_times_of_their_own() -> None:
    async def checks() -> None:
        made = [(await request("POST", "/courses", json={"slug": slug})).json() for slug in ("sql", "zen")]
        assert len({UUID(course[name]) for course in made for name in ("id", "node_id")}) == 4
        assert all(abs(course["created"] - time()) < 60 for course in made)
        assert (await request("GET", "/courses/sql")).json() == made[0]
        groups = [(await request("POST", "/groups", json={"name": name})).json() for name in ("a", "b")]
        assert groups[1]["id"] == groups[0]["id"] + 1
        assert (await request("GET", "/groups")).json()[-2:] == groups

    run(checks())


def test_a_time_that_nobody_gave_is_now() -> None:
    async def checks() -> None:
        await request("POST", "/courses", json={"slug": "now"})
        made = (await request("POST", "/courses/now/events", json={"type": "scan"})).json()
        assert abs((datetime.now(UTC) - datetime.fromisoformat(made["occurredAt"])).total_seconds()) < 60
        assert "startsAt" not in made
        given = {"type": "scan", "occurredAt": "2020-01-01T00:00:00Z"}
        assert (await request("POST", "/courses/now/events", json=given)).json()["occurredAt"] == given["occurredAt"]
        listed = (await request("GET", "/courses/now/events")).json()
        assert listed["result_info"] == {"page": 1, "total_count": 2, "count": 2}

    run(checks())


def test_what_is_done_to_many_is_counted() -> None:
    async def checks() -> None:
        courses = [{"slug": f"many-{number}"} for number in range(3)]
        imported = await request("POST", "/courses/import", json=courses)
        assert imported.json() == {"created": 3, "failed": 0, "total": 3, "errors": []}
        ids = [(await request("GET", f"/courses/{course['slug']}")).json()["id"] for course in courses[:2]]
        gone = await request("POST", "/courses/batch-delete", json={"ids": [*ids, str(UUID(int=1))]})
        assert gone.json() == {"deleted": 2}
        assert (await request("GET", "/courses/many-2")).status_code == 200
        assert (await request("GET", "/courses/many-0")).status_code == 404

    run(checks())


def test_pages_are_told_wherever_the_answer_does_so() -> None:
    async def checks() -> None:
        for number in range(3):
            await request("POST", "/courses", json={"slug": f"page-{number}"})
        first, second, same = [
            (await request("GET", f"/courses{query}")).json() for query in ("?page=0", "?page=1", "")
        ]
        assert first == same
        assert first["content"] != second["content"]
        assert (first["number"], first["pageable"]["pageNumber"], first["pageable"]["offset"]) == (0, 0, 0)
        assert (second["number"], second["pageable"]["pageNumber"], second["pageable"]["offset"]) == (1, 1, 2)
        assert (first["first"], second["first"], first["empty"]) == (True, False, False)
        assert (first["size"], first["pageable"]["pageSize"]) == (2, 2)
        last = (await request("GET", f"/courses?page={first['totalPages']}")).json()
        assert (last["content"], last["empty"], last["last"]) == ([], True, True)
        assert last["totalElements"] == first["totalElements"]

    run(checks())


def test_what_belongs_to_a_row_is_counted_when_it_is_shown() -> None:
    async def checks() -> None:
        made = (await request("POST", "/courses", json={"slug": "full"})).json()
        assert (made["eventCount"], made["readers"], "open_events" in made) == (0, 0, False)
        for _ in range(2):
            await request("POST", "/courses/full/events", json={"type": "scan"})
        person = (await request("POST", "/people", json={"name": "Ada"})).json()
        assert (await request("PUT", f"/courses/full/readers/{person['id']}")).status_code == 204
        shown = (await request("GET", "/courses/full")).json()
        assert (shown["eventCount"], shown["readers"]) == (2, 1)
        listed = (await request("GET", "/courses?size=100")).json()["content"]
        assert shown in listed
        assert {course["eventCount"] for course in listed if course["slug"] != "full"} <= {0, 1, 2}
        await request("DELETE", f"/courses/full/readers/{person['id']}")
        assert (await request("GET", "/courses/full")).json()["readers"] == 0

    run(checks())


def test_what_refers_to_a_row_is_counted_when_it_changes() -> None:
    async def checks() -> None:
        person = (await request("POST", "/people", json={"name": "Bo"})).json()
        assert person["reviewCount"] == 0
        reviews = [(await request("POST", "/reviews", json={"personId": person["id"]})).json() for _ in range(3)]
        changed = await request("PATCH", f"/people/{person['id']}", json={"name": "Bob", "reviewCount": 9})
        assert changed.json() == {"id": person["id"], "name": "Bob", "reviewCount": 3}
        await request("DELETE", f"/reviews/{reviews[0]['id']}")
        assert (await request("GET", f"/people/{person['id']}")).json()["reviewCount"] == 2

    run(checks())


def test_rows_are_numbered_one_after_the_other() -> None:
    async def checks() -> None:
        made = [(await request("POST", "/courses", json={"slug": f"number-{n}"})).json() for n in range(3)]
        numbers = [int(course["number"].removeprefix("C-")) for course in made]
        assert all(course["number"] == f"C-{number:04}" for course, number in zip(made, numbers, strict=True))
        assert numbers == list(range(numbers[0], numbers[0] + 3))
        assert numbers[0] >= 7
        assert [course["serial"] for course in made] == [number - 6 for number in numbers]
        gone = await request("POST", "/courses/batch-delete", json={"ids": [made[2]["id"]]})
        assert gone.json() == {"deleted": 1}
        again = (await request("POST", "/courses", json={"slug": "number-2"})).json()
        assert again["serial"] == made[2]["serial"] + 1

    run(checks())


def test_no_number_is_given_twice() -> None:
    async def checks() -> None:
        posts = (request("POST", "/courses", json={"slug": f"at-once-{n}"}) for n in range(8))
        made = [answer.json() for answer in await asyncio.gather(*posts)]
        assert len({course["serial"] for course in made}) == len({course["number"] for course in made}) == 8

    run(checks())


def test_secrets_are_drawn_and_told_once() -> None:
    async def checks() -> None:
        first, second = [await made("/devices", name=name) for name in "ab"]
        for drawn in ("secret", "reference", "device_number"):
            assert first[drawn] != second[drawn]
        assert len(first["secret"]) >= 20
        assert (first["status"], first["device_number"][:2]) == ("new", "D-")
        shown = await request("GET", f"/devices/{first['id']}")
        assert shown.json() == {name: value for name, value in first.items() if name != "secret"}
        assert all("secret" not in each for each in (await request("GET", "/devices")).json())
        changed = await request("PATCH", f"/devices/{first['id']}", json={"status": "in_use", "secret": "mine"})
        assert (changed.json()["status"], changed.json()["reference"]) == ("in_use", first["reference"])
        assert "secret" not in changed.json()

    run(checks())
