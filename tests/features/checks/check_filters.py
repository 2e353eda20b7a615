"""Filters: whatever a parameter is called, and whatever its description says, it does what it is meant to."""

from __future__ import annotations

from typing import Any

from client import request, run

ISSUES: list[dict[str, Any]] = [
    {"title": "Alpha", "state": "open", "kind": "bug", "labels": ["ui", "bug"], "scores": [1, 2.5], "effortHours": 1},
    {"title": "alps", "state": "closed", "labels": ["ui"], "scores": [1.0, None], "effortHours": 2, "public": True},
    {"title": "Beta", "state": "open", "kind": "task", "labels": None, "note": "x", "effortHours": 3, "public": False},
    {"title": "Gamma", "state": "open", "labels": ['b"u,g', "caf\u00e9", "1"], "note": None, "scores": []},
]


async def titles(query: str) -> list[str]:
    """The titles of the issues that a query shows, in their order."""
    answer = await request("GET", f"/issues?{query}")
    assert answer.status_code == 200, answer.text
    return [issue["title"] for issue in answer.json()]


def test_filters() -> None:
    async def checks() -> None:
        for day, issue in enumerate(ISSUES, 1):
            begins = {"startsAt": f"2026-11-0{day}T12:00:00Z", "endsAt": "2026-12-01T00:00:00Z"}
            made = await request("POST", "/issues", json={**issue, **begins})
            assert made.status_code == 201, made.text

        shown = {
            "": ["Alpha", "Beta", "Gamma"],
            "state=all": ["Alpha", "alps", "Beta", "Gamma"],
            "state=closed": ["alps"],
            "state=all&label=ui": ["Alpha", "alps"],
            "state=all&label=UI": [],
            'label=b"u,g': ["Gamma"],
            "label=caf%C3%A9": ["Gamma"],
            "label=1": ["Gamma"],
            "label=null": [],
            "labels=ui,bug": ["Alpha"],
            "state=all&labels=ui": ["Alpha", "alps"],
            "labels=ui,nothing": [],
            "state=all&labels%5Bin%5D=bug, caf%C3%A9": ["Alpha", "Gamma"],
            "state=all&score=1": ["Alpha", "alps"],
            "state=all&score=2.5": ["Alpha"],
            "state=all&title=AL": ["Alpha", "alps"],
            "title=amma": [],
            "state=all&effort%5Bgte%5D=2": ["alps", "Beta"],
            "state=all&effortTo=2": ["Alpha", "alps"],
            "state=all&effort%5Bgt%5D=1&effort%5Blt%5D=3": ["alps"],
            "state=all&not_state=open": ["alps"],
            "exclude_kind=bug": ["Beta", "Gamma"],
            "kind__in=bug,task": ["Alpha", "Beta"],
            "state=all&is_public=true": ["alps"],
            "state=all&exclude_public=true": ["Alpha", "Beta", "Gamma"],
            "state=all&exclude_public=false": ["Alpha", "alps", "Beta", "Gamma"],
            "has_note=true": ["Beta"],
            "has_note=false": ["Alpha", "Gamma"],
            "from=2026-11-03T12:00:00Z": ["Beta", "Gamma"],
            "state=all&date=2026-11-02": ["alps"],
            "sort=newest": ["Gamma", "Beta", "Alpha"],
            "sort=oldest": ["Alpha", "Beta", "Gamma"],
            "sort=effort_desc": ["Alpha", "Beta", "Gamma"],
            "limit=5000": ["Alpha", "Beta", "Gamma"],
        }
        for query, expected in shown.items():
            assert (query, await titles(query)) == (query, expected)

    run(checks())


def test_an_order_is_about_the_span_beside_it() -> None:
    async def checks() -> None:
        for value, day in ((1, 3), (2, 1), (3, 2)):
            reading = {"value": value, "timestamp": f"2026-11-0{day}T00:00:00Z"}
            assert (await request("POST", "/readings", json=reading)).status_code == 201
        for query, values in {"": [2, 3, 1], "?order=desc": [1, 3, 2], "?from=2026-11-02T00:00:00Z": [3, 1]}.items():
            found = (await request("GET", f"/readings{query}")).json()
            assert [reading["value"] for reading in found] == values

    run(checks())


def test_a_name_is_the_first_or_the_last_one() -> None:
    async def checks() -> None:
        for name in ("Grace Hopper g@navy.mil", "Hop Sing h@b.tv", "Ada King a@hop.me"):
            person = dict(zip(("first_name", "last_name", "email"), name.split(), strict=True))
            assert (await request("POST", "/people", json=person)).status_code == 201
        shown = {"search=hop": "GHA", "search=hopp": "G", "name=Hop": "H", "name=Hopper": "G", "name=hop.me": ""}
        for query, initials in shown.items():
            found = (await request("GET", f"/people?{query}")).json()
            assert "".join(person["first_name"][0] for person in found) == initials, query

    run(checks())


