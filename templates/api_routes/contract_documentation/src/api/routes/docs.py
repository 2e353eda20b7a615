"""The contract, as files and as a page. What is served is the contract itself, never one derived from the code."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import yaml
from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

CONTRACT = Path(__file__).parents[3] / "openapi.yaml"
PAGE = Path(__file__).parents[1] / "static" / "docs.html"
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

router = APIRouter(tags=["documentation"])


@router.get("/docs")
async def page() -> FileResponse:
    """The documentation page; it loads nothing from anywhere."""
    return FileResponse(PAGE, media_type="text/html", headers={"Content-Security-Policy": PAGE_POLICY})


@router.get("/openapi.yaml")
async def contract_as_yaml() -> FileResponse:
    """The served contract."""
    return FileResponse(CONTRACT, media_type="application/yaml")


@router.get("/openapi.json")
async def contract_as_json() -> Response:
    """The served contract as JSON."""
    return Response(await run_in_threadpool(_contract_json), media_type="application/json")


@cache
def _contract_json() -> bytes:
    return json.dumps(yaml.load(CONTRACT.read_bytes(), Loader=yaml.CSafeLoader)).encode()
