"""The application: `uvicorn src.main:app`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from src.api.routes import ROUTERS, docs, health, metrics
from src.core.config import Settings, get_settings
from src.core.contract.admission import AdmissionMiddleware
from src.core.contract.loader import load_contract
from src.core.database import async_session_maker, engine
from src.core.exception_handlers import UnhandledExceptionMiddleware, refuse_outside_contract
from src.core.logging import setup_logging
from src.core.middleware import (
    REQUEST_ID_HEADER,
    AccessLogMiddleware,
    MetricsMiddleware,
    RequestIDMiddleware,
    SecurityHeadersMiddleware,
)
from src.core.security import create_authenticator
from src.seeds import plant_seeds

logger = structlog.get_logger(__name__)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Plant the seeds, serve, give the connections back."""
    settings = get_settings()
    if settings.seed_data:
        async with async_session_maker.begin() as session:
            await plant_seeds(session)
    logger.info("started", service=app.title, version=app.version, environment=settings.environment)
    yield
    await engine.dispose()
    logger.info("stopped")


def create_app(settings: Settings | None = None) -> FastAPI:
    """Put the application together."""
    settings = settings or get_settings()
    setup_logging(settings)
    contract = load_contract()
    app = FastAPI(
        title=settings.app_name,
        version=settings.version,
        lifespan=lifespan,
        # the contract is served as it was written (see src/api/routes/docs.py), not as the code shows it
        openapi_url=None,
        redirect_slashes=False,
    )
    for router in (health.router, metrics.router, docs.router):
        app.include_router(router)
    for router in ROUTERS:
        app.include_router(router, prefix=contract.base_path)

    # innermost first: what is added last sees a request first
    app.add_middleware(
        AdmissionMiddleware, contract=contract, authenticator=create_authenticator(settings), settings=settings
    )
    refuse_outside_contract(app, contract)
    app.add_middleware(UnhandledExceptionMiddleware, contract=contract)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_credentials=True,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=[REQUEST_ID_HEADER],
        )
    app.add_middleware(SecurityHeadersMiddleware, https_only=settings.is_production)
    app.add_middleware(MetricsMiddleware)
    app.add_middleware(AccessLogMiddleware)
    app.add_middleware(RequestIDMiddleware)
    return app


app = create_app()
