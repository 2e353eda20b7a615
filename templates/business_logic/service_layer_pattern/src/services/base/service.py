"""What the services of resources share. Keys are given by column, as in `Repository`."""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import quote

import structlog
from pydantic_core import to_jsonable_python

from src.core.contract.bodies import AdmittedBody
from src.core.contract.fitting import fits
from src.core.contract.model import Schema
from src.core.documents import value_at
from src.core.errors import Conflict, DanglingReference, NotFound
from src.models.entities.base.codec import Document
from src.repositories.base import AnyRow, Criteria, Filter, Repository
from src.services.base.masks import Masked
from src.services.base.paging import Page, Window
from src.services.base.patching import is_json_patch, json_patch
from src.services.base.preconditions import UNCONDITIONAL, Conditions
from src.services.base.row_properties import PropertyChange
from src.services.base.rules import Rules
from src.services.base.states import State

T = TypeVar("T")
logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stored(Generic[T]):
    """What is stored, as an answer shows it, with what its headers tell."""

    content: T
    location: str = ""
    is_new: bool = True
    version: str = ""  # the entity tag of what is stored now, where the contract documents one
    modified: str | None = None  # when that was changed, as its document tells it

    @property
    def headers(self) -> dict[str, str]:
        """Where something new can be found, its version, and since when it is as it is."""
        told = {
            "Location": self.location if self.is_new else "",
            "ETag": self.version,
            "Last-Modified": http_date(self.modified) if self.modified else "",
        }
        return {name: value for name, value in told.items() if value}


def http_date(text: str) -> str:
    """A time of a document as HTTP spells it (RFC 9110, section 5.6.7)."""
    return format_datetime(datetime.fromisoformat(text).astimezone(UTC), usegmt=True)


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A page of a list, and the headers that tell about it."""

    content: T
    headers: Mapping[str, str]


def value_of(body: object, *wrapper: str) -> Any:
    """Give the JSON value that a request's body holds, where a path of property names leads."""
    return value_at(to_jsonable_python(body, by_alias=True), *wrapper)


def document_of(
    body: object,
    *wrapper: str,
    without: Collection[str] = (),
    into: str | None = None,
    spelled: Mapping[str, str] | None = None,
) -> Document:
    """Give the JSON document that a request's body holds, where a path of property names leads.

    Args:
        body: A model, or any other JSON value.
        wrapper: The names that lead to the document.
        without: Properties that are not for this request to set, whatever else it may bring.
        into: The property of the document that the body is as a whole.
        spelled: Names of the body that the document spells differently.
    """
    document = value_of(body, *wrapper)
    if into is not None:
        return {} if document is None else {into: document}
    if not isinstance(document, dict):
        return {}
    if spelled:
        document = {spelled.get(name, name): value for name, value in document.items()}
    return {name: value for name, value in document.items() if name not in without} if without else document


def documents_of(
    body: object, *wrapper: str, without: Collection[str] = (), spelled: Mapping[str, str] | None = None
) -> list[Document]:
    """Give the JSON documents in the list that a request's body holds, where a path of property names leads."""
    found = value_of(body, *wrapper)
    return [document_of(each, without=without, spelled=spelled) for each in found] if isinstance(found, list) else []


def sole_document_of(
    body: object, *wrapper: str, without: Collection[str] = (), spelled: Mapping[str, str] | None = None
) -> Document:
    """Give the document that stands alone in the list of a request's body: the first, should there be more."""
    found = documents_of(body, *wrapper, without=without, spelled=spelled)
    return found[0] if found else {}


def values_of(body: object, names: Mapping[str, str]) -> Document:
    """Give what a request's body has of some properties: name in the body → name in the document."""
    document = document_of(body)
    return {name: document[spelled] for spelled, name in names.items() if spelled in document}


