"""YAML bodies, restricted to what JSON can hold."""

from __future__ import annotations

import math

import yaml

from src.core.contract.model import JSON
from src.core.errors import Malformed


class _Loader(yaml.SafeLoader):
    """Builds JSON values: dates stay text, and there are no aliases, which can make a small document enormous."""

    # `yaml_implicit_resolvers` maps first characters to (tag, pattern) pairs.
    yaml_implicit_resolvers = {  # noqa: RUF012 - a class attribute in PyYAML's design
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise Malformed("The YAML uses aliases")
        return super().compose_node(parent, index)


def read_yaml(raw: bytes) -> JSON:
    """The JSON value of a YAML document."""
    try:
        return _as_json(_Loader(raw).get_single_data())
    except (yaml.YAMLError, UnicodeError, ValueError, RecursionError):
        raise Malformed("The body is not YAML") from None


def _as_json(value: object) -> JSON:
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): _as_json(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise ValueError(f"not a JSON value: {value!r}")
