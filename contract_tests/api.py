"""A running service as its contract describes it: requests by operation, answers checked against the contract."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import schemathesis
from oagen.blueprint.model import OperationPlan, View
from oagen.contract.media import is_json
from oagen.contract.model import SecurityScheme
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


class Api:
    """A generated service: its tree, where it listens, and what it serves."""

    def __init__(self, tree: Path, url: str, schemes: Mapping[str, SecurityScheme]) -> None:
        self._url = url
        self._schema = schemathesis.openapi.from_path(tree / "openapi.yaml")
        settings = tomllib.loads((tree / "schemathesis.toml").read_text())
        credentials = settings.get("auth", {}).get("openapi", {})
        self._headers: dict[str, str] = {}
        self._query: dict[str, str] = {}
        self._cookies: dict[str, str] = {}
        for name, values in credentials.items():
            self._sign_in(schemes[name], values)

    def send(
        self,
        plan: OperationPlan,
        *,
        path: Mapping[str, Any],
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        media_type: str | None = None,
    ) -> Response:
        """Send one request; an answer that breaks the contract fails the test."""
        operation = self._schema[plan.path][plan.method]
        content = {} if media_type is None else {"body": body, "media_type": media_type}
        headers = dict(self._headers)
        if plan.view and plan.view.media_type:
            headers["Accept"] = plan.view.media_type
        case = operation.Case(
            path_parameters=_spelled(path),
            query={**self._query, **_spelled(query or {})},
            cookies=dict(self._cookies),
            **content,
        )
        response: Response = case.call(base_url=self._url, headers=headers)
        case.validate_response(response, checks=CHECKS)
        return response

    def _sign_in(self, scheme: SecurityScheme, values: Mapping[str, str]) -> None:
        if scheme.type == "apiKey":
            places = {"header": self._headers, "query": self._query, "cookie": self._cookies}
            places[scheme.location][scheme.parameter] = values["api_key"]
        elif "username" in values:
            pair = f"{values['username']}:{values['password']}".encode()
            self._headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        else:
            self._headers.setdefault("Authorization", f"Bearer {values['bearer']}")


def _spelled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters whose truth values are spelled as in JSON."""
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}


def shown(response: Response, view: View) -> Any:
    """What an answer holds of a resource: a document, or a list of them."""
    assert response.status_code == view.status, (response.status_code, response.text)
    assert view.media_type is not None
    assert is_json(view.media_type), f"{view.media_type} is not compared"
    value = response.json()
    for name in view.wrapper:
        value = value[name]
    return list(value.values()) if view.is_map else value
