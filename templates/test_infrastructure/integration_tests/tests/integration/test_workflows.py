"""The life of a resource, as a client sees it: created, read, listed, changed, deleted, gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import pytest

from src.models.entities.base import table_of
from tests.factories import FACTORIES
from tests.support.api import Api, Prepared, document_in
from tests.support.cases import CASES, Case
from tests.support.comparing import common, shows

Roles = Mapping[str, Case]


def _workflows() -> Sequence[Any]:
    """The operations of every resource that clients create and read, by role."""
    found = []
    for name in FACTORIES:
        roles: dict[str, Case] = {}
        for case in CASES:
            if case.resource == name and case.request is not None:
                roles.setdefault(case.role, case)
        created = roles.get("create") or roles.get("upsert")
        if created and created.answer.is_json and not created.answer.is_list and "read" in roles:
            found.append(pytest.param({**roles, "create": created}, id=name))
    return found


@pytest.mark.parametrize("roles", _workflows())
async def test_life_of_a_resource(api: Api, roles: Roles) -> None:
    """Every step is seen by the next one."""
    create = await api.prepare(roles["create"])
    response = await api.send(create)
    keys = _keys(create, response)
    await _expect(api, roles, keys, roles["create"].echoed)
    if "list" in roles and roles["list"].shows:
        assert await _is_listed(api, roles["list"], keys)
    for role in ("update", "replace"):
        if role in roles:
            changed = await api.call(roles[role], keys)
            if roles[role].within and changed.status_code == roles[role].status_of("conflict"):
                continue  # not in the state in which it was made
            assert changed.status_code == roles[role].answer.status, changed.text
            await _expect(api, roles, keys, roles[role].echoed)
    if "delete" in roles:
        deleted = await api.call(roles["delete"], keys)
        if roles["delete"].refuses and deleted.status_code == roles["delete"].status_of("conflict"):
            return  # not in the state in which it was made
        assert deleted.status_code == roles["delete"].answer.status, deleted.text
        gone = await api.call(roles["read"], keys)
        assert gone.status_code == roles["read"].status_of("not_found")


def _keys(create: Prepared, response: httpx.Response) -> dict[str, Any]:
    """The keys of what was created, by column: from the answer, else from where it says it can be found."""
    assert response.status_code == create.case.answer.status, response.text
    document = document_in(create.case, response)
    table = table_of(FACTORIES[create.case.resource].repository.entity)
    names = {column.name: column.info.get("property") for column in table.columns}
    shown = {column: document[name] for column, name in names.items() if name in document}
    keys = {**shown, **create.keys}
    for column in table.primary_key.columns:
        keys.setdefault(column.name, response.headers.get("Location", "").rpartition("/")[2])
    return keys


async def _expect(api: Api, roles: Roles, keys: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    response = await api.call(roles["read"], keys)
    assert response.status_code == roles["read"].answer.status, response.text
    if roles["read"].answer.is_json:
        shown = document_in(roles["read"], response)
        assert shows(shown, common(dict(wanted), shown))


async def _is_listed(api: Api, case: Case, keys: Mapping[str, Any]) -> bool:
    response = await api.call(case, keys)
    table = table_of(FACTORIES[case.resource].repository.entity)
    (column,) = (column.name for column in table.columns if column.info.get("property") == case.shows)
    return keys[column] in [document[case.shows] for document in document_in(case, response)]
