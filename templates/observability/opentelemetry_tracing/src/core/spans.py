"""Spans: one a request, named by its operation, and one a statement below it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry import propagate, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
from opentelemetry.trace import Span, SpanKind, StatusCode
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from src.core import driver
from src.core.database import engine
from src.core.middleware import SERVER_ERROR, endpoint_of

_tracer = trace.get_tracer(__name__)


def start(version: str) -> TracerProvider:
    """Export spans as the environment says."""
    provider = TracerProvider(resource=Resource.create({"service.version": version}))
    provider.add_span_processor(BatchSpanProcessor(_exporter()))
    trace.set_tracer_provider(provider)
    driver.around_statement = statement_span
    _trace_engine()
    return provider


class TracingMiddleware:
    """A span a request: a child of the caller's (W3C Trace Context), named by the operation."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        caller = propagate.extract(
            {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        )
        attributes = {"http.request.method": scope["method"], "url.path": scope["path"], "url.scheme": scope["scheme"]}
        status = SERVER_ERROR

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with _tracer.start_as_current_span(
            scope["method"], context=caller, kind=SpanKind.SERVER, attributes=attributes
        ) as span:
            bind_contextvars(trace_id=trace.format_trace_id(span.get_span_context().trace_id))
            try:
                await self.app(scope, receive, send_and_note)
            finally:
                _describe(span, scope, status)


def _describe(span: Span, scope: Scope, status: int) -> None:
    endpoint = endpoint_of(scope)
    operation: str | None = getattr(scope["state"].get("operation"), "id", None)
    span.update_name(operation or f"{scope['method']} {endpoint}")
    span.set_attribute("http.route", endpoint)
    span.set_attribute("http.response.status_code", status)
    if status >= SERVER_ERROR:
        span.set_status(StatusCode.ERROR)


@contextmanager
def statement_span(sql: str) -> Iterator[None]:
    """A span around a statement."""
    with _tracer.start_as_current_span(_verb(sql), kind=SpanKind.CLIENT, attributes=_statement(sql)):
        yield


def _trace_engine() -> None:
    """Put spans around what SQLAlchemy runs itself."""

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def begin(_connection: Any, _cursor: Any, sql: str, _parameters: Any, context: Any, _many: bool) -> None:
        context.span = _tracer.start_span(_verb(sql), kind=SpanKind.CLIENT, attributes=_statement(sql))

    @event.listens_for(engine.sync_engine, "after_cursor_execute")
    def end(_connection: Any, _cursor: Any, _sql: str, _parameters: Any, context: Any, _many: bool) -> None:
        context.span.end()

    @event.listens_for(engine.sync_engine, "handle_error")
    def fail(failure: ExceptionContext) -> None:
        span = getattr(failure.execution_context, "span", None)
        if span is not None:
            span.record_exception(failure.original_exception)
            span.set_status(StatusCode.ERROR)
            span.end()


def _statement(sql: str) -> dict[str, str]:
    return {"db.system.name": engine.dialect.name, "db.query.text": sql}


def _verb(sql: str) -> str:
    return sql.split(maxsplit=1)[0].upper()


def _exporter() -> SpanExporter:
    if os.environ.get("OTEL_TRACES_EXPORTER") == "console":
        return ConsoleSpanExporter()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - slow to load

    return OTLPSpanExporter()
