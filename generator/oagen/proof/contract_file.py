"""What a proof has to know of the served contract: a file beside the service, read on its own terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from oagen.proof.events import ProofError

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class ContractFile:
    """Operations as `METHOD /path`, media types of request bodies, path of the first server."""

    path: Path
    operations: tuple[str, ...]
    media_types: tuple[str, ...]
    base_path: str


def read_contract(path: Path) -> ContractFile:
    """Read an OpenAPI document, JSON or YAML. Raises ProofError when it is none."""
    try:
        document = yaml.load(path.read_bytes(), Loader=_Loader)
    except (OSError, yaml.YAMLError, ValueError) as error:
        raise ProofError(f"{path} cannot be read: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("paths", {}), dict):
        raise ProofError(f"{path} is not an OpenAPI document")
    return ContractFile(
        path.resolve(),
        tuple(_operations(document)),
        tuple(sorted(set(_media_types(document)))),
        _base_path(document),
    )


def _operations(document: dict[str, Any]) -> Iterator[str]:
    for path, item in (document.get("paths") or {}).items():
        if isinstance(item, dict):
            yield from (f"{method.upper()} {path}" for method in item if method in _METHODS)


def _media_types(value: object) -> Iterator[str]:
    """Media types of every request body, wherever it stands, and what Swagger 2.0 consumes."""
    if isinstance(value, list):
        for inner in value:
            yield from _media_types(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "requestBody" and isinstance(inner, dict):
                yield from (inner.get("content") or {})
            elif key == "requestBodies" and isinstance(inner, dict):
                yield from (
                    name for body in inner.values() if isinstance(body, dict) for name in body.get("content") or {}
                )
            elif key == "consumes" and isinstance(inner, list):
                yield from (name for name in inner if isinstance(name, str))
            yield from _media_types(inner)


def _base_path(document: dict[str, Any]) -> str:
    if "swagger" in document:
        return str(document.get("basePath") or "").rstrip("/")
    servers = document.get("servers") or [{}]
    url = str(servers[0].get("url", "/"))
    for name, variable in (servers[0].get("variables") or {}).items():
        url = url.replace("{" + name + "}", str(variable.get("default", "")))
    return urlsplit(url).path.rstrip("/")
