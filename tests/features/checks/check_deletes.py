"""What is marked as deleted is found by nobody, until it is restored."""

from __future__ import annotations

from typing import Any

from client import NOBODY, request, run

MERGE = {"Content-Type": "application/merge-patch+json"}


async def _note(text: str) -> str:
    made = await request("POST", "/notes", json={"text": text})
    assert made.status_code == 201
    return f"/notes/{made.json()['id']}"


async def _texts(query: str = "") -> list[tuple[str, bool]]:
    page = (await request("GET", f"/notes{query}")).json()
    assert page["total"] == len(page["items"])
    return [(note["text"], note.get("deletedAt") is not None) for note in page["items"]]


def test_deleted_rows_are_gone_until_they_are_restored() -> None:
    async def checks() -> None:
        note = await _note("a")
        await _note("b")
        line = (await request("POST", f"{note}/lines", json={"text": "x"})).json()
        assert (await request("DELETE", note)).status_code == 204
        below = f"{note}/lines/{line['id']}"
        asked = [("GET", note), ("DELETE", note), ("PATCH", note), ("GET", f"{note}/lines")]
        for method, path in (*asked, ("GET", below), ("DELETE", below), ("POST", f"{below}/restore")):
            body: dict[str, Any] = {"json": {"text": "c"}, "headers": MERGE} if method == "PATCH" else {}
            assert (await request(method, path, **body)).status_code == 404
        assert await _texts() == await _texts("?includeDeleted=false") == [("b", False)]
        assert await _texts("?includeDeleted=true") == [("a", True), ("b", False)]

        marked = (await request("GET", "/notes?includeDeleted=true")).json()["items"]
        assert [each.get("isDeleted") for each in marked] == [True, None]
        back = await request("POST", f"{note}/restore")
        assert back.json()["isDeleted"] is False
        assert (back.status_code, back.json()["text"], back.json()["deletedAt"]) == (200, "a", None)
        assert (await request("POST", f"{note}/restore")).status_code == 409
        assert (await request("POST", f"/notes/{NOBODY}/restore")).status_code == 404
        assert await _texts() == [("a", False), ("b", False)]
        assert (await request("GET", f"{note}/lines")).json() == [line]

    run(checks())


def test_a_flag_marks_too_and_nobody_counts_what_is_deleted() -> None:
    async def checks() -> None:
        note = await _note("a")
        line = f"{note}/lines/{(await request('POST', f'{note}/lines', json={'text': 'x'})).json()['id']}"
        assert (await request("GET", note)).json()["lineCount"] == 1
        assert (await request("DELETE", line)).status_code == 204
        assert (await request("GET", line)).status_code == 404
        assert (await request("GET", f"{note}/lines")).json() == []
        assert (await request("GET", note)).json()["lineCount"] == 0
        for _ in range(2):  # nothing is documented for what is there
            assert (await request("POST", f"{line}/restore")).json()["isDeleted"] is False
        assert (await request("GET", note)).json()["lineCount"] == 1

    run(checks())


def test_what_lies_below_is_gone_by_any_path() -> None:
    async def checks() -> None:
        note = await _note("a")
        page = (await request("POST", f"{note}/pages", json={"text": "x"})).json()
        place = f"/pages/{page['id']}"
        mark = (await request("POST", f"{place}/marks", json={"at": 1})).json()
        mark_place = f"{place}/marks/{mark['id']}"
        assert (await request("GET", mark_place)).json() == mark
        await request("DELETE", note)
        asked = [("GET", place), ("PUT", place), ("DELETE", place), ("GET", f"{place}/marks"), ("GET", mark_place)]
        for method, path in (*asked, ("POST", f"{place}/marks")):
            sent = {"PUT": {"text": "y"}, "POST": {"at": 2}}.get(method)
            assert (await request(method, path, **({"json": sent} if sent else {}))).status_code == 404
        await request("POST", f"{note}/restore")
        assert (await request("GET", place)).json() == page
        assert (await request("GET", mark_place)).json() == mark

    run(checks())


def test_what_is_deleted_cannot_be_referred_to_any_more() -> None:
    async def checks() -> None:
        kept, gone = [(await _note(text)).removeprefix("/notes/") for text in "ab"]
        page = (await request("POST", f"/notes/{gone}/pages", json={"text": "x"})).json()
        pin = (await request("POST", "/pins", json={"label": "p", "noteId": gone, "pageId": page["id"]})).json()
        assert (pin["note"]["text"], pin["page"]) == ("b", page)
        await request("DELETE", f"/notes/{gone}")
        for refers in ({"noteId": gone}, {"noteId": kept, "pageId": page["id"]}):
            assert (await request("POST", "/pins", json={"label": "q", **refers})).status_code == 409
        place = f"/pins/{pin['id']}"
        stays = await request("PUT", place, json={"label": "r", "noteId": gone, "pageId": page["id"]})
        assert stays.status_code == 200  # what it referred to before, it may keep, and must show
        assert (stays.json()["note"]["isDeleted"], "page" in stays.json()) == (True, False)
        assert (await request("GET", place)).json() == stays.json()
        moved = await request("PUT", place, json={"label": "r", "noteId": kept})
        assert (moved.status_code, moved.json()["note"]["text"]) == (200, "a")
        assert (await request("PUT", place, json={"label": "r", "noteId": gone})).status_code == 409
        assert (await request("GET", place)).json() == moved.json()

    run(checks())


async def _photo(album: str) -> str:
    files = {"file": ("a.png", b"bytes", "application/octet-stream")}
    made = await request("POST", f"{album}/photos", files=files, data={"title": "a"})
    assert made.status_code == 201, made.text
    return f"{album}/photos/{made.json()['id']}"


async def _statuses(*paths: str) -> list[int]:
    return [(await request("GET", path)).status_code for path in paths]


def test_files_stay_with_what_is_marked_and_come_back_with_it() -> None:
    async def checks() -> None:
        made = await request("POST", "/albums", json={"title": "a"})
        album = f"/albums/{made.json()['id']}"
        photo = await _photo(album)
        everything = (album, f"{album}/photos", photo, f"{photo}/download")
        assert await _statuses(*everything) == [200] * 4
        assert (await request("DELETE", album)).status_code == 204
        assert await _statuses(*everything) == [404] * 4
        files = {"file": ("a.png", b"", "application/octet-stream")}
        assert (await request("POST", f"{album}/photos", files=files)).status_code == 404
        assert [each["title"] for each in (await request("GET", "/albums?include_deleted=true")).json()] == ["a"]
        back = await request("POST", f"{album}/restore")
        assert (back.status_code, back.json()["deleted_at"]) == (200, None)
        assert await _statuses(*everything) == [200] * 4
        assert (await request("GET", f"{photo}/download")).content == b"bytes"

    run(checks())


def test_nothing_lies_below_what_is_not_there_though_only_its_own_path_says_so() -> None:
    async def checks() -> None:
        files = {"file": ("a.png", b"", "application/octet-stream")}
        assert (await request("POST", f"/albums/{NOBODY}/photos", files=files)).status_code == 404
        assert await _statuses(f"/albums/{NOBODY}/photos") == [404]

    run(checks())
