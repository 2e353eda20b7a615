"""Services without a database: repositories that are mocks, rows that are not in any table, arguments from cases."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import getsource
from typing import Any, get_type_hints
from unittest.mock import MagicMock, create_autospec
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python
from sqlalchemy import String, Uuid

from src.core.contract.bodies import AdmittedBody
from src.core.contract.content import Files
from src.core.contract.conversion import value_converter
from src.models.entities.base import Document, codec_of, table_of
from src.repositories.base import AnyRow, Repository
from src.services.base import Here, Listed, Preconditions, Stored
from src.services.base.preconditions import UNCONDITIONAL
from tests.factories import FACTORIES
from tests.support.cases import Case
from tests.support.factory import Factory
from tests.support.rows import row_of

SOME_KEY = 1
# what a method may want to know of the request, beyond its parameters and its body
OF_THE_REQUEST = {Preconditions: UNCONDITIONAL, Here: Here("http://test", "/", ""), Files: {}}


@dataclass(frozen=True, slots=True)
class Mocked:
    """A method of a service whose repositories are mocks, and a call of it."""

    method: Callable[..., Any]
    arguments: Mapping[str, Any]
    repository: MagicMock  # of the service's own resource
    others: tuple[MagicMock, ...]  # of what it lies below
    factory: type[Factory] | None

    async def call(self) -> Any:
        """Call the method; give what it returns as JSON."""
        result = await self.method(**self.arguments)
        return to_jsonable_python(result.content if isinstance(result, Stored | Listed) else result, by_alias=True)

    def row(self, document: Document) -> AnyRow:
        """The row of a document, as a repository gives it."""
        assert self.factory is not None
        return row_of(table_of(self.factory.repository.entity), document, SOME_KEY)

    def stored(self) -> Document:
        """A document as the service would have stored it."""
        assert self.factory is not None
        return stored_of(self.factory)


def stored_of(factory: type[Factory]) -> Document:
    """A document of a resource as its service would have stored it."""
    codec = codec_of(factory.repository.entity)
    keys: dict[str, int | str] = {codec.by_column[column].name: SOME_KEY for column in codec.primary_key}
    references = [c for c in table_of(factory.repository.entity).columns if c.foreign_keys and not c.nullable]
    keys |= {codec.by_column[column.name].name: _some_key(column.type) for column in references}
    keys.pop("", None)
    complete = factory.rules.completed if factory.seeded else factory.rules.created
    return {**keys, **complete(factory.build())}


def _some_key(kind: object) -> int | str:
    """A key of something above, which paths tell and documents show."""
    if isinstance(kind, Uuid):
        return str(UUID(int=SOME_KEY))
    return str(SOME_KEY) if isinstance(kind, String) else SOME_KEY


def mocked(case: Case) -> Mocked:
    """The method that an operation is served by."""
    service_class = _service_class(case)
    kinds = [kind for name, kind in get_type_hints(service_class.__init__).items() if name != "return"]
    mocks = [_mock(kind) for kind in kinds]
    method = getattr(service_class(*mocks), case.function)
    repository, *others = [mock for mock, kind in zip(mocks, kinds, strict=True) if issubclass(kind, Repository)] or [
        MagicMock()
    ]
    return Mocked(method, _arguments(case, method), repository, tuple(others), FACTORIES.get(case.resource))


def is_unwritten(case: Case) -> bool:
    """Whether the operation's method is still the generated one, which says that it is not implemented."""
    return "raise NotImplementedError" in getsource(getattr(_service_class(case), case.function))


def _service_class(case: Case) -> Any:
    module, _, name = case.service.partition(".")
    return getattr(importlib.import_module(f"src.services.{module}"), name)


def _mock(kind: type[Any]) -> MagicMock:
    """A mock of something that services work with; those of repositories know their documents."""
    mock: MagicMock = create_autospec(kind, instance=True)
    if issubclass(kind, Repository):
        mock.codec = codec_of(kind.entity)
        mock.document.side_effect = mock.codec.to_document
    return mock


def _arguments(case: Case, method: Callable[..., Any]) -> dict[str, Any]:
    """The values of the request, as the method's parameters want them."""
    assert case.request is not None
    hints = get_type_hints(method, include_extras=True)
    given = {**case.request.path, **case.request.query, **case.request.headers, **case.request.cookies}
    arguments = {name: value_converter(hints[name])(given[of]) for name, of in case.arguments.items()}
    if case.body_argument:
        arguments[case.body_argument] = _body(hints[case.body_argument], case)
    arguments |= {name: OF_THE_REQUEST[hint] for name, hint in hints.items() if hint in OF_THE_REQUEST}
    return arguments


def _body(hint: Any, case: Case) -> Any:
    assert case.request is not None
    if hint in (AdmittedBody, AdmittedBody | None):
        return AdmittedBody(case.request.body, media_type=case.request.media_type)
    return TypeAdapter(hint).validate_json(json.dumps(case.request.body), strict=True)
