"""Patches of documents, by the examples of their specifications and by what goes wrong."""

from __future__ import annotations

from typing import Any

import pytest

from src.core.errors import Conflict
from src.services.base.patching import json_patch, merge_patch

DEEP = 100_000


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch(target: Any, patch: Any, result: Any) -> None:
    """Every example of RFC 7396, appendix A, that differs from the others."""
    assert merge_patch(target, patch) == result


@pytest.mark.parametrize(
    ("document", "operations", "result"),
    [
        ({"a": 1}, [{"op": "add", "path": "/b", "value": 2}], {"a": 1, "b": 2}),
        ({"a": [1, 3]}, [{"op": "add", "path": "/a/1", "value": 2}], {"a": [1, 2, 3]}),
        ({"a": [1]}, [{"op": "add", "path": "/a/-", "value": [2]}], {"a": [1, [2]]}),
        ({"a": 1}, [{"op": "add", "path": "", "value": {"b": 2}}], {"b": 2}),
        ({"a": 1, "b": 2}, [{"op": "remove", "path": "/b"}], {"a": 1}),
        ({"a": [1, 2, 3]}, [{"op": "remove", "path": "/a/1"}], {"a": [1, 3]}),
        ({"a": 1}, [{"op": "replace", "path": "/a", "value": None}], {"a": None}),
        ({"a": {"b": 1}, "c": {}}, [{"op": "move", "from": "/a/b", "path": "/c/d"}], {"a": {}, "c": {"d": 1}}),
        ({"a": [1, 2, 3]}, [{"op": "move", "from": "/a/0", "path": "/a/2"}], {"a": [2, 3, 1]}),
        ({"a": {"b": 1}}, [{"op": "copy", "from": "/a", "path": "/c"}], {"a": {"b": 1}, "c": {"b": 1}}),
        ({"a/b": 1, "m~n": 2}, [{"op": "remove", "path": "/a~1b"}, {"op": "remove", "path": "/m~0n"}], {}),
        ({"a": [1, {"b": 2}]}, [{"op": "test", "path": "/a", "value": [1.0, {"b": 2}]}], {"a": [1, {"b": 2}]}),
    ],
)
def test_a_json_patch(document: Any, operations: list[dict[str, Any]], result: Any) -> None:
    """Each kind of operation of RFC 6902."""
    before = repr(document)
    assert json_patch(document, operations) == result
    assert repr(document) == before


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "add", "path": "/b/c", "value": 1},
        {"op": "add", "path": "/a/c", "value": 1},
        {"op": "add", "path": "/list/3", "value": 1},
        {"op": "add", "path": "/list/01", "value": 1},
        {"op": "add", "path": "/b"},
        {"op": "remove", "path": "/b"},
        {"op": "remove", "path": "/list/-"},
        {"op": "replace", "path": "/b", "value": 1},
        {"op": "move", "from": "/list", "path": "/list/0"},
        {"op": "copy", "from": "/b", "path": "/c"},
        {"op": "test", "path": "/a", "value": True},
        {"op": "test", "path": "/list", "value": [0]},
        {"op": "remove", "path": "a"},
        {"op": "remove", "path": None},
        {"op": "increase", "path": "/a"},
    ],
    ids=str,
)
def test_a_patch_that_does_not_apply_is_refused(operation: dict[str, Any]) -> None:
    """It points nowhere, says too little, or expects something else."""
    with pytest.raises(Conflict):
        json_patch({"a": 1, "list": [1, 2]}, [operation])


def test_a_patch_cannot_make_a_document_explode() -> None:
    """Neither in length, by doubling, nor in depth."""
    doubling = [{"op": "copy", "from": "", "path": f"/{number}"} for number in range(40)]
    with pytest.raises(Conflict, match="too large"):
        json_patch({"a": "some text"}, doubling)
    nested: list[Any] = []
    for _ in range(DEEP):
        nested = [nested]
    with pytest.raises(Conflict, match="too deeply"):
        json_patch({}, [{"op": "add", "path": "/a", "value": nested}])
    while nested:  # level by level: a chain this long is not left to the garbage collector
        nested = nested[0]
