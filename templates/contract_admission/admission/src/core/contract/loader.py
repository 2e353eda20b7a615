"""`contract.json` → `LoadedContract`. Fields that the file leaves out have their defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic_core import from_json

from src.core.contract.model import (
    JSON,
    Answer,
    AnswerMedia,
    Body,
    Encoding,
    Listing,
    LoadedContract,
    MediaType,
    Operation,
    Parameter,
    Refusal,
    Requirement,
    Schema,
    SecurityScheme,
)

T = TypeVar("T")

DEFAULT_PATH = Path(__file__).with_name("contract.json")


def load_contract(path: Path = DEFAULT_PATH) -> LoadedContract:
    """Read the contract that the service keeps."""
    return parse_contract(from_json(path.read_bytes()))


def parse_contract(data: Mapping[str, JSON]) -> LoadedContract:
    """The contract from its JSON form."""
    return LoadedContract(
        title=data.get("title", ""),
        version=data.get("version", ""),
        dialect=data.get("dialect", "2020-12"),
        base_path=data.get("base_path", ""),
        operations=_each(data, "operations", _operation),
        schemas=data.get("schemas", {}),
        security_schemes={
            name: _pick(SecurityScheme, {"name": name, **scheme})
            for name, scheme in data.get("security_schemes", {}).items()
        },
        refusals=_refusals(data),
    )


def _operation(data: Mapping[str, JSON]) -> Operation:
    body = data.get("body")
    return Operation(
        id=data["id"],
        method=data["method"],
        path=data["path"],
        parameters=_each(data, "parameters", lambda raw: _pick(Parameter, {"schema": True, "required": False, **raw})),
        body=_body(body) if body else None,
        security=_each(data, "security", lambda group: tuple(_requirement(raw) for raw in group)),
        answers=_each(data, "answers", _answer),
        refusals=_refusals(data),
        statuses=frozenset(response["status"] for response in data.get("responses", ())),
        error_schemas=_error_schemas(data),
    )


def _body(data: Mapping[str, JSON]) -> Body:
    return Body(data.get("required", False), _each(data, "media", _media_type), data.get("needed", False))


def _media_type(data: Mapping[str, JSON]) -> MediaType:
    encoding = {name: _pick(Encoding, raw) for name, raw in data.get("encoding", {}).items()}
    return MediaType(data["name"], data.get("schema"), encoding)


def _requirement(data: Mapping[str, JSON]) -> Requirement:
    return Requirement(data["scheme"], tuple(data.get("scopes", ())))


def _answer(data: Mapping[str, JSON]) -> Answer:
    return _pick(Answer, {**data, "media": _each(data, "media", lambda raw: _pick(AnswerMedia, raw))})


def _refusals(data: Mapping[str, JSON]) -> dict[str, Refusal]:
    return {kind: _refusal(kind, raw) for kind, raw in data.get("refusals", {}).items()}


def _refusal(kind: str, data: Mapping[str, JSON]) -> Refusal:
    listing = data.get("listing")
    return _pick(Refusal, {**data, "kind": kind, "listing": _pick(Listing, listing) if listing else None})


def _error_schemas(data: Mapping[str, JSON]) -> dict[tuple[str, str], Schema]:
    return {
        (response["status"], media["name"]): media.get("schema")
        for response in data.get("responses", ())
        for media in response.get("media", ())
    }


def _pick(cls: Callable[..., T], data: Mapping[str, JSON]) -> T:
    """An instance of a slotted class from the keys it knows."""
    known: tuple[str, ...] = cls.__slots__  # type: ignore[attr-defined]
    return cls(**{name: data[name] for name in known if name in data})


def _each(data: Mapping[str, JSON], key: str, build: Callable[[JSON], T]) -> tuple[T, ...]:
    return tuple(build(item) for item in data.get(key, ()))
