"""Limits, failures and traces of the generated service, without a server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

pytestmark = pytest.mark.asyncio

READ, WRITE = SimpleNamespace(id="read"), SimpleNamespace(id="write")


def principal(project: Any, subject: str = "") -> Any:
    security = project.module("src.core.security")
    return security.Principal(subject, ("key",)) if subject else security.ANONYMOUS


async def test_limits_are_counted_by_operation_and_client(project: Any) -> None:
    limiting, errors = project.module("src.core.rate_limiting"), project.module("src.core.errors")
    limiter = limiting.RateLimiter("2/minute", {"write": "1/minute"})
    near, far = {"client": ("10.0.0.1", 1)}, {"client": ("10.0.0.2", 1)}
    for _ in range(2):
        await limiter.admit(READ, principal(project), near)
    with pytest.raises(errors.TooManyRequests) as refused:
        await limiter.admit(READ, principal(project), near)
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 60
    await limiter.admit(READ, principal(project), far)
    await limiter.admit(READ, principal(project, "ann"), near)
    await limiter.admit(WRITE, principal(project), near)
    with pytest.raises(errors.TooManyRequests):
        await limiter.admit(WRITE, principal(project), near)


async def test_a_network_is_one_client(project: Any) -> None:
    client_of = project.module("src.core.rate_limiting").client_of
    one, other = ({"client": (address, 1)} for address in ("2001:db8::1", "2001:db8::2:3"))
    assert client_of(principal(project), one) == client_of(principal(project), other)


async def test_nobody_is_refused_while_redis_is_away(project: Any) -> None:
    limiter = project.module("src.core.rate_limiting").RateLimiter("1/minute", {}, "redis://127.0.0.1:9/0")
    for _ in range(3):
        await limiter.admit(READ, principal(project), {"client": ("10.0.0.1", 1)})


async def test_failures_of_the_database_are_refusals(project: Any) -> None:
    failures, errors = project.module("src.core.database_failures"), project.module("src.core.errors")

    def failed(state: str) -> DBAPIError:
        return DBAPIError("", None, SimpleNamespace(sqlstate=state))  # type: ignore[arg-type]

    for away in (PoolTimeout(), failed("57P01"), failed("55P03"), failed("53300"), failed("40P01")):
        refused = failures.refusal_of(away)
        assert isinstance(refused, errors.Unavailable)
        assert refused.headers["Retry-After"]
    lost = OperationalError("", None, OSError(), connection_invalidated=True)
    assert isinstance(failures.refusal_of(lost), errors.Unavailable)
    assert isinstance(failures.refusal_of(failed("57014")), errors.TimedOut)
    assert failures.refusal_of(failed("42601")) is None


async def test_a_span_is_named_by_the_operation_and_belongs_to_the_caller(
    project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = project.module("src.core.spans")
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(spans, "_tracer", provider.get_tracer("test"))

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        scope["state"]["operation"] = SimpleNamespace(id="getTask", path="/tasks/{taskId}")
        with spans.statement_span("SELECT 1"):
            pass
        await send({"type": "http.response.start", "status": 503, "headers": []})

    async def send(_message: Any) -> None:
        pass

    caller = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    scope = {"type": "http", "method": "GET", "path": "/tasks/1", "scheme": "http", "state": {}}
    await spans.TracingMiddleware(app)({**scope, "headers": [(b"traceparent", caller)]}, None, send)
    statement, request = exporter.get_finished_spans()
    assert (statement.name, request.name) == ("SELECT", "getTask")
    assert f"{request.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"
    assert statement.parent.span_id == request.context.span_id
    assert request.attributes["http.response.status_code"] == 503
    assert not request.status.is_ok


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}, True),
        ({"OTEL_TRACES_EXPORTER": "console"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
async def test_the_environment_switches_tracing(
    project: Any, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: bool
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert project.module("src.core.tracing").is_on() is expected
