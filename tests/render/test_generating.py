"""datamodel-code-generator in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

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


@pytest.fixture
def generator() -> Iterator[subprocess.Popen[bytes]]:
    """The program, as a build starts it."""
    command = [sys.executable, "-P", str(generating._PROGRAM)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:  # type: ignore[call-overload]
        yield process
        process.kill()


def test_it_ends_without_a_word_when_nobody_reads_its_answer(generator: subprocess.Popen[bytes]) -> None:
    assert generator.stdin and generator.stdout and generator.stderr  # noqa: PT018 - all are pipes
    generator.stdout.close()
    generator.stdin.write(json.dumps([document(), OPTIONS]).encode() + b"\n")
    generator.stdin.flush()
    assert generator.stderr.read() == b""
    assert generator.wait() == -signal.SIGPIPE


def test_it_ends_without_a_word_when_it_is_interrupted(generator: subprocess.Popen[bytes]) -> None:
    assert generator.stdin and generator.stdout and generator.stderr  # noqa: PT018 - all are pipes
    generator.stdin.write(json.dumps([document(), OPTIONS]).encode() + b"\n")
    generator.stdin.flush()
    assert generator.stdout.readline()
    generator.send_signal(signal.SIGINT)
    assert generator.stderr.read() == b""
    assert generator.wait() == -signal.SIGINT