def test_a_span_is_met_by_what_overlaps_it() -> None:
    async def checks() -> None:
        for first, last in ((1, 5), (4, 10), (8, 9)):
            stay = {"checkIn": f"2026-11-{first:02}", "checkOut": f"2026-11-{last:02}"}
            assert (await request("POST", "/stays", json=stay)).status_code == 201
        shown = {
            "from=2026-11-05": [1, 4, 8],
            "from=2026-11-06": [4, 8],
            "to=2026-11-04": [1, 4],
            "from=2026-11-06&to=2026-11-07": [4],
            "from=2026-11-11&to=2026-11-12": [],
        }
        for query, days in shown.items():
            found = (await request("GET", f"/stays?{query}")).json()
            assert sorted(int(stay["checkIn"][-2:]) for stay in found) == days, query

    run(checks())


def test_what_is_newest_is_not_what_came_last() -> None:
    async def checks() -> None:
        for day in (2, 3, 1):
            measured = {"timestamp": f"2026-11-0{day}T00:00:00Z", "place": "there" if day == 3 else "here"}
            assert (await request("POST", "/measurements", json=measured)).status_code == 201
        found = (await request("GET", "/measurements?from=2026-11-01T00:00:00Z")).json()
        assert [measured["timestamp"][9] for measured in found] == ["3", "2", "1"]
        assert (await request("GET", "/measurements/latest")).json() == found[0]
        assert (await request("GET", "/measurements/latest?place=here")).json() == found[1]
        assert (await request("GET", "/measurements/latest?place=nowhere")).status_code == 404

    run(checks())


SHOPS: list[dict[str, Any]] = [
    {"name": "a", "address": {"city": "Rome", "street": "Via Appia"}, "owner": {"id": 1}},
    {"name": "b", "address": {"city": "Bern"}, "attributes": {"rating": 4.5, "tags": ["x", "y"]}},
    {"name": "c", "owner": {"id": 1}, "attributes": {"rating": None, "tags": ["y"]}},
    {"name": "d", "address": {"city": "Oslo", "street": "Viken"}, "owner": {"id": 2}, "attributes": {"rating": 3}},
]


async def names(query: str) -> list[str]:
    """The names of the shops that a query shows, page after page."""
    found: list[str] = []
    cursor = ""
    while True:
        answer = await request("GET", f"/shops?{query}{cursor}")
        assert answer.status_code == 200, answer.text
        found += [shop["name"] for shop in answer.json()["shops"]]
        if "nextCursor" not in answer.json():
            return found
        cursor = f"&cursor={answer.json()['nextCursor']}"


def test_lists_look_into_objects() -> None:
    async def checks() -> None:
        made = [(await request("POST", "/shops", json=shop)).json()["id"] for shop in SHOPS]
        shown = {
            "address.city=Bern": "b",
            "street=vi": "ad",
            "ownerId=1": "ac",
            "minRating=4": "b",
            "tag=y": "bc",
            "sort=address.city&address.city=Oslo": "d",
            "sort=-address.city&ownerId=1&limit=1": "ac",
            "sort=-address.city,name&minRating=0&limit=1": "db",
            "sort=rating&minRating=0": "db",
        }
        for query, expected in shown.items():
            assert (query, "".join(await names(query))) == (query, expected)

        changed = await request(
            "PATCH",
            f"/shops/{made[0]}",
            json={"address": {"city": "Bari"}, "owner": {"id": 3}},
            headers={"Content-Type": "application/merge-patch+json"},
        )
        assert changed.json()["address"] == {"city": "Bari", "street": "Via Appia"}
        assert [await names(query) for query in ("address.city=Bari", "ownerId=1")] == [["a"], ["c"]]

    run(checks())


def test_a_list_is_in_the_order_that_its_description_tells() -> None:
    async def checks() -> None:
        for text in "abc":
            assert (await request("POST", "/notes", json={"text": text})).status_code == 201
        for query, texts in {"": "cba", "?sort=text": "abc", "?$top=0": "cba"}.items():
            shown = (await request("GET", f"/notes{query}")).json()
            assert "".join(note["text"] for note in shown["value"]) == texts
        first = (await request("GET", "/notes?$top=2")).json()
        following = (await request("GET", first["nextLink"])).json()
        assert [note["text"] for note in following["value"]] == ["a"]

    run(checks())