class BaseService:
    """The operations every resource knows, on documents. Subclasses give them the contract's names and types."""

    RULES: ClassVar[Rules]

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    async def _read(self, **keys: Any) -> Document:
        return self._document(await self._repository.get(**keys))

    async def _referred(self, repository: Repository, **key: Any) -> Document:
        """Give the document that another one refers to by its key; refuse with NotFound where it refers to none."""
        row = None if None in key.values() else await repository.get(**key)
        if row is None:
            raise NotFound
        return repository.document(row)

    async def _any(self, **scope: Any) -> Document:
        """Give one document of a scope, an empty one if there is none."""
        row = await self._repository.get(**scope)
        return {} if row is None else self._document(row)

    async def _find(
        self,
        window: Window,
        *filters: Filter,
        sort: Any = None,
        order: str | None = None,
        counted: bool = False,
        numbered: bool = False,
        never_empty: bool = False,
        scope: Mapping[str, Any] | None = None,
    ) -> Page:
        """Give a page of documents. What lies behind the end of a list that is `never_empty` is its last page.

        `counted` pages know how many documents there are, `numbered` ones behind a cursor how many are before them.
        """
        criteria = Criteria(
            filters, sort, order, window.size, window.offset, counted or never_empty, window.seek, numbered
        )
        found = await self._repository.list(criteria, **(scope or {}))
        if never_empty and found.total and window.size and not found.rows:
            window = window.last(found)
            criteria = replace(criteria, offset=window.offset, seek=window.seek)
            found = await self._repository.list(criteria, **(scope or {}))
        if found.more and window == Window():
            logger.warning("list_cut", resource=self._repository.name, shown=window.size)  # the contract has no pages
        window = window if found.offset is None else replace(window, offset=found.offset)
        return Page(
            await self._documents(found.rows), window, found.more, found.total, found.earlier, found.cursors
        )

    async def _documents(self, rows: Sequence[AnyRow]) -> list[Document]:
        """Give the documents that a list shows of its rows."""
        return [self._repository.document(row) for row in rows]

    async def _create(self, given: Mapping[str, Any], **scope: Any) -> AnyRow:
        return await self._repository.create(self.RULES.created(given), **self.RULES.new_keys(**scope))

    async def _create_once(self, given: Mapping[str, Any], **scope: Any) -> AnyRow:
        """Create what there may be one of in a scope; refuse with Conflict if it is there."""
        if await self._repository.exists(**scope):
            raise Conflict("There is one already.")
        return await self._create(given, **scope)

    async def _renew(
        self, given: Mapping[str, Any], conditions: Conditions = UNCONDITIONAL, /, **keys: Any
    ) -> tuple[AnyRow, bool]:
        """Create a document in the place of the one that is there, if any: nothing of that stays."""

        def make(stored: Document | None) -> Document:
            conditions.check(stored)
            return self.RULES.created(given)

        return await self._repository.upsert(make, **keys)

    async def _create_many(self, given: Sequence[Mapping[str, Any]], **scope: Any) -> Page:
        """Create documents, all of them or none, and give them in their order."""
        documents = [self._document(await self._create(each, **scope)) for each in given]
        return Page(documents, Window(len(documents)), total=len(documents))

    async def _update_many(self, given: Sequence[Mapping[str, Any]], key: str, /, **scope: Any) -> Page:
        """Change documents, all of them or none, and give them in their order. A column tells which one each is."""
        name = self._repository.codec.by_column[key].name
        changed: dict[int, Document] = {}
        # in the order of the keys: two that change the same rows must not wait for each other
        for index, changes in sorted(enumerate(given), key=lambda entry: str(entry[1].get(name))):
            row = await self._repository.update(
                partial(self.RULES.merged, changes=changes), **{key: changes.get(name)}, **scope
            )
            if row is None:
                raise DanglingReference("The list names something that is not stored.")
            changed[index] = self._document(row)
        documents = [changed[index] for index in range(len(given))]
        return Page(documents, Window(len(documents)), total=len(documents))

    def _first(self, page: Page) -> Document:
        """Give the first document of a page, where there is one."""
        if not page.documents:
            raise NotFound("There is none.")
        return page.documents[0]

    def _last(self, page: Page) -> Document:
        """Give the last document of a page, for an answer that has room for one."""
        if not page.documents:
            raise Conflict("There is nothing in the list.")
        return page.documents[-1]

    async def _replace(
        self, given: Mapping[str, Any], conditions: Conditions = UNCONDITIONAL, /, **keys: Any
    ) -> Document:
        def edit(stored: Document) -> Document:
            conditions.check(stored)
            return self.RULES.replaced(stored, given)

        return self._document(await self._repository.update(edit, **keys))

    async def _update(
        self, changes: Mapping[str, Any], conditions: Conditions = UNCONDITIONAL, /, **keys: Any
    ) -> Document:
        def edit(stored: Document) -> Document:
            conditions.check(stored)
            return self.RULES.merged(stored, changes)

        return self._document(await self._repository.update(edit, **keys))

    @staticmethod
    async def _named(change: Awaitable[Document]) -> Document:
        """Await a change of what a request's body names; refuse with Conflict if it is not there, as the path is."""
        try:
            return await change
        except NotFound as missing:
            raise Conflict("It names nothing that is stored.") from missing

    async def _transition(self, state: State, conditions: Conditions = UNCONDITIONAL, /, **keys: Any) -> Document:
        """Put a document into a state, whichever other it was in. Where some may not follow others, refuse with Conflict."""

        def edit(stored: Document) -> Document:
            conditions.check(stored)
            return self.RULES.in_state(stored, state)

        return self._document(await self._repository.update(edit, **keys))

    async def _change_property(
        self, change: PropertyChange, conditions: Conditions = UNCONDITIONAL, /, **keys: Any
    ) -> Document:
        """Change a property of a row that has a path of its own, and give the row's document."""

        def edit(stored: Document) -> Document:
            conditions.check(stored)
            return change.made_of(stored, self.RULES)

        return self._document(await self._repository.update(edit, **keys))

    async def _make_property(
        self, change: PropertyChange, conditions: Conditions = UNCONDITIONAL, /, **keys: Any
    ) -> Document:
        """Do the same where there need not be a row before."""

        def make(stored: Document | None) -> Document:
            conditions.check(stored)
            return change.made_of(self.RULES.created({}) if stored is None else stored, self.RULES)

        row, _ = await self._repository.upsert(make, **keys)
        return self._document(row)

    async def _merge(
        self, changes: Mapping[str, Any], conditions: Conditions = UNCONDITIONAL, /, **keys: Any
    ) -> Document:
        def edit(stored: Document) -> Document:
            conditions.check(stored)
            return self.RULES.deeply_merged(stored, changes)

        return self._document(await self._repository.update(edit, **keys))

    async def _patch(self, patch: AdmittedBody, conditions: Conditions = UNCONDITIONAL, /, **keys: Any) -> Document:
        """Change a document by what the body is: a JSON Patch, which is a list, or a merge patch."""

        def edit(stored: Document) -> Document:
            conditions.check(stored)
            if not is_json_patch(patch.value, patch.media_type):
                return self.RULES.deeply_merged(stored, patch.value)
            return self.RULES.patched(stored, json_patch(stored, patch.value))

        return self._document(await self._repository.update(edit, **keys))

    async def _upsert(
        self, given: Mapping[str, Any], conditions: Conditions = UNCONDITIONAL, /, **keys: Any
    ) -> tuple[AnyRow, bool]:
        def make(stored: Document | None) -> Document:
            conditions.check(stored)
            return self.RULES.created(given) if stored is None else self.RULES.replaced(stored, given)

        return await self._repository.upsert(make, **keys)

    async def _upsert_changes(
        self, changes: Mapping[str, Any], conditions: Conditions = UNCONDITIONAL, /, **keys: Any
    ) -> tuple[AnyRow, bool]:
        """Change what is there; what is not there yet begins with what must be there."""

        def make(stored: Document | None) -> Document:
            conditions.check(stored)
            return self.RULES.merged(self.RULES.created({}) if stored is None else stored, changes)

        return await self._repository.upsert(make, **keys)

    async def _update_masked(
        self, changes: Masked, conditions: Conditions = UNCONDITIONAL, /, **keys: Any
    ) -> Document:
        """Change what a request names of a document, or all that it gives."""
        if changes.may_create:
            row, _ = await self._upsert_masked(changes, conditions, **keys)
            return self._document(row)

        def edit(stored: Document) -> Document:
            conditions.check(stored)
            return self.RULES.masked(stored, changes)

        return self._document(await self._repository.update(edit, **keys))

    async def _upsert_masked(
        self, changes: Masked, conditions: Conditions = UNCONDITIONAL, /, **keys: Any
    ) -> tuple[AnyRow, bool]:
        """Change what a request names of a document; what is not there yet is all that it gives."""

        def make(stored: Document | None) -> Document:
            conditions.check(stored)
            return self.RULES.created(changes.document) if stored is None else self.RULES.masked(stored, changes)

        return await self._repository.upsert(make, **keys)

    async def _delete(self, conditions: Conditions = UNCONDITIONAL, /, **keys: Any) -> Document:
        if conditions is not UNCONDITIONAL:
            conditions.check(self._document(await self._repository.locked(**keys)))
        return self._document(await self._repository.delete(**keys))

    async def _clear(self, conditions: Conditions = UNCONDITIONAL, /, **keys: Any) -> Document:
        """Delete a row if it is there; the contract documents no refusal if it is not, so the keys are all there is to show."""
        if conditions is not UNCONDITIONAL:
            there = await self._repository.locked(**keys)
            conditions.check(None if there is None else self._document(there))
        row = await self._repository.delete(**keys)
        return self._repository.codec.of_keys(keys) if row is None else self._document(row)

    async def _clear_all(self, *filters: Filter, **scope: Any) -> Sequence[AnyRow]:
        """Delete the rows of a scope that a list with these filters shows, and give them."""
        return await self._repository.clear(*filters, **scope)

    async def _expect(self, repository: Repository, **keys: Any) -> None:
        """Refuse with NotFound if there is no such row: of this resource, or of one it lies below."""
        if not await repository.exists(**keys):
            raise NotFound

    @staticmethod
    def _expect_key(key: Any, schema: Schema) -> None:
        """Refuse with NotFound a key in a path that no document may show: there is never anything there."""
        if not fits(to_jsonable_python(key), schema):
            raise NotFound

    @staticmethod
    def _admit_key(key: Any, schema: Schema) -> None:
        """Refuse with Conflict a key for a new row that no path may name, or no document show."""
        if key is not None and not fits(to_jsonable_python(key), schema):
            raise Conflict("Nothing could be found by this key.")

    def _document(self, row: AnyRow | None) -> Document:
        if row is None:
            raise NotFound
        return self._repository.document(row)

    def _keys(self, row: AnyRow, told: Mapping[str, Any]) -> dict[str, Any]:
        """Give the keys of a row as clients know them; what they told themselves may be held as a digest."""
        known = self._repository.codec.known_of(row)
        return {**known, **{column: key for column, key in told.items() if key is not None}}

    def _location(self, path: str, row: AnyRow, /, **scope: Any) -> str:
        """Fill a row's keys into the path of a resource."""
        keys = self._keys(row, scope)
        return path.format_map({column: quote(str(key), safe="") for column, key in keys.items()})
