"""Features: the parts of a project that its owner may leave out, and which of them need another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Features:
    """Which features a project has. Templates see it as `features`; a pattern belongs to one by its `feature` key."""

    tests: bool = True
    """pytest with fixtures, factories, unit and integration tests."""
    contract_tests: bool = True
    """Schemathesis, run by pytest."""
    docker: bool = True
    """Image and Compose files."""
    kubernetes: bool = True
    """Helm chart."""
    monitoring: bool = True
    """Prometheus with alert rules, Grafana with a dashboard."""
    ci: bool = True
    """GitHub Actions."""
    pre_commit: bool = True
    """Hooks of pre-commit."""
    rate_limiting: bool = True
    """Limits for requests, in memory or shared through Redis."""
    html_sanitizing: bool = True
    """Cleaning of properties that hold HTML."""
    tracing: bool = True
    """OpenTelemetry, switched on by OTEL_* variables."""
    docs_page: bool = True
    """A page that shows the contract, and one at the root that leads to it."""

    @property
    def on(self) -> tuple[str, ...]:
        """The names of the features that are on, in order."""
        return tuple(name for name in FEATURES if getattr(self, name))


FEATURES: tuple[str, ...] = tuple(field.name for field in fields(Features))

# feature → what it makes no sense without
REQUIRES: Mapping[str, str] = {
    "contract_tests": "tests",  # one pytest configuration, one set of fixtures
    "kubernetes": "docker",  # the chart runs the image
    "monitoring": "docker",  # Prometheus and Grafana are services of the Compose file
}
