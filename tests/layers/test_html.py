"""Properties that the contract marks as HTML: harmless when they are stored, and still what their schema says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st


def test_what_has_no_room_for_entities_gets_look_alikes(project: Any) -> None:
    html = project.module("src.core.html").Html("text", {"minLength": 3, "maxLength": 3})
    assert html.clean("<a>") == "\u2039a\u203a"


def test_what_cannot_be_kept_is_refused(project: Any) -> None:
    html = project.module("src.core.html").Html("text", {"pattern": "^<a>$"})
    with pytest.raises(project.module("src.core.errors").Invalid):
        html.clean("<a>")


_TEXTS = st.text(alphabet="<>&;\"'/= abi\u2039\u00fc\n", max_size=12) | st.sampled_from(
    ["<script>alert(1)</script>", "<img src=x onerror=y>", "<b>bold</b>", "a<b & c>d", "&lt;script&gt;"]
)


@given(text=_TEXTS, policy=st.sampled_from(["text", "basic", "rich"]), shorter=st.integers(0, 3))
def test_cleaned_texts_keep_their_schema_and_hold_no_foreign_markup(
    project: Any, text: str, policy: str, shorter: int
) -> None:
    module = project.module("src.core.html")
    schema = {"minLength": max(0, len(text) - shorter), "maxLength": len(text)}
    cleaned = module.Html(policy, schema).clean(text)
    assert schema["minLength"] <= len(cleaned) <= schema["maxLength"]
    assert "<script" not in cleaned
    assert "<img src=x onerror" not in cleaned
    assert json.dumps(cleaned)
