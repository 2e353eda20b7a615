"""What the server adds to the objects inside a document, and what they keep of it."""

from __future__ import annotations

from itertools import count
from typing import Any

from src.services.base.parts import AtChange, Number, OfRow, PartSources, with_parts

LINES = ("lines", "*")


def parts() -> PartSources:
    """Sources that count, so that it shows what is new."""
    keys = count(1)
    return {
        ("address",): {"kind": lambda: "home"},
        LINES: {"id": lambda: f"line{next(keys)}", "number": Number.NEXT, "position": Number.POSITION},
        (*LINES, "taxes", "*"): {"id": lambda: "tax"},
    }


def line(text: str, key: str, number: int, position: int) -> dict[str, Any]:
    return {"text": text, "id": key, "number": number, "position": position}


def test_inner_objects_are_completed() -> None:
    """At any depth; what a client gave stays, and so does what is no object."""
    given = {"address": {"street": "x"}, "lines": [{"text": "a", "taxes": [{}, {"id": "mine"}]}, {"text": "b"}, 3]}
    first = {**line("a", "line1", 1, 1), "taxes": [{"id": "tax"}, {"id": "mine"}]}
    assert with_parts(given, {}, parts()) == {
        "address": {"street": "x", "kind": "home"},
        "lines": [first, line("b", "line2", 2, 2), 3],
    }
    assert with_parts({"address": None, "lines": "none"}, {}, parts()) == {"address": None, "lines": "none"}


def test_what_was_there_keeps_what_it_got() -> None:
    """Wherever in its list it stands now; what is new gets what nothing had before it."""
    stored = with_parts({"lines": [{"text": "a"}, {"text": "b"}, {"text": "a"}]}, {}, parts())
    given = {"lines": [{"text": "b"}, {"text": "c"}, {"text": "a"}, {"text": "a"}, {"text": "a"}]}
    assert with_parts(given, stored, parts())["lines"] == [
        line("b", "line2", 2, 1),
        line("c", "line1", 4, 2),
        line("a", "line1", 1, 3),
        line("a", "line3", 3, 4),
        line("a", "line2", 5, 5),
    ]
    changed = with_parts({"address": {}}, {"address": {"kind": "work"}}, parts())
    assert changed == {"address": {"kind": "work"}}


def test_an_item_is_known_by_what_it_got() -> None:
    """Whatever else of it changes; where it stands is not for clients to say."""
    stored = with_parts({"lines": [{"text": "a"}, {"text": "b"}]}, {}, parts())
    first, second = stored["lines"]
    given = {"lines": [{**second, "text": "c"}, first, {"text": "a"}]}
    assert with_parts(given, stored, parts())["lines"] == [
        line("c", "line2", 2, 1),
        line("a", "line1", 1, 2),
        line("a", "line1", 3, 3),
    ]


def test_what_changed_tells_when() -> None:
    """Inside a list that is what has changed; elsewhere it is all of the document."""
    times = count(1)
    told: PartSources = {("meta",): {"at": AtChange(lambda: next(times))}, LINES: {"at": AtChange(lambda: next(times))}}
    made = with_parts({"meta": {}, "lines": [{"text": "a"}, {"text": "b"}]}, {}, told)
    assert made == {"meta": {"at": 1}, "lines": [{"text": "a", "at": 2}, {"text": "b", "at": 3}]}
    changes = {"meta": made["meta"], "lines": [{"text": "b", "at": 3}, {"text": "c", "at": 2}]}
    changed = with_parts(changes, made, told)
    assert changed == {"meta": {"at": 4}, "lines": [{"text": "b", "at": 3}, {"text": "c", "at": 5}]}


def test_what_is_of_a_row_is_not_for_clients_to_say() -> None:
    """They tell which row they mean, and no row twice."""
    keys = count(1)
    row = {"id": OfRow(lambda: next(keys), is_key=True), "at": OfRow(AtChange(lambda: "now")), "by": OfRow()}
    sources: PartSources = {LINES: row}
    made = with_parts({"lines": [{"text": "a", "id": 7, "at": "never", "by": "me"}, {"text": "a"}]}, {}, sources)
    assert made == {"lines": [{"text": "a", "id": 1, "at": "now"}, {"text": "a", "id": 2, "at": "now"}]}
    stored = {"lines": [{**line, "at": "then", "by": "you"} for line in made["lines"]]}
    given = {"lines": [{"text": "a"}, {"text": "a", "id": 1, "at": "x"}, {"text": "b", "id": 2}, {"text": "c", "id": 2}]}
    assert with_parts(given, stored, sources)["lines"] == [
        {"text": "a", "id": 3, "at": "now"},
        {"text": "a", "id": 1, "at": "then", "by": "you"},
        {"text": "b", "id": 2, "at": "now", "by": "you"},
        {"text": "c", "id": 4, "at": "now"},
    ]
