"""Texts that try to become code: in Python, YAML, TOML, SQL, shell, make, Jinja, HTML and Markdown, and as file names.

Whatever runs one leaves a trace: the name `PWNED` in Python's builtins, a file or a table of that name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

TRACE = "pwned_by_document"
END = "the-end-of-it-"
_PYTHON = f"setattr(__import__('builtins'),'{TRACE}',1)"

ATTEMPTS = (
    f'"""\n{_PYTHON}\n"""',
    f"'''\n{_PYTHON}\n'''",
    f'"+{_PYTHON}+"',
    f"'+{_PYTHON}+'",
    f"\\\"\\'\n    {_PYTHON}\n#",
    f"{{{_PYTHON}}} {{{{ {_PYTHON} }}}} {{0.__class__}} %({TRACE})s",
    f"{{{{ cycler.__init__.__globals__.os.system('touch {TRACE}') }}}}{{% raise %}}{{# #}}",
    f"\n{TRACE}: !!python/object/apply:os.system ['touch {TRACE}']\n- &a *a\n---\n",
    f"\"\n[{TRACE}]\n{TRACE} = '{TRACE}'\n",
    f"'); CREATE TABLE {TRACE} (x int); --",
    f'"; CREATE TABLE {TRACE} (x int); --',
    f"$(touch {TRACE}) `touch {TRACE}` ; touch {TRACE} & touch {TRACE} #",
    f"$(shell touch {TRACE})\n\ttouch {TRACE}\n",
    f"</script><script>{TRACE}()</script><img src=x onerror={TRACE}()>\" onclick={TRACE}() x='",
    f"](javascript:{TRACE}) <javascript:{TRACE}> --> ]]> ``` ~~~ | \\",
    f"${{{{ {TRACE} }}}} ${{{TRACE}}} ${TRACE} %{TRACE}% @{TRACE}",
    "\0\x07\x1b[31m\r\n\u2028\u202e\x85\ufeff\U000e0041 \\N{BULLET} \\x00 \\u0000 \\",
)
NAMES = (
    "../../" * 9 + f"tmp/{TRACE}/{END}",
    "__init__",
    "con",
    "..",
    "__class__",
    "/etc/passwd",
    "NUL.txt",
    "import",
    "self",
    "None",
    "src",
    "-rf",
    "base",
    "{}",
    " ",
    "\N{FULLWIDTH LATIN CAPITAL LETTER A}UX",
    "conftest",
    "metadata",
    "registry",
    "model_config",
    "BaseModel",
    "asyncio",
    "router",
    "\U0001f6a2",
    "\N{COMBINING ACUTE ACCENT}",
)


class Attempts:
    """Every attempt in one text, which says what it stands for; the order differs from text to text."""

    def __init__(self, attempts: Sequence[str]) -> None:
        self._attempts = attempts
        self._count = 0

    def __call__(self, text: str, role: str) -> str:
        """The payload for a text that plays a role."""
        self._count += 1
        at = self._count % len(self._attempts)
        payload = "".join((*self._attempts[at:], *self._attempts[:at]))
        return _fitting(payload, role) + f"{END}{self._count}"


class FileNames:
    """Texts that would be awkward names of files, modules and classes; the first use of each is bare."""

    def __init__(self, names: Sequence[str], first: int = 0) -> None:
        self._names = names
        self._count = first
        self._used: set[str] = set()

    def __call__(self, text: str, role: str) -> str:
        """The name for a text that plays a role."""
        self._count += 1
        name = _fitting(self._names[self._count % len(self._names)], role)
        name = name if name and name not in self._used else f"{name}{self._count}"
        self._used.add(name)
        return name


def _fitting(payload: str, role: str) -> str:
    """What is left of a payload where its role allows less."""
    if role == "key":
        return re.sub(r"[^A-Za-z0-9._-]+", ".", payload)
    if role == "template":
        return re.sub(r"[{}/?#:]+", "", payload)
    if role == "host":
        return re.sub(r"[^A-Za-z0-9.-]+", "", payload)
    if role == "token":
        return re.sub(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]+", "", payload)
    return f"^({re.escape(payload)}|.*)$|" if role == "pattern" else payload
