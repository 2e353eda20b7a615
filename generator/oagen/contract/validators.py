"""Validators for the views of a contract's schemas, each compiled once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema_rs

from oagen.contract.formats import checks
from oagen.contract.view import RESOURCE, SchemaViews
from oagen.document.patterns import PATTERN_OPTIONS


class Validators:
    """Says whether a value is valid against a view (see `contract.view`)."""

    def __init__(self, schemas: Mapping[str, Any], dialect: str) -> None:
        self.views = SchemaViews(schemas, dialect)
        self._draft4 = dialect == "draft4"
        self._validator = jsonschema_rs.Draft4Validator if self._draft4 else jsonschema_rs.Draft202012Validator
        self._registry: jsonschema_rs.Registry | None = None
        self._compiled: dict[str, Callable[[Any], bool]] = {}

    def is_valid(self, view: Any, value: Any) -> bool:
        """Whether `value` is valid; never, if the view cannot be compiled."""
        if view is True or view == {}:
            return True
        key = json.dumps(view, sort_keys=True)
        check = self._compiled.get(key)
        if check is None:
            check = self._compiled[key] = self._compile(view)
        try:
            return check(value)
        except ValueError:  # a value that no JSON document can hold
            return False

    def _compile(self, view: Any) -> Callable[[Any], bool]:
        if self._registry is None:
            draft = jsonschema_rs.Draft4 if self._draft4 else jsonschema_rs.Draft202012
            self._registry = jsonschema_rs.Registry([(RESOURCE, self.views.components)], draft=draft)
        if self._draft4 and isinstance(view, bool):
            view = {} if view else {"not": {}}
        try:
            validator = self._validator(
                view,
                registry=self._registry,
                formats=checks(self._draft4),
                validate_formats=True,
                pattern_options=PATTERN_OPTIONS,
                offline=True,
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
            return lambda _: False
        return validator.is_valid
