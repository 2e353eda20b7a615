"""Which ids of requests are taken over from callers."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from oagen.contract import build_contract
from oagen.document import load_document
from oagen.render.request_ids import sane_request_ids

UUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


@pytest.mark.parametrize(
    ("schema", "sane", "other"),
    [
        (None, ["1", UUID, "Req_01.2"], ["", "a b", "x" * 129]),
        ({"type": "string"}, ["1", UUID], ["a b"]),
        ({"type": "string", "format": "uuid"}, [UUID, UUID.upper()], ["1", "null"]),
        ({"type": "string", "maxLength": 36}, [UUID], ["1"]),
        ({"type": "string", "pattern": "^req_[0-9]$"}, ["1", UUID], []),
    ],
)
def test_those_that_answers_may_show(schema: Any, sane: list[str], other: list[str]) -> None:
    headers = {} if schema is None else {"x-request-id": {"schema": schema}}
    paths = {"/a": {"get": {"responses": {"200": {"description": "ok", "headers": headers}}}}}
    tree = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": paths}
    document, _ = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is not None
    contract, _ = build_contract(document)
    assert contract is not None
    pattern = re.compile(sane_request_ids(contract))
    assert [text for text in (*sane, *other) if pattern.fullmatch(text)] == sane
