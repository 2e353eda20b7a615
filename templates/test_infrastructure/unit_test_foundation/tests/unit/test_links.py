"""Links between the pages of a list."""

from __future__ import annotations

import pytest

from src.repositories.base import Neighbours
from src.services.base import Here, Page, Window
from src.services.base.links import Links, Turn, page_headers, query_without

HERE = Here("https://api.test", "/things", "q=a%20b&at=9")
DOCUMENTS = [{"id": "c"}, {"id": "d"}]
MIDDLE = Page(DOCUMENTS, Window(size=2, offset=2), more=True, total=7)
ONLY = Page(DOCUMENTS, Window(size=2), total=2)


@pytest.mark.parametrize(
    ("turn", "first", "previous", "following", "last"),
    [
        ("offset", "0", "0", "4", "6"),
        ("page", "1", "1", "3", "4"),
    ],
)
def test_links_lead_to_the_other_pages(turn: Turn, first: str, previous: str, following: str, last: str) -> None:
    """With the query that the list was asked for with, but for the parameter that turns pages."""
    facts = Links(HERE, turn, "at").facts(MIDDLE)
    assert facts == {
        "self_link": "/things?q=a%20b&at=9",
        "first_link": f"/things?q=a%20b&at={first}",
        "previous_link": f"/things?q=a%20b&at={previous}",
        "next_link": f"/things?q=a%20b&at={following}",
        "last_link": f"/things?q=a%20b&at={last}",
    }


def test_links_follow_cursors() -> None:
    """A token knows itself which way it leads."""
    cursors = Neighbours(previous="p", next="n", first="f", last="l")
    facts = Links(HERE, "cursor", "at", back="at").facts(Page(DOCUMENTS, Window(2), cursors=cursors))
    assert facts == {
        "self_link": "/things?q=a%20b&at=9",
        "first_link": "/things?q=a%20b&at=f",
        "previous_link": "/things?q=a%20b&at=p",
        "next_link": "/things?q=a%20b&at=n",
        "last_link": "/things?q=a%20b&at=l",
    }


def test_links_follow_keys() -> None:
    """Which lead back by another parameter than they lead on, or not at all."""
    page = Page(DOCUMENTS, Window(2), cursors=Neighbours(previous=3, next=4))
    here = Here("", "/things", "upto=9")
    facts = Links(here, "cursor", "at", back="upto").facts(page)
    assert (facts["first_link"], facts["last_link"]) == ("/things", None)
    assert (facts["previous_link"], facts["next_link"]) == ("/things?upto=3", "/things?at=4")
    assert Links(here, "cursor", "at").facts(page)["previous_link"] is None
    assert Links(here, "cursor", "at").header(Page([], Window(2))) == '</things?upto=9>; rel="first"'


@pytest.mark.parametrize("query", ["kinds=a,b", "kinds=a%2Cb", "kinds=a%7Cb+c", "kinds=", "kinds", "kinds[0]=a"])
def test_links_carry_the_query_as_it_was_sent(query: str) -> None:
    """Spelled another way, it could mean something else."""
    here = Here("", "/things", f"{query}&%61t=9&at=8&&q=%C3%A9")
    assert here.turned("at", "x=") == f"/things?{query}&q=%C3%A9&at=x%3D"


def test_a_query_goes_without_what_no_link_may_repeat() -> None:
    """Credentials, however they are spelled."""
    assert query_without("q=a%20b&key=x&k%65y=y&&keys=z&key", {"key"}) == "q=a%20b&keys=z"


def test_there_are_no_links_where_there_are_no_pages() -> None:
    """Before the first, behind the last, or at all."""
    facts = Links(HERE, "offset", "at").facts(ONLY)
    assert (facts["previous_link"], facts["next_link"]) == (None, None)
    assert Links(Here("", "/things", "")).header(MIDDLE) == '</things>; rel="self"'


def test_headers_tell_about_a_page() -> None:
    """Those that the contract has, with whole URLs where it wants them."""
    wanted = {"Link": "links", "Content-Range": "content_range", "X-More": "has_more", "X-Total": "total"}
    assert page_headers(MIDDLE, Links(HERE, "page", "at", whole=True), wanted) == {
        "Link": ", ".join(
            f'<https://api.test/things?q=a%20b&at={page}>; rel="{relation}"'
            for relation, page in (("first", 1), ("prev", 1), ("next", 3), ("last", 4))
        ),
        "Content-Range": "items 2-3/7",
        "X-More": "true",
        "X-Total": "7",
    }
    assert page_headers(Page([], Window()), Links(HERE), wanted) == {
        "Link": '</things?q=a%20b&at=9>; rel="self"',
        "Content-Range": "items */*",
        "X-More": "false",
    }
