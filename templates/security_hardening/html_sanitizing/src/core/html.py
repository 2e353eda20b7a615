"""HTML from clients, without what could do harm.

Only properties that the contract marks with `x-oagen-html` are cleaned: any other comes back as it was sent. A cleaned
text still keeps its schema. Where cleaning makes it too long or too short, its markup is shown instead of obeyed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import jsonschema_rs
import nh3

from src.core.config import get_settings
from src.core.documents import changed
from src.core.errors import Invalid

_INLINE = {"a", "abbr", "b", "br", "code", "del", "em", "i", "ins", "mark", "s", "small", "strong", "sub", "sup", "u"}
_BASIC = _INLINE | {"blockquote", "li", "ol", "p", "pre", "ul"}
_RICH = _BASIC | {
    "caption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
}
# policy → the elements that stay; attributes, URLs and contents of scripts are nh3's business
POLICIES: Mapping[str, set[str]] = {"text": set(), "basic": _BASIC, "rich": _RICH}
# what looks like markup and is none, for texts that have no room for entities
_LOOK_ALIKES = str.maketrans("<>&", "‹›＆")


class Html:
    """One property: its policy (that of the settings unless the contract names one) and what its schema asks for."""

    def __init__(self, policy: str | None, schema: Mapping[str, Any]) -> None:
        self._policy = policy
        self._validator = jsonschema_rs.validator_for(dict(schema), validate_formats=True)

    def clean(self, text: str) -> str:
        """The text without harm. Raises `Invalid` if no harmless form of it keeps the schema."""
        tags = POLICIES.get(self._policy or get_settings().html_policy, POLICIES["text"])
        attempts: tuple[Callable[[], str], ...] = (
            lambda: nh3.clean(text, tags=tags),
            lambda: escape(text, quote=False),
            lambda: text.translate(_LOOK_ALIKES),
        )
        for attempt in attempts:
            cleaned = attempt()
            if self._validator.is_valid(cleaned):
                return cleaned
        raise Invalid("A text holds HTML that cannot be kept.")


class HtmlFields:
    """The properties of a resource that hold HTML, by their paths in its documents."""

    def __init__(self, fields: Mapping[tuple[str, ...], Html]) -> None:
        self._fields = fields

    def __call__(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """A document whose HTML is clean."""
        for path, html in self._fields.items():
            document = changed(document, path, html.clean)
        return document
