"""The whole stage: positions for every pointer, no exception whatever comes, and the same answer every time."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oagen.document import load_document
from oagen.document.pointers import join
from oagen.resources import SPECS

EXAMPLE = yaml.safe_load((SPECS / "simple_task_api.yaml").read_text())
JUNK = [None, "", 0, True, [], {}, "x", [None], {"$ref": "#/components/schemas/X"}, {"$ref": "#"}, {"$ref": 1}, [[]]]


def pointers_of(value: Any, base: str = "") -> Iterator[str]:
    yield base
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        yield from pointers_of(item, join(key, base=base))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize("suffix", ["yaml", "json"])
@settings(deadline=None, max_examples=25)
@given(extension=json_values)
def test_every_pointer_has_a_place(suffix: str, extension: Any) -> None:
    tree = EXAMPLE | {"x-extension": extension}
    text = json.dumps(tree, indent=1) if suffix == "json" else yaml.safe_dump(tree, sort_keys=False)
    document, found = load_document(f"a.{suffix}", text=text.encode())
    assert document is not None, found
    lines = text.split("\n")
    for pointer in pointers_of(document.authored):
        span = document.span(pointer)
        assert span
        assert 0 < span.line <= len(lines)
        assert 0 < span.column <= len(lines[span.line - 1]) + 1
    assert document.span("/no/such/place")


def containers(value: Any) -> Iterator[Any]:
    if isinstance(value, (dict, list)) and value:
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from containers(item)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_comes_is_an_answer(data: st.DataObject) -> None:
    tree = copy.deepcopy(EXAMPLE)
    for _ in range(data.draw(st.integers(1, 3))):
        holders = list(containers(tree))
        holder = holders[data.draw(st.integers(0, len(holders) - 1))]
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        holder[data.draw(st.sampled_from(keys))] = copy.deepcopy(data.draw(st.sampled_from(JUNK)))
    document, found = load_document("a.json", text=json.dumps(tree).encode())
    assert document is not None or found
    assert all(d.span and d.span.line for d in found)


def test_two_runs_agree() -> None:
    path = SPECS / "simple_task_api.yaml"
    first, second = load_document(path)[0], load_document(path)[0]
    assert first is not None
    assert second is not None
    assert json.dumps([first.authored, first.normal]) == json.dumps([second.authored, second.normal])


def test_our_own_documents_are_without_fault() -> None:
    for path in SPECS.glob("*.yaml"):
        document, found = load_document(path, strict=True)
        assert document is not None, found
        assert found == []
