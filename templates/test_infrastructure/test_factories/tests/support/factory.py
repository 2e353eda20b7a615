"""Factories of test data, from documents that are valid for the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.models.entities.base import Document
from src.repositories.base import AnyRow, Repository
from src.services.base import Rules
from tests.support.cases import ROWS

Keys = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A row, its document, and the values of its columns as paths spell them."""

    row: AnyRow
    document: Document
    keys: Keys


class Factory:
    """Makes documents and rows of one resource.

    OrderFactory.build(note="Ring twice")                      a document, as clients send it
    await OrderFactory.create(session, note="Ring twice")      a row, with whatever it lies below and refers to
    """

    repository: ClassVar[type[Repository]]
    rules: ClassVar[Rules]
    seeded: ClassVar[bool] = False  # rows come from src/seeds.json: no client creates them
    parent: ClassVar[type[Factory] | None] = None
    scope: ClassVar[Mapping[str, str]] = {}  # own column → the parent's column whose value it has
    references: ClassVar[Mapping[str, tuple[type[Factory], str]]] = {}  # property → factory and column

    @classmethod
    def build(cls, number: int = 0, **overrides: Any) -> Document:
        """A document; other numbers give other ones, as many as there are."""
        rows = ROWS[cls.repository.collection]
        document: Document = deepcopy(rows[number % len(rows)].document)
        return {**document, **overrides}

    @classmethod
    def build_batch(cls, count: int, **overrides: Any) -> list[Document]:
        """Several documents."""
        return [cls.build(number, **overrides) for number in range(count)]

    @classmethod
    async def create(cls, session: AsyncSession, scope: Keys | None = None, **overrides: Any) -> Stored:
        """A row; in a new parent unless its `scope` is given."""
        collection = cls.repository.collection
        counter: Counter[str] = session.info.setdefault("rows made", Counter())
        number = counter[collection] % len(ROWS[collection])
        counter[collection] += 1
        if scope is None:
            scope = await cls.make_scope(session)
        document = cls.build(number, **overrides)
        for name, (factory, column) in cls.references.items():
            if name in document and name not in overrides:
                document[name] = (await factory.create(session)).keys[column]
        document = cls.rules.completed(document) if cls.seeded else cls.rules.created(document)
        keys = {**ROWS[collection][number].keys, **scope}
        repository = cls.repository(session)
        row = await repository.create(document, **cls.rules.new_keys(**keys))
        return cls.stored(repository, row)

    @classmethod
    async def create_batch(
        cls, session: AsyncSession, count: int, scope: Keys | None = None, **overrides: Any
    ) -> list[Stored]:
        """Several rows in the same scope."""
        if scope is None:
            scope = await cls.make_scope(session)
        return [await cls.create(session, scope, **overrides) for _ in range(count)]

    @classmethod
    async def make_scope(cls, session: AsyncSession) -> dict[str, Any]:
        """The keys of a new parent, by own column."""
        if cls.parent is None:
            return {}
        above = (await cls.parent.create(session)).keys
        return {mine: above[theirs] for mine, theirs in cls.scope.items()}

    @classmethod
    def stored(cls, repository: Repository, row: AnyRow) -> Stored:
        """What there is to know about a row."""
        document = repository.document(row)
        values = repository.codec.values_of(row)
        keys = {
            column: document[held.name] if held.name in document else _spelled(values[column])
            for column, held in repository.codec.by_column.items()
        }
        return Stored(row, document, keys)


def _spelled(key: Any) -> Any:
    return str(key) if isinstance(key, UUID) else key
