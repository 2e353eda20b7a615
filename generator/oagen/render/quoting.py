"""The one place where text of a document becomes part of a generated file.

A document is untrusted: its titles, names and descriptions may hold quotes, line breaks, control characters, lone
surrogates or code. Every function here gives text that means exactly one literal, comment or word in its language.
"""

from __future__ import annotations

import html as standard_html
import json
import re
import shlex
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

WIDTH = 120
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_PYTHON_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SHORT_ESCAPES = {**_PYTHON_ESCAPES, "\b": "\\b", "\f": "\\f"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_YAML_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*\Z")
_YAML_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
_DOTENV_PLAIN = re.compile(r"[A-Za-z0-9_./:@+-]*\Z")
_TOML_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")


def py(value: Any) -> str:
    """A Python literal of a JSON value, strings in double quotes.

    Anything that does not print (controls, lone surrogates, invisible or direction-changing characters) is escaped.
    """
    if isinstance(value, str):
        return f'"{_escaped(value, _PYTHON_ESCAPES)}"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{py(key)}: {py(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(py(item) for item in value) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, list):
        return "[" + ", ".join(py(item) for item in value) + "]"
    if value is None or isinstance(value, bool | int):
        return repr(value)
    if isinstance(value, float):
        return repr(value).replace("inf", "1e999")  # the only literal of an infinity
    raise TypeError(f"no JSON value: {type(value).__name__}")


def docstring(text: str, indent: int = 4) -> str:
    '''The body of a docstring, for `"""{{ text | docstring }}"""`: wrapped, later lines indented by `indent` spaces.

    With several lines, the closing quotes come to stand on a line of their own.
    '''
    paragraphs = _wrapped(_readable(text), WIDTH - indent - 6)
    margin = " " * indent
    body = "\n".join(f"{margin}{line}" if line else "" for line in paragraphs).strip()
    body = body.replace("\\", "\\\\")
    body = re.sub(r'"{2,}', lambda run: "'" * len(run.group()), body)
    if body.endswith('"'):
        body = body[:-1] + "'"
    if body.startswith('"'):
        body = "'" + body[1:]
    return f"{body}\n{margin}" if "\n" in body else body


def comment(text: str, indent: int = 0) -> str:
    """Comment lines, each beginning with `# ` (that is part of the result), later ones indented by `indent` spaces."""
    lines = _wrapped(_readable(text), WIDTH - indent - 2) or [""]
    return ("\n" + " " * indent).join(f"# {line}".rstrip() for line in lines)


def line(text: str) -> str:
    """Plain text on one line without anything invisible: for a place where words are all that matters."""
    return " ".join(_readable(text).split())


def toml(value: Any) -> str:
    """A TOML value: basic strings, inline tables. What TOML cannot hold (lone surrogates) becomes U+FFFD."""
    if isinstance(value, str):
        return f'"{_escaped(_scalar_values(value), _SHORT_ESCAPES, narrow="u", wide="U")}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{toml_key(key)} = {toml(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, int | float):
        return repr(value)
    raise TypeError(f"no TOML value: {type(value).__name__}")


def toml_key(name: str) -> str:
    """A key of a TOML table, quoted if it has to be."""
    return name if _TOML_KEY.match(name) else toml(name)


def yaml(value: Any) -> str:
    """A YAML value in flow style; plain words stay unquoted."""
    if isinstance(value, str):
        if _YAML_PLAIN.match(value) and value.lower() not in _YAML_WORDS:
            return value
        return f'"{_escaped(_scalar_values(value), _SHORT_ESCAPES, narrow="u", wide="U")}"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{yaml(key)}: {yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(yaml(item) for item in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _yaml_number(value)
    raise TypeError(f"no YAML value: {type(value).__name__}")


def sh(text: str) -> str:
    """One word of a POSIX shell."""
    return shlex.quote(_scalar_values(text).replace("\0", ""))


def dotenv(text: str) -> str:
    """A value in a `.env` file, in single quotes where it needs them.

    A shell that sources the file reads the same word, so what no quoting says in both is spelt another way: apostrophes
    and references to variables.
    """
    plain = line(_scalar_values(text)).replace("${", "$ {")
    if _DOTENV_PLAIN.match(plain):
        return plain
    return "'" + plain.replace("\\", "\\\\").replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") + "'"


def md(text: str) -> str:
    """Markdown text on one line that shows `text` and nothing else: no markup, no HTML, no links."""
    return _MARKDOWN.sub(r"\\\1", line(text))


def html(text: str) -> str:
    """HTML that shows `text` and nothing else, line breaks kept; good for content and for a quoted attribute."""
    return standard_html.escape(_readable(text))


def html_json(value: Any) -> str:
    """HTML that shows a JSON value, indented; text as it is."""
    return html(value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False))


FILTERS: dict[str, Callable[..., str]] = {
    "py": py,
    "docstring": docstring,
    "comment": comment,
    "line": line,
    "toml": toml,
    "toml_key": toml_key,
    "yaml": yaml,
    "sh": sh,
    "dotenv": dotenv,
    "md": md,
    "html": html,
    "html_json": html_json,
}


def _escaped(text: str, short: Mapping[str, str], narrow: str = "x", wide: str = "U") -> str:
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return "".join(short.get(char) or _escape(char, narrow, wide) for char in text)


def _escape(char: str, narrow: str, wide: str) -> str:
    """Escape what does not print. `narrow` is the escape of a character below 256: `\\xNN` or `\\uNNNN`."""
    if char.isprintable():
        return char
    code = ord(char)
    if code > 0xFFFF:
        return f"\\{wide}{code:08x}"
    if code > 0xFF or narrow == "u":
        return f"\\u{code:04x}"
    return f"\\x{code:02x}"


def _scalar_values(text: str) -> str:
    """Lone surrogates replaced: UTF-8 has no place for them."""
    return "".join(_REPLACEMENT if "\ud800" <= char <= "\udfff" else char for char in text)


def _readable(text: str) -> str:
    """Words and line breaks only: other white space becomes a space, what does not print is dropped."""
    if text.replace("\n", "").isprintable():
        return text
    spaced = (char if char == "\n" else " " if char.isspace() else char for char in text.replace("\r\n", "\n"))
    return "".join(char for char in spaced if char == "\n" or char.isprintable())


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns where words allow it; at most one blank line in a row, none at the ends."""
    lines: list[str] = []
    for given in text.strip().split("\n"):
        indent = given[: len(given) - len(given.lstrip(" "))]
        folded = textwrap.wrap(
            given.strip(), width, subsequent_indent=indent[:8], break_long_words=False, break_on_hyphens=False
        )
        if folded or (lines and lines[-1]):
            lines += folded or [""]
    return lines


def _yaml_number(value: int | float) -> str:
    text = repr(value)
    if text in ("inf", "-inf"):
        return text.replace("inf", ".inf")
    mantissa, exponent, power = text.partition("e")
    # YAML 1.1 readers want a dot and a signed exponent
    return f"{mantissa}{'' if '.' in mantissa or not exponent else '.0'}{exponent}{power}"
