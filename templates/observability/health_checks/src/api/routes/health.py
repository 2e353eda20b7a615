"""Health checks: is the process alive, and can it work?"""

from __future__ import annotations

import asyncio

import structlog
from fastapi import APIRouter, status
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from src.core.config import get_settings
from src.core.database import read_session_maker
from src.core.lifecycle import is_leaving

PATIENCE = 2.0  # seconds for the database to answer

logger = structlog.get_logger(__name__)
router = APIRouter(prefix=get_settings().health_prefix, tags=["health"])


@router.get("/health")
async def health() -> JSONResponse:
    """The process runs."""
    settings = get_settings()
    return JSONResponse({"status": "ok", "service": settings.app_name, "version": settings.version})


@router.get("/ready")
async def ready() -> JSONResponse:
    """The service can answer requests: it is not about to stop, and the database answers a query. Otherwise 503."""
    if is_leaving():
        return _not_ready(process="leaving")
    try:
        async with asyncio.timeout(PATIENCE), read_session_maker() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        logger.warning("not_ready", check="database", error=str(error))
        return _not_ready(database="failed")
    return JSONResponse({"status": "ready", "checks": {"database": "ok"}})


def _not_ready(**checks: str) -> JSONResponse:
    content = {"status": "not_ready", "checks": checks}
    return JSONResponse(content, status.HTTP_503_SERVICE_UNAVAILABLE, {"Retry-After": "1"})
