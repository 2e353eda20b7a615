"""Links from one page of a list to the others, made of the URL that the list was asked for with."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, unquote_plus, urlencode

from src.repositories.base import Neighbours
from src.services.base.paging import Page

Turn = Literal["offset", "page", "cursor"]


def query_without(query: str, parameters: Set[str]) -> str:
    """The rest of a query without some parameters, as it was sent."""
    pairs = [pair for pair in query.split("&") if pair]
    return "&".join(pair for pair in pairs if unquote_plus(pair.partition("=")[0]) not in parameters)


@dataclass(frozen=True, slots=True)
class Here:
    """The URL of a request: `path` as it was sent, and `origin` for clients that need whole URLs.

    Links repeat the `query`, so no credentials may be in it.
    """

    origin: str
    path: str
    query: str

    def turned(self, parameter: str, value: str | int | None, *, without: str = "") -> str:
        """The same path and query, with another value for one parameter, or none, and `without` another one.

        All others stand as they were sent.
        """
        turned = "" if value is None else urlencode({parameter: value}, quote_via=quote)
        query = "&".join(filter(None, (query_without(self.query, {parameter, without}), turned)))
        return f"{self.path}?{query}" if query else self.path

    def __str__(self) -> str:
        """The path and the query."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the links of a list. `parameter` is the one that turns pages, and `turn` says what it counts.

    `back` is the one that leads to pages before cursors: another one, or the same.
    """

    here: Here
    turn: Turn | None = None
    parameter: str = ""
    back: str = ""
    whole: bool = False  # URLs with scheme and host, where the contract wants them

    def facts(self, page: Page) -> dict[str, str | None]:
        """The link to every page that there is, by relation; None where there is none."""
        if self.turn == "cursor":
            return {"self_link": self._absolute(str(self.here)), **self._along(page.cursors or Neighbours())}
        window = page.window
        return {
            "self_link": self._absolute(str(self.here)),
            "first_link": self._to(0, page),
            "previous_link": self._to(page.previous, page),
            "next_link": self._to(window.offset + window.size if page.more else None, page),
            "last_link": self._to(page.last, page),
        }

    def header(self, page: Page) -> str:
        """The value of a `Link` header (RFC 8288)."""
        relations = {"first": "first_link", "prev": "previous_link", "next": "next_link", "last": "last_link"}
        facts = self.facts(page)
        links = [f'<{facts[fact]}>; rel="{relation}"' for relation, fact in relations.items() if facts[fact]]
        return ", ".join(links) or f'<{facts["self_link"]}>; rel="self"'

    def _along(self, cursors: Neighbours) -> dict[str, str | None]:
        return {
            "first_link": self._absolute(self.here.turned(self.parameter, cursors.first, without=self.back)),
            "previous_link": self._by(self.back, cursors.previous, without=self.parameter),
            "next_link": self._by(self.parameter, cursors.next, without=self.back),
            "last_link": self._by(self.parameter, cursors.last, without=self.back),
        }

    def _by(self, parameter: str, cursor: Any, *, without: str) -> str | None:
        if cursor is None or not parameter:
            return None
        return self._absolute(self.here.turned(parameter, cursor, without=without))

    def _to(self, offset: int | None, page: Page) -> str | None:
        if offset is None or self.turn is None:
            return None
        window = page.window
        number = window.first_page + (offset // window.size if window.size else 0)
        value = number if self.turn == "page" else window.first_offset + offset
        return self._absolute(self.here.turned(self.parameter, value))

    def _absolute(self, reference: str) -> str:
        return self.here.origin + reference if self.whole else reference


def page_headers(page: Page, links: Links, wanted: Mapping[str, str]) -> dict[str, str]:
    """The headers that tell about a page: header → fact. What there is nothing to tell about is left out."""
    facts: dict[str, Any] = {**page.facts(), **links.facts(page)}
    facts["links"] = links.header(page)
    facts["content_range"] = _content_range(page)
    return {name: _text(facts[fact]) for name, fact in wanted.items() if facts.get(fact) is not None}


def _content_range(page: Page) -> str:
    total = "*" if page.total is None else page.total
    first = page.window.offset
    return f"items {first}-{first + len(page.documents) - 1}/{total}" if page.documents else f"items */{total}"


def _text(fact: Any) -> str:
    return str(fact).lower() if isinstance(fact, bool) else str(fact)
