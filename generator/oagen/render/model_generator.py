"""A program that runs datamodel-code-generator for each line of its input; `render/generating.py` talks with it.

A line is a JSON array, [document, options of `generate`]; the answer is the JSON object {module: text}, or a text that
says what went wrong. It ends with its input.

The generator takes as long to import as a small document takes to build. In a process of its own it does so while the
document is read, and works while templates are rendered.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any


def main() -> None:
    """Answer line by line, until there is none."""
    _end_silently()
    from datamodel_code_generator import generate  # noqa: PLC0415 - it may be ended in this second, too

    gc.disable()  # a document costs less without; what it left is collected when it has been answered
    answers, sys.stdout = sys.stdout, sys.stderr  # nothing that a library prints gets between them
    for request in sys.stdin:
        answers.write(json.dumps(_answer(generate, *json.loads(request))) + "\n")
        answers.flush()
        gc.collect()


def _end_silently() -> None:
    """Signals end the process as they end other programs: who asked is gone, so there is nobody to tell of it."""
    for name in ("SIGINT", "SIGPIPE"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


def _answer(generate: Callable[..., object], document: dict[str, Any], options: dict[str, Any]) -> dict[str, str] | str:
    try:
        generated = generate(document, **options)
    except Exception:
        return traceback.format_exc()
    if not isinstance(generated, dict):
        return {"": str(generated)}
    return {path[-1].removesuffix(".py"): text for path, text in generated.items() if len(path) == 1}


if __name__ == "__main__":
    main()
