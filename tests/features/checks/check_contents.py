"""Files: given back byte by byte, under their media type, until they are replaced, discarded, or go with their row."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from client import request, run
from sqlalchemy import func, select
from src.core.contract.content import PIECE, Content, ContentReplaced, Pieces
from src.core.database import async_session_maker
from src.core.errors import NotFound
from src.models.entities import stored_contents, stored_pieces
from src.repositories.albums import AlbumRepository
from src.repositories.base.contents import DatabaseContents

PICTURE = bytes(range(256)) * 3
LARGE = b"0123456789abcdef" * 20_000
LONG = bytes(range(256)) * (3 * PIECE // 256) + b"the end"


async def album(name: str) -> str:
    """Make an album; give its path."""
    assert (await request("POST", "/api/albums", json={"name": name})).status_code == 201
    return f"/api/albums/{quote(name, safe='')}"


async def put(path: str, content: bytes, media_type: str) -> httpx.Response:
    return await request("PUT", path, content=content, headers={"Content-Type": media_type})


async def kept() -> int:
    """How many contents there are."""
    async with async_session_maker() as session:
        return int((await session.execute(select(func.count()).select_from(stored_contents))).scalar_one())


def test_a_request_may_have_no_bytes() -> None:
    async def checks() -> None:
        sleeve = f"{await album('Plain')}/sleeve"
        await put(sleeve, PICTURE, "image/png")
        assert (await request("PUT", sleeve)).status_code == 204
        assert (await request("GET", sleeve)).content == PICTURE

    run(checks())


def test_bytes_and_their_media_type_come_back() -> None:
    async def checks() -> None:
        cover = f"{await album('Blue / “Ünïcode”')}/cover"
        example = await request("GET", cover)
        assert (example.status_code, example.headers["x-oagen-stub"]) == (200, "true")
        shown = await put(cover, PICTURE, "image/png")
        assert (shown.status_code, shown.json()) == (200, {"name": "Blue / “Ünïcode”"})
        first = await request("GET", cover)
        assert (first.content, first.headers["content-type"]) == (PICTURE, "image/png")
        assert "x-oagen-stub" not in first.headers

        again = await request("GET", cover, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        await put(cover, LARGE, "image/webp")
        second = await request("GET", cover, headers={"If-None-Match": first.headers["etag"]})
        assert (second.content, second.headers["content-type"]) == (LARGE, "image/webp")
        assert second.headers["etag"] != first.headers["etag"]
        assert (await put(cover, b"", "image/png")).status_code == 200
        assert (await request("GET", cover)).content == b""

        assert (await put("/api/albums/nowhere/cover", PICTURE, "image/png")).status_code == 404
        assert (await request("GET", "/api/albums/nowhere/cover")).status_code == 404
        assert (await put(cover, b"x", "text/plain")).status_code == 422

    run(checks())


def test_what_is_discarded_is_not_found() -> None:
    async def checks() -> None:
        cover = f"{await album('Hush')}/cover"
        await put(cover, PICTURE, "image/png")
        assert (await request("DELETE", cover)).status_code == 204
        assert (await request("GET", cover)).status_code == 404
        await put(cover, PICTURE, "image/gif")
        assert (await request("GET", cover)).content == PICTURE

    run(checks())


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.flac", "attachment; filename=\"a.flac\"; filename*=UTF-8''a.flac"),
        ("żółć 1.flac", "attachment; filename=\"____ 1.flac\"; filename*=UTF-8''%C5%BC%C3%B3%C5%82%C4%87%201.flac"),
        ('a"; x="b\\.c', "attachment; filename=\"a_; x=_b_.c\"; filename*=UTF-8''a%22%3B%20x%3D%22b%5C.c"),
        ("a\r\nX-Y: z", "attachment; filename=\"a__X-Y_ z\"; filename*=UTF-8''a%0D%0AX-Y%3A%20z"),
    ],
)
def test_a_file_is_called_what_its_row_says(name: str, told: str) -> None:
    assert Content(b"", "audio/flac", name=name).attachment == {"Content-Disposition": told}
    assert Content(b"", "audio/flac").attachment == {}


def test_a_file_comes_with_its_document() -> None:
    async def checks() -> None:
        tracks = f"{await album('Live')}/tracks"
        files = {"recording": ("C:\\songs\\a.flac", LARGE, "audio/flac")}
        made = await request("POST", tracks, data={"title": "One"}, files=files)
        assert made.status_code == 201
        told = {"fileName": "a.flac", "size": len(LARGE), "mimeType": "audio/flac"}
        given = await request("GET", f"{tracks}/{made.json()['id']}/download")
        assert given.headers["content-disposition"] == "attachment; filename=\"a.flac\"; filename*=UTF-8''a.flac"
        assert made.json() == {"id": made.json()["id"], "title": "One", **told}
        path = f"{tracks}/{made.json()['id']}"
        given = await request("GET", f"{path}/download")
        assert (given.content, given.headers["content-type"]) == (LARGE, "audio/flac")
        part = await request("GET", f"{path}/download", headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, LARGE[10:20])
        assert (await request("GET", f"{path}/download", headers={"Range": "bytes=999999-"})).status_code == 416

        other = await request("POST", tracks, data={"title": "Two"}, files={"recording": ("b", b"?", "text/html")})
        undocumented = await request("GET", f"{tracks}/{other.json()['id']}/download")
        assert (undocumented.content, undocumented.headers["content-type"]) == (b"?", "audio/mpeg")
        assert (await request("GET", f"{tracks}/424242/download")).status_code == 404

    run(checks())


def test_a_long_file_comes_and_goes_in_pieces() -> None:
    async def checks() -> None:
        tracks = f"{await album('Long')}/tracks"
        made = await request("POST", tracks, data={"title": "One"}, files={"recording": ("a", LONG, "audio/flac")})
        assert made.status_code == 201, made.text
        assert made.json()["size"] == len(LONG)
        path = f"{tracks}/{made.json()['id']}"
        assert (await request("GET", f"{path}/download")).content == LONG
        for asked, first, last in (
            ("5-9", 5, 10),
            ("-9", -9, None),
            (f"{PIECE - 3}-{2 * PIECE}", PIECE - 3, 2 * PIECE + 1),
        ):
            part = await request("GET", f"{path}/download", headers={"Range": f"bytes={asked}"})
            assert (part.status_code, part.content) == (206, LONG[first:last])

        cover = path.partition("/tracks")[0] + "/cover"
        await put(cover, LONG, "image/png")
        first_tag = (await request("GET", cover)).headers["etag"]
        assert (await request("GET", cover, headers={"If-None-Match": first_tag})).status_code == 304
        await put(cover, PICTURE, "image/png")
        assert (await request("GET", cover)).content == PICTURE
        await request("DELETE", path.partition("/tracks")[0])
        async with async_session_maker() as session:
            assert (await session.execute(select(stored_pieces))).first() is None

    run(checks())


def test_a_key_belongs_to_one_file() -> None:
    async def checks() -> None:
        tracks = f"{await album('Once')}/tracks"

        async def add(content: bytes) -> httpx.Response:
            files = {"recording": ("a", content, "audio/flac")}
            return await request("POST", tracks, data={"title": "One"}, files=files, headers={"Idempotency-Key": "k"})

        first = await add(LONG)
        assert (first.status_code, (await add(LONG)).json()) == (201, first.json())
        assert (await add(LONG[::-1])).status_code == 409

    run(checks())


def test_a_file_that_is_replaced_while_it_is_given_ends_early() -> None:
    async def checks() -> None:
        async with async_session_maker() as session:
            await DatabaseContents(session).put("/p", "s", Content(LONG, "text/plain"))
            await session.commit()
            given = await DatabaseContents(session).get("/p", "s")
            await DatabaseContents(session).put("/p", "s", Content(LONG[::-1], "text/plain"))
            await session.commit()
        assert given is not None
        assert isinstance(given.data, Pieces)
        with pytest.raises(ContentReplaced):
            [piece async for piece in given.data]

    run(checks())


def test_a_deletion_that_somebody_else_remembered_first_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async def checks() -> None:
        async def not_there_yet(*_: Any) -> None:
            return None

        async with async_session_maker() as session:
            await AlbumRepository(session).delete(name="Twice")
            monkeypatch.setattr(AlbumRepository, "_first", not_there_yet)
            assert await AlbumRepository(session).delete(name="Twice") is None
            monkeypatch.undo()
            with pytest.raises(NotFound):
                await AlbumRepository(session).refuse_deleted(name="Twice")

    run(checks())


def test_files_go_with_their_rows() -> None:
    async def checks() -> None:
        kept_before = await kept()
        path, alike = await album("Gone"), await album("Gone-Not")
        await put(f"{path}/cover", PICTURE, "image/png")
        await put(f"{alike}/cover", PICTURE, "image/png")
        files = {"recording": ("a", PICTURE, "audio/mpeg")}
        await request("POST", f"{path}/tracks", data={"title": "One"}, files=files)
        assert await kept() == kept_before + 3
        assert (await request("DELETE", path)).status_code == 204
        assert await kept() == kept_before + 1
        assert (await request("GET", f"{alike}/cover")).content == PICTURE
        await album("Gone")
        assert (await request("GET", f"{path}/cover")).headers["x-oagen-stub"] == "true"

    run(checks())


def test_what_lies_below_a_place_is_told_by_its_letters() -> None:
    async def checks() -> None:
        async with async_session_maker() as session:
            store = DatabaseContents(session)
            places = ("/a/x", "/a/x/b/1", "/a/X/b/1", "/a/x0", "/a/x-/b", "/a/x%2F/b")
            for place in places:
                await store.put(place, "content", Content(place.encode(), "text/plain"))
            await store.forget("/a/x")
            found: list[Any] = [await store.get(place, "content") for place in places]
            assert [content and content.data.decode() for content in found] == [None, None, *places[2:]]

    run(checks())
