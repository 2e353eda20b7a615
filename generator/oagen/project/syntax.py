"""Whether a file reads as its language."""

from __future__ import annotations

import json
import tomllib


def syntax_problem(path: str, content: bytes) -> str:
    """Why Python, TOML or JSON does not parse; "" if it does, and for anything else."""
    try:
        if path.endswith(".py"):
            compile(content, path, "exec", dont_inherit=True)
        elif path.endswith(".toml"):
            tomllib.loads(content.decode())
        elif path.endswith(".json"):
            json.loads(content)
    except (SyntaxError, ValueError, RecursionError) as error:
        return str(error)
    return ""
