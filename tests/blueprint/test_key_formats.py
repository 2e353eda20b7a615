"""Text keys that the server makes are such as the schema of the identity admits."""

from __future__ import annotations

import re
from random import Random

import pytest
from oagen.blueprint.key_formats import key_format
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Contract


def _form(**schema):
    return key_format(Shapes(Contract("t", "1", "", "3.1.0", "2020-12", "", (), {})), {"type": "string", **schema})


@pytest.mark.parametrize(
    ("schema", "prefix", "length", "suffix"),
    [
        ({"pattern": "^ZS[0-9a-f]{32}$"}, "ZS", 32, ""),
        ({"pattern": r"^[\da-z]{26}$"}, "", 26, ""),
        ({"pattern": "^key_.+$"}, "key_", 20, ""),
        ({"pattern": "^key_.+$", "maxLength": 10}, "key_", 6, ""),
        ({"pattern": "^/rooms/[^/]+/door$"}, "/rooms/", 20, "/door"),
        ({"pattern": "^(urn:)?[a-z]{1,8}$"}, "", 8, ""),
        ({"pattern": "^x"}, "x", 20, ""),
        ({"maxLength": 8}, "", 8, ""),
        ({}, "", 20, ""),
    ],
)
def test_they_fit(schema, prefix, length, suffix):
    form = _form(**schema)
    assert form is not None
    assert (form.prefix, form.length, form.suffix) == (prefix, length, suffix)
    key = prefix + "".join(Random(1).choices(form.alphabet, k=length)) + suffix
    assert re.search(schema.get("pattern", ""), key)
    assert len(key) <= schema.get("maxLength", len(key))


@pytest.mark.parametrize("pattern", ["^(a|b)+c$", "^(?!x)[a-z]*$", "^((a+)+)+$", "^fixed$", "("])
def test_what_is_beyond_them_is_left_to_the_client(pattern):
    assert _form(pattern=pattern) is None
