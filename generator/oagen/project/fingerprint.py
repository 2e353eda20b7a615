"""What a build was made from, as one digest: an unchanged document needs no second build."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from oagen import resources

# every reference, and those that stay in the document, as they are written without any trickery
_REFERENCE = re.compile(rb"\$ref")
_INNER_REFERENCE = re.compile(rb"""\$ref["']?\s*:\s*["']?#""")
_ESCAPED_DOLLAR = re.compile(rb"\\(u00|x|U000000)24")


def fingerprint(text: bytes, options: Mapping[str, object]) -> str:
    """A digest of a document's text, the options of the build and oagen itself.

    "" when the text may lead to other files, which are not looked at here.
    """
    references = len(_REFERENCE.findall(text))
    if references != len(_INNER_REFERENCE.findall(text)) or _ESCAPED_DOLLAR.search(text):
        return ""
    digest = hashlib.sha256(json.dumps(options, sort_keys=True, default=str).encode())
    digest.update(_own_digest())
    digest.update(text)
    return digest.hexdigest()


@cache
def _own_digest() -> bytes:
    """A digest of oagen's code and templates."""
    digest = hashlib.sha256()
    for root in (Path(resources.__file__).parent, resources.TEMPLATES):
        for path in sorted(_sources(root)):
            digest.update(str(path.relative_to(root)).encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.digest()


def _sources(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc")
