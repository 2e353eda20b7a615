"""Searches: what a body asks for is found, sorted and paged as a list's parameters would have it."""

from __future__ import annotations

from typing import Any

from client import request, run

BOOKS = [("Emma", 1815, "a"), ("Middlemarch", 1871, "b"), ("Mathilda", 1820, "a"), ("Nana", 1880, "b")]


async def add_books() -> dict[str, str]:
    """Add the books that are not there yet; give title → id."""
    listed = (await request("GET", "/books")).json()["items"]
    found = {book["title"]: book["id"] for book in listed}
    for title, year, shelf in BOOKS:
        if title not in found:
            made = await request("POST", "/books", json={"title": title, "year": year, "shelf": shelf})
            found[title] = made.json()["id"]
    return found


async def titles(method: str, path: str, asked: Any) -> tuple[list[str], int]:
    """The titles on the page, and how many there are in all."""
    answer = await request(method, path, json=asked)
    assert answer.status_code == 200, answer.text
    assert "x-oagen-stub" not in answer.headers
    return [book["title"] for book in answer.json()["items"]], answer.json()["total"]


def test_a_body_filters_sorts_and_pages() -> None:
    async def checks() -> None:
        ids = await add_books()

        async def search(**asked: Any) -> tuple[list[str], int]:
            return await titles("POST", "/books/search", asked)

        everything = len((await request("GET", "/books")).json()["items"])
        assert (await search())[1] == everything
        assert await search(query="ma", sort=["-year"], limit=3) == (["Middlemarch", "Mathilda", "Emma"], 3)
        assert await search(query="m", sort=["year"], limit=2) == (["Emma", "Mathilda"], 3)
        assert await search(query="m", sort=["year"], limit=2, offset=2) == (["Middlemarch"], 3)
        assert await search(query="B", sort=["title"]) == (["Middlemarch", "Nana"], 2)  # their shelf
        wanted = [ids["Nana"], ids["Emma"]]
        assert await search(filter={"ids": wanted}, sort=["title"]) == (["Emma", "Nana"], 2)
        assert await search(filter={"ids": wanted, "year_from": 1850}) == (["Nana"], 1)
        assert await search(filter={"ids": wanted, "shelf'\"": "a"}) == (["Emma"], 1)
        assert await search(filter={"ids": []}) == ([], 0)
        assert (await request("POST", "/books/search")).status_code == 200
        assert (await request("POST", "/books/search", json={"limit": 0})).status_code == 422

    run(checks())


def test_a_query_asks_the_collection() -> None:
    async def checks() -> None:
        await add_books()
        assert await titles("QUERY", "/books", {"title": "Nana"}) == (["Nana"], 1)
        assert await titles("QUERY", "/books", {"title": "Nana", "year": None}) == (["Nana"], 1)
        assert await titles("QUERY", "/books", {"title": "Nana", "year": 1}) == ([], 0)

    run(checks())


def test_a_search_stays_below_its_parent() -> None:
    async def checks() -> None:
        for reader in ("ada", "bob"):
            for book in ("Emma", "Nana"):
                assert (await request("POST", f"/readers/{reader}/loans", json={"book": book})).status_code == 201
        found = await request("POST", "/readers/ada/loans:search", json={})
        assert [loan["book"] for loan in found.json()] == ["Emma", "Nana"]
        second = await request("POST", "/readers/ada/loans:search", json={"page": 2, "size": 1})
        assert [loan["book"] for loan in second.json()] == ["Nana"]
        named = await request("POST", "/readers/bob/loans:search", json={"book": "Nana"})
        assert [loan["book"] for loan in named.json()] == ["Nana"]

    run(checks())
