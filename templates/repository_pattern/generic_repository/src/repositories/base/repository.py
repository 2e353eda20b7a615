"""What all repositories do. They take and keep JSON documents, and give rows; `document` makes a document of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Literal

import structlog
from sqlalchemy import Executable, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.driver import fetch
from src.core.errors import Conflict, NotFound
from src.core.ids import new_uuid
from src.core.metrics import count_event
from src.models.entities.base import Base, codec_of, table_of
from src.models.entities.base.codec import AnyRow, Document
from src.repositories.base.criteria import Criteria, NoRowsError, Rows, condition_values, ordering
from src.repositories.base.statements import (
    bound,
    count_rows,
    delete_row,
    insert_row,
    select_exists,
    select_page,
    select_row,
    update_row,
)
from src.repositories.base.transactions import attempt

Event = Literal["created", "updated", "deleted"]
logger = structlog.get_logger(__name__)
_ATTEMPTS = 3
_LARGEST = 2**31 - 1  # that every client can read; databases count on from the largest number a client chose


def drawn_number() -> int:
    """A number of 31 bits for a key that nobody counts up."""
    return new_uuid().int >> 97


class Repository:
    """The rows of one table. Keys are given by column: `repository.get(customer_id=customer, id=order)`."""

    entity: ClassVar[type[Base]]
    name: ClassVar[str]  # of one resource, in logs
    collection: ClassVar[str]  # of all of them, in metrics
    default_order: ClassVar[Sequence[str]] = ()
    clients_choose_keys: ClassVar[bool] = False

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.codec = codec_of(self.entity)

    def document(self, row: AnyRow) -> Document:
        """Give the document of a row."""
        return self.codec.to_document(row)

    async def get(self, **keys: Any) -> AnyRow | None:
        """Give a row, or None."""
        sought = self._sought(keys)
        if sought is None:
            return None
        return await self._first(select_row(self.entity, tuple(keys)), sought)

    async def locked(self, **keys: Any) -> AnyRow | None:
        """Give a row that nobody else can change until the end of the transaction, or None."""
        sought = self._sought(keys)
        if sought is None:
            return None
        return await self._first(select_row(self.entity, tuple(keys), lock=True), sought)

    async def exists(self, **keys: Any) -> bool:
        """Tell whether there is a row with these keys."""
        sought = self._sought(keys)
        if sought is None:
            return False
        return await self._first(select_exists(self.entity, tuple(keys)), sought) is not None

    async def list(self, criteria: Criteria, /, **scope: Any) -> Rows:
        """Give one page of the rows in a scope."""
        sought = self._sought(scope)
        try:
            values = condition_values(self.codec, criteria.filters)
        except NoRowsError:
            sought = None
        if sought is None:
            return Rows((), more=False, total=0)
        keys, conditions = tuple(scope), tuple(values)
        sought.update({bound(column, operator): value for (column, operator), value in values.items()})
        statement = select_page(self.entity, keys, conditions, ordering(self.codec, criteria, self._order()))
        page = {"_limit": criteria.limit + 1, "_offset": criteria.offset}
        rows = await self._all(statement, {**sought, **page})
        shown, more = rows[: criteria.limit], len(rows) > criteria.limit
        if not criteria.counted:
            return Rows(shown, more)
        if not more and (shown or not criteria.offset):
            return Rows(shown, more, criteria.offset + len(shown))
        counted = await self._all(count_rows(self.entity, keys, conditions), sought)
        return Rows(shown, more, counted[0][0])

    async def create(self, document: Mapping[str, Any], /, **keys: Any) -> AnyRow:
        """Store a new document. Raises Conflict if its key is taken, or if something it refers to does not exist."""
        values = self._values(document, keys)
        if any(values.get(column) == "" for column in self.codec.primary_key):
            raise Conflict("A key must not be empty: no path could name it.")
        counting = self.codec.counting
        if counting and values.get(counting) is None:
            row = await self._insert_counted(counting, values)
        else:
            row = await self._insert(values)
        self._note("created", row)
        return row

    async def update(self, edit: Callable[[Document], Document], /, **keys: Any) -> AnyRow | None:
        """Store what `edit` makes of a document; None if there is no such row. Nobody else can change it meanwhile."""
        sought = self._sought(keys)
        if sought is None:
            return None
        names = tuple(keys)
        row = await self._first(select_row(self.entity, names, lock=True), sought)
        if row is None:
            return None
        values = self.codec.from_document(edit(self.document(row)))
        values = {name: value for name, value in values.items() if name not in self.codec.primary_key}
        changed = await self._first(update_row(self.entity, names, tuple(values)), {**sought, **values})
        self._note("updated", changed)
        return changed

    async def upsert(self, make: Callable[[Document | None], Document], /, **keys: Any) -> tuple[AnyRow, bool]:
        """Store what `make` makes of a document, or of None if there is none yet; tell whether it is new."""
        if self._sought(keys) is None:
            raise NotFound
        row = await self.update(make, **keys)
        if row is not None:
            return row, False
        try:
            async with attempt(self._session):
                return await self.create(make(None), **keys), True
        except Conflict:  # somebody was faster
            row = await self.update(make, **keys)
            if row is None:
                raise
            return row, False

    async def delete(self, **keys: Any) -> AnyRow | None:
        """Take a row away and give it; None if there is none. Raises Conflict if something still refers to it."""
        sought = self._sought(keys)
        row = await self._first(delete_row(self.entity, tuple(keys)), sought) if sought is not None else None
        if row is not None:
            self._note("deleted", row)
        return row

    async def clear(self, **scope: Any) -> int:
        """Take away all rows of a scope, and tell how many there were."""
        sought = self._sought(scope)
        if sought is None:
            return 0
        rows = await self._all(delete_row(self.entity, tuple(scope)), sought)
        for row in rows:
            self._note("deleted", row)
        return len(rows)

    def _order(self) -> Sequence[str]:
        return (*self.default_order, *self.codec.primary_key)

    def _sought(self, keys: Mapping[str, Any]) -> dict[str, Any] | None:
        """Bind keys to look for; None if no row can have one of them."""
        found = {}
        for column, value in keys.items():
            sought = self.codec.sought(column, value)
            if sought is None:
                return None
            found[bound(column)] = sought
        return found

    def _values(self, document: Mapping[str, Any], keys: Mapping[str, Any]) -> dict[str, Any]:
        """Give the column values of a new row."""
        shown: dict[str, Any] = {}
        hidden: dict[str, Any] = {}
        for column, key in keys.items():
            name, spelled = self.codec.by_column[column].name, self.codec.spelled(column, key)
            if name:
                shown[name] = spelled
            else:
                hidden[column] = self.codec.nearest(column, spelled)
        return {**self.codec.from_document({**document, **shown}), **hidden}

    async def count_on(self) -> None:
        """Let the database count on from the largest key, where rows were given theirs. SQLite does so by itself."""
        if not self.codec.counting or self._session.get_bind().dialect.name != "postgresql":
            return
        table = table_of(self.entity)
        key = table.columns[self.codec.counting]
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        await self._session.execute(select(func.setval(sequence, func.greatest(func.max(key), 1))).select_from(table))

    async def _insert(self, values: Mapping[str, Any]) -> AnyRow:
        rows = await self._all(insert_row(self.entity, tuple(values)), values)
        return rows[0]

    async def _insert_counted(self, counting: str, values: dict[str, Any]) -> AnyRow:
        """Let the database count. Where clients may choose keys too, draw a number if the next is taken or too large."""
        values.pop(counting, None)
        if not self.clients_choose_keys:
            return await self._insert(values)
        for _ in range(_ATTEMPTS):
            try:
                async with attempt(self._session):
                    row = await self._insert(values)
                    if self.codec.key_of(row)[counting] > _LARGEST:
                        raise Conflict("The numbers have been used up by a client.")
                    return row
            except Conflict:
                values = {**values, counting: drawn_number()}
        return await self._insert(values)

    async def _first(self, statement: Executable, values: Mapping[str, Any]) -> AnyRow | None:
        rows = await self._all(statement, values)
        return rows[0] if rows else None

    async def _all(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[AnyRow]:
        try:
            return await self._session.run_sync(fetch, statement, values)
        except IntegrityError as error:
            raise Conflict("The change conflicts with what is stored.") from error

    def _note(self, event: Event, row: AnyRow | None) -> None:
        if row is None:
            return
        keys = {name: str(value) for name, value in self.codec.key_of(row).items()}
        logger.info(f"{self.name}_{event}", **keys)
        count_event(self.collection, event)
