"""Entity tags and conditions, links from page to page, preferences, ranges, HEAD."""

from __future__ import annotations

import asyncio
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import uuid4

from client import request, run


async def add(title: str, **more: Any) -> Any:
    return await request("POST", "/api/books", json={"title": title}, **more)


def test_conditions() -> None:
    async def checks() -> None:
        added = await add("Emma")
        path, tag = added.headers["location"], added.headers["etag"]
        read = await request("GET", path)
        assert (read.headers["etag"], read.json()["title"]) == (tag, "Emma")
        same = await request("GET", path, headers={"If-None-Match": f'"other", W/{tag}'})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
        assert (await request("GET", path, headers={"If-None-Match": '"other"'})).status_code == 200

        change: dict[str, Any] = {"json": {"title": "Persuasion"}}
        assert (await request("PUT", path, **change)).status_code == 428
        assert (await request("PUT", path, headers={"If-Match": '"other"'}, **change)).status_code == 412
        assert (await request("PUT", path, headers={"If-Match": f"W/{tag}"}, **change)).status_code == 412
        changed = await request("PUT", path, headers={"If-Match": f'"other", {tag}'}, **change)
        assert (changed.status_code, changed.json()["title"]) == (200, "Persuasion")
        assert (await request("PUT", path, headers={"If-Match": tag}, **change)).status_code == 412
        unknown = f"/api/books/{uuid4()}"
        assert (await request("PUT", unknown, headers={"If-Match": tag}, **change)).status_code == 404

        assert (await request("DELETE", path, headers={"If-Match": tag})).status_code == 412
        assert (await request("GET", path)).headers["etag"] == changed.headers["etag"]
        gone = await request("DELETE", path, headers={"If-Match": changed.headers["etag"]})
        assert gone.status_code == 204
        assert (await request("GET", path)).status_code == 404

    run(checks())


def test_answers_tell_when_a_row_was_changed() -> None:
    async def checks() -> None:
        made = await request("POST", "/api/desks", json={"room": "a"})
        path = f"/api/desks/{made.json()['id']}"
        read = await request("GET", path)
        for answer in (made, read):
            told = parsedate_to_datetime(answer.headers["last-modified"])
            assert answer.headers["last-modified"].endswith(" GMT")
            assert told == datetime.fromisoformat(answer.json()["updatedAt"]).replace(microsecond=0)
        assert "last-modified" not in (await request("PATCH", path, json={"room": "b"})).headers

    run(checks())


