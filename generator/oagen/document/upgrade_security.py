"""Security schemes of Swagger 2.0, as OpenAPI 3.0 writes them."""

from __future__ import annotations

from typing import Any

_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def upgrade_security_scheme(scheme: dict[str, Any]) -> dict[str, Any]:
    """A security scheme: `basic` becomes `http`, the flow of `oauth2` one of its `flows`."""
    kept = {key: value for key, value in scheme.items() if key == "description" or key.startswith("x-")}
    if scheme.get("type") == "basic":
        return {"type": "http", "scheme": "basic"} | kept
    if scheme.get("type") != "oauth2":
        return dict(scheme)
    flow: dict[str, Any] = {key: scheme[key] for key in ("authorizationUrl", "tokenUrl") if key in scheme}
    flow["scopes"] = scheme.get("scopes") or {}
    return {"type": "oauth2", "flows": {_FLOWS.get(str(scheme.get("flow")), "implicit"): flow}} | kept
