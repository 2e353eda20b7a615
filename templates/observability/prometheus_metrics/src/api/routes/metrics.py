"""The endpoint that Prometheus scrapes."""

from __future__ import annotations

import os

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from src.core.config import get_settings

router = APIRouter(prefix=get_settings().metrics_prefix, tags=["metrics"])


@router.get("/metrics")
async def metrics() -> Response:
    """All metrics in Prometheus' text format, those of every worker if `PROMETHEUS_MULTIPROC_DIR` is set."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
