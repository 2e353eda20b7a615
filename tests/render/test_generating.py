"""datamodel-code-generator in a process of its own."""

from __future__ import annotations

import os

import pytest
from oagen.render import generating
from oagen.render.generating import GeneratorError, generate_modules

DOCUMENT = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}}
OPTIONS = {"input_file_type": "openapi", "openapi_scopes": ["schemas"], "formatters": []}


def document(**schemas: object) -> dict[str, object]:
    return DOCUMENT | {"components": {"schemas": schemas}}


def test_one_process_answers_for_many_documents() -> None:
    (first,) = generate_modules(document(A={"type": "object"}), OPTIONS).values()
    (second,) = generate_modules(document(B={"type": "object"}), OPTIONS).values()
    assert "class A(" in first
    assert "class B(" in second
    assert "class A(" not in second


def test_what_it_stumbles_over_is_said_and_does_not_end_it() -> None:
    with pytest.raises(GeneratorError, match="no_such_option"):
        generate_modules(document(), {"no_such_option": 1})
    assert generate_modules(document(A={"type": "object"}), OPTIONS)


def test_when_it_was_killed_it_is_an_error_and_the_next_one_starts() -> None:
    generating.warm_up()
    process = generating._process(os.getpid())
    process.kill()
    process.wait()
    with pytest.raises(GeneratorError, match="died with exit code -9"):
        generate_modules(document(), OPTIONS)
    assert generate_modules(document(A={"type": "object"}), OPTIONS)
