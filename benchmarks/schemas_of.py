"""The component schemas of an OpenAPI document, as plain JSON Schema: `python -m benchmarks.schemas_of DOCUMENT > OUT`.

What comes out (2020-12, everything in `$defs`) knows nothing of OpenAPI any more: it is what somebody has who only has
schemas. Real documents give real schemas to derive contracts from.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from oagen.document import load_document

# OpenAPI's own words, which say nothing in JSON Schema
_FOREIGN = frozenset(("discriminator", "xml", "externalDocs"))
_FROM, _TO = "#/components/schemas/", "#/$defs/"


def schemas_of(document: Path) -> dict[str, Any]:
    """The component schemas of a document as one JSON Schema."""
    loaded, found = load_document(document)
    if loaded is None:
        raise SystemExit("\n".join(map(str, found)))
    schemas = loaded.normal.get("components", {}).get("schemas", {})
    title = loaded.normal["info"].get("title", document.stem)
    defs = {name: _plain(schema) for name, schema in schemas.items()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, "$defs": defs}


def _plain(value: Any, *, named: bool = False) -> Any:
    """A schema without OpenAPI in it; the keys of a map of named schemas are no keywords."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if not named and isinstance(reference := value.get("$ref"), str):
        value = {**value, "$ref": reference.replace(_FROM, _TO)}
    kept = value if named else {k: v for k, v in value.items() if k not in _FOREIGN and not k.startswith("x-")}
    maps = ("properties", "patternProperties", "$defs", "dependentSchemas")
    return {key: _plain(item, named=not named and key in maps) for key, item in kept.items()}


if __name__ == "__main__":
    json.dump(schemas_of(Path(sys.argv[1])), sys.stdout, indent=1, ensure_ascii=False)
