"""The Grafana dashboard: panels whose expressions are answered by the metrics that a generated service exports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from oagen.render.quoting import line

_WIDTH = 24  # of Grafana's grid
_HEIGHT = 8
_PANELS_A_ROW = 3
_DATA_SOURCE = {"type": "prometheus", "uid": "prometheus"}
_QUANTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
_EVENTS = ("created", "updated", "deleted")


@dataclass(frozen=True, slots=True)
class _Panel:
    """A chart: legend → expression. In expressions, JOB stands for the selector of the service."""

    title: str
    unit: str
    expressions: Mapping[str, str]


def dashboard(package: str, title: str, business_metrics: Mapping[str, str]) -> str:
    """The dashboard as JSON. `business_metrics` are the prefixes of counters by resource."""
    rows = {
        "Requests": _REQUESTS,
        "Errors": _ERRORS,
        "Database": _DATABASE,
        "Business": [_events(resource, prefix) for resource, prefix in business_metrics.items()],
        "Process": _PROCESS,
    }
    content = {
        "uid": package[:40],
        "title": line(title),
        "tags": ["service"],
        "timezone": "utc",
        "schemaVersion": 41,
        "refresh": "30s",
        "time": {"from": "now-1h", "to": "now"},
        "panels": list(_laid_out(rows, f'job="{package}"')),
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _events(resource: str, prefix: str) -> _Panel:
    expressions = {event: f"sum(increase({prefix}_{event}_total{{JOB}}[$__rate_interval]))" for event in _EVENTS}
    return _Panel(resource.replace("_", " ").capitalize(), "short", expressions)


def _quantiles(histogram: str) -> dict[str, str]:
    rates = f"sum by (le) (rate({histogram}_bucket{{JOB}}[$__rate_interval]))"
    return {name: f"histogram_quantile({value}, {rates})" for name, value in _QUANTILES.items()}


def _share(status: str) -> str:
    """Requests of a class of statuses among all; 0 where none of the class was ever seen."""
    part = f'sum(rate(http_requests_total{{JOB,status=~"{status}"}}[$__rate_interval]))'
    return f"({part} or vector(0)) / sum(rate(http_requests_total{{JOB}}[$__rate_interval]))"


_REQUESTS = [
    _Panel(
        "Requests by status",
        "reqps",
        {"{{status}}": "sum by (status) (rate(http_requests_total{JOB}[$__rate_interval]))"},
    ),
    _Panel(
        "Requests by operation",
        "reqps",
        {"{{method}} {{endpoint}}": "sum by (method, endpoint) (rate(http_requests_total{JOB}[$__rate_interval]))"},
    ),
    _Panel("Requests in progress", "short", {"in progress": "sum(http_requests_in_progress{JOB})"}),
    _Panel("Duration", "s", _quantiles("http_request_duration_seconds")),
    _Panel(
        "Duration by operation, p95",
        "s",
        {
            "{{method}} {{endpoint}}": "histogram_quantile(0.95, sum by (le, method, endpoint) "
            "(rate(http_request_duration_seconds_bucket{JOB}[$__rate_interval])))"
        },
    ),
]
_ERRORS = [
    _Panel("Server errors", "percentunit", {"5xx": _share("5..")}),
    _Panel("Refusals", "percentunit", {"4xx": _share("4..")}),
    _Panel(
        "Database failures",
        "ops",
        {"failures": "sum(rate(database_failures_total{JOB}[$__rate_interval])) or vector(0)"},
    ),
]
_DATABASE = [
    _Panel(
        "Connections",
        "short",
        {
            "in use": "sum(database_pool_in_use{JOB})",
            "open": "sum(database_pool_connections{JOB})",
            "kept": "sum(database_pool_size{JOB})",
        },
    ),
    _Panel("Wait for a connection", "s", _quantiles("database_pool_wait_seconds")),
]
_PROCESS = [
    _Panel("Memory", "bytes", {"{{instance}}": "process_resident_memory_bytes{JOB}"}),
    _Panel("Processor", "percentunit", {"{{instance}}": "rate(process_cpu_seconds_total{JOB}[$__rate_interval])"}),
    _Panel("Instances", "short", {"up": "sum(up{JOB})"}),
]


def _laid_out(rows: Mapping[str, Iterable[_Panel]], job: str) -> Iterator[dict[str, object]]:
    """Panels in rows of three below a heading."""
    number, top = 0, 0
    for heading, panels in rows.items():
        charts = list(panels)
        if not charts:
            continue
        number += 1
        place = {"x": 0, "y": top, "w": _WIDTH, "h": 1}
        yield {"id": number, "type": "row", "title": heading, "collapsed": False, "gridPos": place, "panels": []}
        for index, panel in enumerate(charts):
            number += 1
            row, column = divmod(index, _PANELS_A_ROW)
            width = _WIDTH // _PANELS_A_ROW
            place = {"x": column * width, "y": top + 1 + row * _HEIGHT, "w": width, "h": _HEIGHT}
            yield _chart(number, panel, place, job)
        top += 1 + _HEIGHT * -(-len(charts) // _PANELS_A_ROW)


def _chart(number: int, panel: _Panel, place: Mapping[str, int], job: str) -> dict[str, object]:
    targets = [
        {
            "refId": chr(ord("A") + index),
            "datasource": _DATA_SOURCE,
            "expr": expr.replace("JOB", job),
            "legendFormat": legend,
        }
        for index, (legend, expr) in enumerate(panel.expressions.items())
    ]
    return {
        "id": number,
        "type": "timeseries",
        "title": panel.title,
        "datasource": _DATA_SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": targets,
    }