def test_head_and_options_and_accept() -> None:
    async def checks() -> None:
        added = await add("Emma")
        path = added.headers["location"]
        head = await request("HEAD", path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", added.headers["etag"])
        assert "x-oagen-stub" not in head.headers
        assert (await request("HEAD", f"/api/books/{uuid4()}")).status_code == 404
        options = await request("OPTIONS", path)
        assert set(options.headers["allow"].split(", ")) >= {"GET", "HEAD", "PUT", "DELETE"}
        assert (await request("GET", path, headers={"Accept": "text/html"})).status_code == 406
        assert (await request("GET", path, headers={"Accept": "text/html, */*;q=0.1"})).status_code == 200

    run(checks())


def test_headers_lead_through_all_pages() -> None:
    async def checks() -> None:
        for number in range(5):
            await request("POST", "/api/books", json={"title": str(number), "shelf": "linked"})
        found, path = [], "/api/books?shelf=linked&per_page=2"
        for _ in range(3):
            page = await request("GET", path)
            assert page.headers["x-total-count"] == "5"
            found += [book["title"] for book in page.json()]
            path = page.links["next"]["url"] if "next" in page.links else ""
        assert sorted(found) == ["0", "1", "2", "3", "4"]
        assert not path
        assert "x-next-page" not in page.headers
        assert page.links["prev"]["url"] == "/api/books?shelf=linked&per_page=2&page=2"
        assert page.links["last"]["url"].endswith("page=3")
        assert page.links["first"]["url"].endswith("page=1")

    run(checks())


def test_links_repeat_no_credentials() -> None:
    async def checks() -> None:
        for number in range(3):
            await request("POST", "/api/books", json={"title": str(number), "shelf": "secret"})
        page = await request("GET", "/api/books?api_key=test-api-key&shelf=secret&per_page=1&page=2")
        assert page.links["next"]["url"] == "/api/books?shelf=secret&per_page=1&page=3"
        assert "api_key" not in page.headers["link"]

    run(checks())


def test_links_in_envelopes() -> None:
    async def checks() -> None:
        for number in range(3):
            await request("POST", "/api/loans", json={"reader": str(number)})
            await request("POST", "/api/reviews", json={"text": str(number)})
        page = (await request("GET", "/api/loans?limit=2")).json()
        assert page["_links"]["self"] == {"href": "/api/loans?limit=2"}
        following = (await request("GET", page["_links"]["next"]["href"])).json()
        assert "next" not in following["_links"]
        readers = [loan["reader"] for shown in (page, following) for loan in shown["_embedded"]["loans"]]
        assert readers == ["0", "1", "2"]
        assert following["_links"]["prev"]["href"].startswith("/api/loans?limit=2&cursor=")

        reviews = (await request("GET", "/api/reviews")).json()
        assert reviews["meta"] == {"total": 3}
        assert reviews["links"]["self"] == "http://shop.test/api/reviews"
        assert reviews["links"]["last"] == "http://shop.test/api/reviews?page%5Boffset%5D=2"
        last = (await request("GET", reviews["links"]["next"])).json()
        assert [review["text"] for review in last["data"]] == ["2"]
        assert last["links"]["next"] is None

    run(checks())


def test_preferences() -> None:
    async def checks() -> None:
        brief = await add("Emma", headers={"Prefer": "respond-async, return=minimal"})
        assert (brief.status_code, brief.content) == (204, b"")
        assert brief.headers["preference-applied"] == "return=minimal"
        assert (await request("GET", brief.headers["location"])).status_code == 200
        assert (await add("Emma", headers={"Prefer": "return=representation"})).status_code == 201

    run(checks())


def test_ranges() -> None:
    async def checks() -> None:
        whole = await request("GET", "/api/catalogue")
        assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
        text = whole.content

        async def part(asked: str, **more: str) -> Any:
            return await request("GET", "/api/catalogue", headers={"Range": asked, **more})

        some = await part("bytes=3-7")
        assert (some.status_code, some.content) == (206, text[3:8])
        assert some.headers["content-range"] == f"bytes 3-7/{len(text)}"
        assert (await part("bytes=-2")).content == text[-2:]
        assert (await part("bytes=2-")).content == text[2:]
        assert (await part("bytes=2-9999")).content == text[2:]
        for ignored in ("bytes=5-2", "bytes=0-1,3-4", "lines=1-2", "bytes=x"):
            assert (await part(ignored)).status_code == 200
        assert (await part("bytes=9999-")).content == text  # nobody can know how long an example is
        assert (await part("bytes=0-1", **{"If-Range": whole.headers["etag"]})).status_code == 206
        assert (await part("bytes=0-1", **{"If-Range": '"other"'})).status_code == 200

    run(checks())


def test_idempotency_keys() -> None:
    async def checks() -> None:
        key = {"Idempotency-Key": "k-1"}
        first = await add("Once", headers=key)
        again = await add("Once", headers=key)
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["location"] == first.headers["location"]
        assert again.headers["idempotent-replayed"] == "true"
        assert (await add("Twice", headers=key)).status_code == 409
        other = await add("Once", headers={"Idempotency-Key": "k-2"})
        assert other.headers["location"] != first.headers["location"]

        refused = await request("POST", "/api/books", json={"title": ""}, headers={"Idempotency-Key": "k-3"})
        assert refused.status_code == 422
        assert (await add("Thrice", headers={"Idempotency-Key": "k-3"})).status_code == 201

        answers = await asyncio.gather(*(add("At once", headers={"Idempotency-Key": "k-4"}) for _ in range(5)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.headers["location"] for answer in answers}) == 1

        made = answers[0].headers
        assert (await request("DELETE", made["location"], headers={"If-Match": made["etag"]})).status_code == 204
        assert (await add("At once", headers={"Idempotency-Key": "k-4"})).status_code == 409

    run(checks())


def test_a_place_is_a_url_where_the_contract_wants_one() -> None:
    async def checks() -> None:
        added = await request("POST", "/api/shelves", json={"room": "hall"})
        place = added.headers["location"]
        assert place.startswith("http://")
        assert (await request("GET", place)).json() == added.json()

    run(checks())


def test_a_document_links_to_itself() -> None:
    async def checks() -> None:
        added = (await request("POST", "/api/shelves", json={"room": "attic"})).json()
        itself = added["_links"]["self"]["href"]
        assert itself == f"/api/shelves/{added['id']}"
        assert (await request("GET", itself)).json() == added

    run(checks())
