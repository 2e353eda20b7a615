"""Successes that HTTP shortens: nothing new, no content, a part."""

from __future__ import annotations

import pytest

from src.core.contract.conditions import tag_of
from src.core.contract.finishing import finisher_of
from src.core.contract.model import Answer, AnswerMedia, Operation, Parameter
from src.core.contract.wire import Message
from src.core.errors import RangeNotSatisfiable

BODY = b"0123456789"
TAG = tag_of(BODY)


def _finished(
    headers: dict[str, str],
    *statuses: str,
    method: str = "GET",
    status: int = 200,
    tag: str = "",
    answers: tuple[Answer, ...] = (),
) -> tuple[int, dict[str, str], bytes]:
    prefer = Parameter("Prefer", "header", required=False, schema={"type": "string"})
    operation = Operation("op", method, "/", (prefer,), answers=answers, statuses=frozenset({"200", *statuses}))
    finish = finisher_of(operation)
    assert finish is not None
    sent = [(b"content-type", b"text/plain")] + ([(b"etag", tag.encode())] if tag else [])
    message = finish(Message(status, sent, BODY), headers)
    assert isinstance(message.body, bytes)
    return message.status, {name.decode(): value.decode() for name, value in message.headers}, message.body


@pytest.mark.parametrize(("method", "statuses"), [("GET", ()), ("POST", ("206", "304")), ("GET", ("204",))])
def test_what_is_not_documented_is_not_done(method: str, statuses: tuple[str, ...]) -> None:
    """Such an operation has no finisher."""
    assert finisher_of(Operation("op", method, "/", statuses=frozenset({"200", *statuses}))) is None


def test_a_client_that_has_it_already_is_told_so() -> None:
    """By the tag that the answer has, or by one made of its content."""
    assert _finished({}, "304") == (200, {"content-type": "text/plain", "etag": TAG}, BODY)
    assert _finished({"if-none-match": '"old"'}, "304")[0] == 200
    assert _finished({"if-none-match": f'"old", W/{TAG}'}, "304") == (304, {"etag": TAG}, b"")
    assert _finished({"if-none-match": "*"}, "3XX", tag='"mine"') == (304, {"etag": '"mine"'}, b"")
    assert _finished({"if-none-match": "*"}, "304", status=203)[0] == 203


@pytest.mark.parametrize(
    ("preference", "status"),
    [("return=minimal", 204), ('wait=1, return="minimal"', 204), ("return=representation", 200), ("", 200)],
)
def test_a_client_that_wants_no_content_gets_none(preference: str, status: int) -> None:
    """From operations that know the preference."""
    finished = _finished({"prefer": preference}, "204", method="PUT", tag=TAG)
    assert finished[0] == status
    if status == 204:
        assert finished == (204, {"etag": TAG, "preference-applied": "return=minimal"}, b"")


def test_no_content_is_of_the_type_that_is_documented_for_it() -> None:
    brief = Answer(204, (AnswerMedia("text/plain"),))
    finished = _finished({"prefer": "return=minimal"}, "204", method="PUT", answers=(Answer(200), brief))
    assert finished == (204, {"content-type": "text/plain", "preference-applied": "return=minimal"}, b"")


@pytest.mark.parametrize(
    ("asked", "content", "part"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=-20", BODY, "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_a_part_is_sent(asked: str, content: bytes, part: str) -> None:
    """With its place in the whole."""
    status, headers, body = _finished({"range": asked}, "206", "416")
    assert (status, headers["content-range"], body) == (206, part, content)


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=0-" + "9" * 40, "0-1"])
def test_no_range_is_the_whole(asked: str) -> None:
    """As if nothing had been asked."""
    status, headers, body = _finished({"range": asked}, "206", "416")
    assert (status, headers["accept-ranges"], body) == (200, "bytes", BODY)


@pytest.mark.parametrize(("condition", "status"), [(TAG, 206), ('"old"', 200)])
def test_a_part_of_another_version_is_not_sent(condition: str, status: int) -> None:
    """The client would put it together with what it has (`If-Range`)."""
    assert _finished({"range": "bytes=0-1", "if-range": condition}, "206", tag=TAG)[0] == status


def test_a_range_behind_the_end() -> None:
    """It is refused where that is documented; elsewhere the whole is the answer."""
    with pytest.raises(RangeNotSatisfiable) as caught:
        _finished({"range": "bytes=10-"}, "206", "416")
    assert caught.value.headers == {"Content-Range": "bytes */10"}
    assert _finished({"range": "bytes=10-"}, "206")[0] == 200
    assert _finished({"range": "bytes=0-1"}, "206", "416", status=203)[0] == 203


def test_what_requests_and_answers_have_in_common_is_said_again() -> None:
    """In place of the example; where a request says nothing, the example stays."""
    answer = Answer(200, headers={"X-Correlation-ID": "example"}, echoed=("X-Correlation-ID",))
    finish = finisher_of(Operation("op", "GET", "/", answers=(answer,), statuses=frozenset({"200"})))
    assert finish is not None
    sent = Message(200, [(b"x-correlation-id", b"example"), (b"etag", b'"a"')], BODY)
    said = finish(sent, {"x-correlation-id": "mine", "etag": "mine"})
    assert said == Message(200, [(b"etag", b'"a"'), (b"x-correlation-id", b"mine")], BODY)
    assert finish(sent, {}) is sent
    assert finish(Message(404, [], b""), {"x-correlation-id": "mine"}).headers == []
