"""Logging: one JSON object a line on standard output, from structlog and from the standard library alike."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import Processor

from src.core.config import Settings

# uvicorn's own access log says less than ours and costs as much
SILENCED = ("uvicorn.access",)


def setup_logging(settings: Settings) -> None:
    """Configure structlog, and route the standard library's loggers (uvicorn, SQLAlchemy, Alembic) through it."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendering = _rendering(settings.log_json)
    structlog.configure(
        processors=[*shared, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    _bridge_standard_library(level, [*shared, structlog.stdlib.add_logger_name], rendering)


def _rendering(as_json: bool) -> list[Processor]:
    if as_json:
        return [
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.UnicodeDecoder(),
            structlog.processors.JSONRenderer(),
        ]
    return [structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())]


def _bridge_standard_library(level: int, shared: list[Processor], rendering: list[Processor]) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", *SILENCED):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name not in SILENCED
