"""Texts that are a property of a document, and media types that no document is read from."""

from __future__ import annotations

from typing import Any

from client import request, run

TEXT, IMAGE = {"Content-Type": "text/plain"}, {"Content-Type": "image/png"}
STUB = "X-Oagen-Stub"


def test_a_text_is_the_property_that_it_can_only_be() -> None:
    async def checks() -> None:
        await request("POST", "/cases", json={"ref": "a"})
        made = await request("POST", "/cases/a/notes", content="hi there", headers=TEXT)
        assert (made.status_code, made.json()["body"], STUB in made.headers) == (201, "hi there", False)
        path = f"/cases/a/notes/{made.json()['id']}"
        assert (await request("GET", path)).json() == made.json()
        written = await request("PUT", path, content="later", headers=TEXT)
        assert (await request("GET", path)).json() == written.json() == made.json() | {"body": "later"}

    run(checks())


def test_a_text_that_the_property_refuses_is_a_conflict() -> None:
    async def checks() -> None:
        await request("POST", "/cases", json={"ref": "b"})
        assert (await request("POST", "/cases/b/notes", content="x" * 9, headers=TEXT)).status_code == 409
        assert (await request("POST", "/cases/b/notes", json={"body": "x" * 9})).status_code == 422

    run(checks())


def test_rows_are_expected_whatever_comes() -> None:
    async def checks() -> None:
        for headers in (TEXT, IMAGE):
            for method, path in (("POST", "/cases/z/notes"), ("PUT", "/cases/z/notes/1")):
                missing = await request(method, path, content=b"x", headers=headers)
                assert (missing.status_code, STUB in missing.headers) == (404, False)
        assert (await request("PATCH", "/cases/z/notes/1", content=b"x", headers=IMAGE)).status_code == 404

    run(checks())


def test_what_no_document_is_read_from_is_left_to_be_written() -> None:
    async def checks() -> None:
        await request("POST", "/cases", json={"ref": "c"})
        made: Any = await request("POST", "/cases/c/notes", json={"body": "one"})
        path = f"/cases/c/notes/{made.json()['id']}"
        for method, place in (("POST", "/cases/c/notes"), ("PUT", path), ("PATCH", path)):
            assert (await request(method, place, content=b"\x89PNG", headers=IMAGE)).headers[STUB] == "true"
        assert (await request("PATCH", path, content=b"x", headers=TEXT)).status_code == 422
        assert (await request("GET", path)).json() == made.json()

    run(checks())
