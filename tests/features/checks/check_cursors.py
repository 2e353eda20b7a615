"""Pages that follow cursors: keys of documents, or tokens, forwards and backwards, while documents come and go."""

from __future__ import annotations

from typing import Any

from client import request, run


async def charges(path: str) -> tuple[list[str], Any]:
    page = await request("GET", path)
    return [charge["id"] for charge in page.json()["data"]], page


async def posts(path: str) -> tuple[list[str], Any]:
    page = (await request("GET", path)).json()
    return [post["title"] for post in page["data"]], page


def test_keys_are_cursors() -> None:
    async def checks() -> None:
        for amount in range(5):
            await request("POST", "/api/charges", json={"amount": amount})
        everything, page = await charges("/api/charges?limit=10")
        assert (everything, page.json()["has_more"]) == (sorted(everything), False)
        assert len(everything) == 5
        two = f"/api/charges?limit=2&starting_after={everything[1]}"
        found, page = await charges(two)
        assert (found, page.json()["has_more"]) == (everything[2:4], True)
        assert page.links["next"]["url"] == f"/api/charges?limit=2&starting_after={everything[3]}"
        assert page.links["prev"]["url"] == f"/api/charges?limit=2&ending_before={everything[2]}"
        assert page.links["first"]["url"] == "/api/charges?limit=2"
        back, page = await charges(page.links["prev"]["url"])
        assert (back, page.json()["has_more"], "prev" in page.links) == (everything[:2], True, False)
        await request("DELETE", f"/api/charges/{everything[1]}")
        assert (await charges(two))[0] == found

    run(checks())


def test_keys_are_cursors_in_any_order() -> None:
    async def checks() -> None:
        rows, _ = await charges("/api/charges?sort=-amount")
        assert (await charges(f"/api/charges?sort=-amount&starting_after={rows[0]}"))[0][:2] == rows[1:]

    run(checks())


def test_tokens_lead_both_ways_while_documents_come_and_go() -> None:
    async def checks() -> None:
        for number, stars in enumerate([1, None, 3, None, 5]):
            await request("POST", "/api/posts", json={"title": f"p{number}", "stars": stars})
        first, page = await posts("/api/posts?sort=-stars")
        assert (first, page["links"].get("prev")) == (["p4", "p2"], None)
        assert {name: told for name, told in page["meta"].items() if name != "cursors"} == {
            "total": 5, "offset": 0, "hasNext": True, "hasPrevious": False,
        }  # fmt: skip
        assert "before" not in page["meta"]["cursors"]
        await request("POST", "/api/posts", json={"title": "new", "stars": 9})
        await request("DELETE", f"/api/posts/{page['data'][1]['id']}")
        second, page = await posts(page["links"]["next"])
        assert second == ["p0", "p1"]
        assert (page["meta"]["total"], page["meta"]["offset"], page["meta"]["hasPrevious"]) == (5, 2, True)
        assert (await posts(f"/api/posts?sort=-stars&page[before]={page['meta']['cursors']['before']}"))[0] == [
            "new", "p4"
        ]  # fmt: skip
        last, end = await posts(page["links"]["next"])
        assert (last, end["links"].get("next"), end["meta"]["hasNext"]) == (["p3"], None, False)
        assert (await posts(end["links"]["last"]))[0] == ["p1", "p3"]
        assert (await posts(end["links"]["first"]))[0] == ["new", "p4"]
        assert (await posts(end["links"]["prev"]))[0] == second

    run(checks())


def test_a_cursor_of_another_list_leads_to_the_beginning() -> None:
    """The contract's schema admits it, so it is not refused."""

    async def checks() -> None:
        _, page = await posts("/api/posts?sort=-stars")
        cursor = page["meta"]["cursors"]["after"]
        for query in (f"sort=title&page[after]={cursor}", f"sort=title&page[after]={cursor[:-4]}", "sort=title"):
            assert (await posts(f"/api/posts?{query}"))[0] == ["new", "p0"]
        assert (await request("GET", "/api/posts?page[after]=no%20token")).status_code == 422

    run(checks())


def test_a_cursor_that_would_be_too_long_names_its_row() -> None:
    async def checks() -> None:
        for number in range(3):
            await request("POST", "/api/posts", json={"title": "z" * 150 + str(number)})
        seen, path = [], "/api/posts?sort=-title&page[size]=1"
        for _ in range(3):
            titles, page = await posts(path)
            assert len(page["meta"]["cursors"]["after"]) <= 120
            seen += titles
            path = page["links"]["next"]
        assert [title[-1] for title in seen] == ["2", "1", "0"]

    run(checks())
