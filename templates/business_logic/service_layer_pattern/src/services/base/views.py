"""How documents stand in the body of an answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, cast
from urllib.parse import quote

import structlog
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from src.core.contract.fitting import fits
from src.core.contract.model import Schema
from src.core.documents import laid
from src.models.entities.base.codec import Document
from src.services.base.links import Links
from src.services.base.paging import Page

T = TypeVar("T")
Path = tuple[str, ...]
logger = structlog.get_logger(__name__)


class View(Generic[T]):
    """An answer's body, typed.

    `wrapper` leads from the body to the document, or for `is_list` to the array of them; `frame` is the rest of the
    body; `meta` says where in it the facts about a page stand, and `meta_again` where some stand once more. An answer
    without documents tells how many there were where `counts` says. Documents are shown without `hidden` properties, or
    with `only` these, or with those `only_of` the kind that they are of, and with `fillers` for those that must be there and nobody set. `fitting` ones are shown if their
    value is valid by their schema: more may be written than shown. `links` of a document to itself and to what is above
    and below it are filled with its own keys: place → a format string, and the properties that it takes. A list that
    must have some documents shows `examples` in the place of those that are not there.
    """

    def __init__(
        self,
        model: Any,
        *,
        wrapper: Path = (),
        is_list: bool = False,
        frame: Any = None,
        meta: Mapping[str, Path] | None = None,
        meta_again: Sequence[tuple[str, Path]] = (),
        counts: Sequence[Path] = (),
        hidden: Collection[str] = (),
        only: Collection[str] = (),
        only_of: Sequence[tuple[Schema, Collection[str]]] = (),
        fitting: Mapping[str, Schema] | None = None,
        fillers: Mapping[str, Any] | None = None,
        links: Mapping[Path, tuple[str, Path]] | None = None,
        examples: Sequence[Any] = (),
    ) -> None:
        self._model = model
        self._wrapper = wrapper
        self._is_list = is_list
        self._frame = frame
        self._meta = meta or {}
        self._places = (*self._meta.items(), *meta_again)
        self._counts = counts
        self._hidden = frozenset(hidden)
        self._only = frozenset(only)
        self._only_of = only_of
        self._fitting = fitting or {}
        self._fillers = fillers or {}
        self._links = links or {}
        self._examples = examples

    @property
    def is_counted(self) -> bool:
        """Whether the answer tells how many documents there are on all pages."""
        return not self._meta.keys().isdisjoint({"total", "pages", "last_link"})

    def of(self, document: Document) -> T:
        """Show one document."""
        shown = self._shown(document)
        return self._typed(laid(self._frame, self._wrapper, [shown] if self._is_list else shown))

    def of_page(self, page: Page, links: Links | None = None) -> T:
        """Show a page of documents."""
        shown: list[Any] = [self._shown(document) for document in page.documents]
        body = laid(self._frame, self._wrapper, shown + list(self._examples[len(shown) :]))
        facts = page.facts() if self._places else {}
        if links is not None:
            facts |= links.facts(page)
        for name, place in self._places:
            if facts.get(name) is not None:
                body = laid(body, place, facts[name])
        return self._typed(body)

    def plain(self) -> T:
        """Acknowledge without showing a document."""
        return self._typed(self._frame)

    def counting(self, number: int) -> T:
        """Acknowledge what was done to so many documents."""
        body = self._frame
        for place in self._counts:
            body = laid(body, place, number)
        return self._typed(body)

    def _shown(self, document: Document) -> Document:
        shown = self._chosen(document)
        for place, (path, names) in self._links.items():
            keys = [document.get(name) for name in names]
            if None not in keys and _stands(shown, place):
                shown = laid(shown, place, path.format(*(quote(str(key), safe="") for key in keys)))
        return shown

    def _chosen(self, document: Document) -> Document:
        if not (self._hidden or self._only or self._only_of or self._fitting or self._fillers):
            return document
        of_kind = next((names for schema, names in self._only_of if fits(document, schema)), document)
        shown = {
            name: value
            for name, value in document.items()
            if name in of_kind and self._shows(name) and self._fits(name, value)
        }
        return {**self._fillers, **shown}

    def _shows(self, name: str) -> bool:
        return name in self._only if self._only else name not in self._hidden

    def _fits(self, name: str, value: Any) -> bool:
        return name not in self._fitting or fits(value, self._fitting[name])

    def _typed(self, body: Any) -> T:
        try:
            return self._adapter.validate_json(to_json(body), strict=True)
        except ValidationError as error:
            # the answer is wrong either way; sent as it is, the client can read it and the log says what is wrong
            logger.error(
                "view_mismatch",
                model=str(self._model),
                problems=error.errors(include_url=False, include_input=False)[:5],
            )
            return cast(T, body)

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self._model)


def _stands(body: Any, place: Path) -> bool:
    """Tell whether something stands where a path of property names leads."""
    for name in place:
        body = body.get(name) if isinstance(body, Mapping) else None
    return body is not None
