"""Bodies that need not be in memory: handlers that ask for `Files` get long ones as views of a temporary file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from src.core.contract.content import PIECE, Files, Pieces
from src.core.contract.route import Reply
from tests.unit.admission.support import Answer, Client, Settings, body, operation, parameter

BINARY = "application/octet-stream"
MULTIPART = "multipart/form-data; boundary=b"
ANY_BYTES = {"type": "string", "format": "binary"}
FEW_BYTES = {"type": "string", "format": "binary", "maxLength": PIECE}
FORM = {"type": "object", "properties": {"file": ANY_BYTES, "few": FEW_BYTES, "note": {"type": "string"}}}
LONG = bytes(range(256)) * (3 * PIECE // 256) + b"!"


async def take(files: Files) -> Any:
    """What came, by name: how much, and whether it is in memory."""
    return {name: [file.size, isinstance(file.data, bytes), file.digest] for name, file in files.items()}


def send(media_type: str, schema: Any, content: bytes, limit: int = 10 * PIECE) -> Answer:
    """What a handler says that takes files."""
    spec = operation("POST", body=body(media_type.partition(";")[0], schema))
    client = Client([spec], {spec["id"]: take}, settings=Settings(max_body_bytes=2 * PIECE, max_upload_bytes=limit))
    return client.request("POST", "/things", content, {"content-type": media_type})


def form(**parts: bytes) -> bytes:
    """A multipart body."""
    head = b'--b\r\nContent-Disposition: form-data; name="%s"; filename="f"\r\n\r\n%s\r\n'
    return b"".join(head % (name.encode(), part) for name, part in parts.items()) + b"--b--\r\n"


@pytest.mark.parametrize("schema", [ANY_BYTES, {}, None])
@pytest.mark.parametrize(("content", "is_held"), [(b"5", True), (LONG[:PIECE], True), (LONG, False)])
def test_a_long_body_is_a_file(schema: Any, content: bytes, is_held: bool) -> None:
    size, held, digest = send(BINARY, schema, content).json[""]
    assert (size, held) == (len(content), is_held)
    assert send(BINARY, schema, content).json[""][2] == digest


def test_a_long_part_is_a_file_and_all_others_are_read() -> None:
    made = send(MULTIPART, FORM, form(note=b"n", file=LONG, few=LONG[:PIECE])).json
    assert {name: facts[:2] for name, facts in made.items()} == {"file": [len(LONG), False], "few": [PIECE, True]}
    assert made["file"][2] == send(BINARY, ANY_BYTES, LONG).json[""][2]


def test_what_a_schema_limits_is_looked_at() -> None:
    assert send(MULTIPART, FORM, form(few=LONG[: PIECE + 1])).status == 422
    for part in ("few", "note"):  # they have to be in memory
        assert send(MULTIPART, FORM, form(**{part: LONG})).status == 413
    assert send(BINARY, FEW_BYTES, LONG).status == 413


def test_no_part_of_a_content_is_taken_for_the_whole() -> None:
    spec = operation("POST", body=body(BINARY, ANY_BYTES))
    for header, value, status in (
        ("content-encoding", "gzip", 415),
        ("content-encoding", "identity", 200),
        ("content-range", "bytes 5-6/10", 400),
    ):
        headers = {"content-type": BINARY, header: value}
        assert Client([spec], {spec["id"]: take}).request("POST", "/things", b"ab", headers).status == status


@pytest.mark.parametrize("said", ["image/png, text/html", "image/", "image/a b", "image/x\0"])
def test_what_is_no_media_type_is_not_taken(said: str) -> None:
    spec = operation("POST", body=body("image/*", ANY_BYTES))
    client = Client([spec], {spec["id"]: take})
    assert client.request("POST", "/things", b"ab", {"content-type": "image/png"}).status == 200
    assert client.request("POST", "/things", b"ab", {"content-type": said}).status == 415


async def test_a_body_is_read_once_whatever_it_is_for() -> None:
    """Two templates match one path; only one of them takes files."""
    names = [parameter("name", "path", {"type": "string"}), parameter("kind", "path", {"type": "integer"})]
    specs = [
        operation("PUT", "/a/{name}", parameters=names[:1], body=body(BINARY, ANY_BYTES)),
        operation("PUT", "/a/{kind}", parameters=names[1:], body=body("application/json", {})),
    ]
    sent, given = [LONG[at : at + 4096] for at in range(0, len(LONG), 4096)], LONG
    client = Client(specs, {specs[0]["id"]: take}, settings=Settings(max_body_bytes=PIECE))
    answer = await client.send_pieces("PUT", "/a/x", sent, {"content-type": BINARY})
    assert (answer.status, answer.json[""][0]) == (200, len(given))


@pytest.mark.parametrize(
    ("said", "status"),
    [("image/png", 200), ("Image/PNG; x=y", 200), ("image/gif", 422), ("video/mp4", 200), ("", 200), ("text/plain", 422)],
)
def test_a_file_is_of_a_type_that_the_encoding_names(said: str, status: int) -> None:
    encoding = {"file": {"content_type": "image/png, video/*"}, "note": {"content_type": "text/csv"}}
    spec = operation("POST", body=body("multipart/form-data", FORM, encoding=encoding))
    head = f"Content-Type: {said}\r\n".encode() if said else b""
    content = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n' + head + b"\r\nx\r\n--b--"
    client = Client([spec], {spec["id"]: take})
    assert client.request("POST", "/things", content, {"content-type": MULTIPART}).status == status


def test_files_have_a_limit_of_their_own() -> None:
    assert send(BINARY, ANY_BYTES, LONG, len(LONG)).status == 200
    assert send(BINARY, ANY_BYTES, LONG, len(LONG) - 1).status == 413
    spec = operation("POST", body=body(BINARY, ANY_BYTES))
    assert Client([spec]).request("POST", "/things", LONG, {"content-type": BINARY}).status == 413


@pytest.mark.parametrize("content", [b"", b"--b", b"--b\r\nx: y\r\n\r\n", b"--b\r\nx: y\r\n", b"--c\r\n\r\n\r\n--c--"])
def test_a_broken_form_is_malformed(content: bytes) -> None:
    assert send(MULTIPART, FORM, content).status in (400, 422)


def test_pieces_are_sent_one_by_one() -> None:
    async def fetch(start: int, stop: int) -> AsyncIterator[bytes]:
        for first in range(start, stop, PIECE):
            yield LONG[first : min(stop, first + PIECE)]

    async def give() -> Reply:
        return Reply(Pieces(fetch, 0, len(LONG))[5:], media_type=BINARY)

    answers = [{"status": 200, "documented_as": "200", "media": [{"name": BINARY}]}]
    spec = operation("GET", answers=answers)
    answer = Client([spec], {spec["id"]: give}).request("GET", "/things")
    assert (answer.body, answer.headers["content-length"]) == (LONG[5:], str(len(LONG) - 5))
