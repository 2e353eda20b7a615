"""Reading, listing and creating tasks with Starlette and asyncpg alone: what the machine can do at best.

No validation, no metrics, no request ids, no other operation: a limit to measure against, not a service.
"""

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
from pydantic_core import from_json, to_json
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

COLUMNS = "id, title, description, completed, priority, due_date, created_at, updated_at"
CREATE = """
CREATE TABLE IF NOT EXISTS tasks (
    id uuid PRIMARY KEY, title varchar(200) NOT NULL, description varchar(1000), completed boolean NOT NULL,
    priority varchar(10) NOT NULL, due_date date, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS tasks_created_at ON tasks (created_at);
"""
READ = f"SELECT {COLUMNS} FROM tasks WHERE id = $1"
LIST = f"SELECT {COLUMNS} FROM tasks ORDER BY created_at LIMIT $1 OFFSET $2"
INSERT = f"INSERT INTO tasks ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING {COLUMNS}"


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(
        os.environ["DATABASE_URL"].replace("+asyncpg", ""), min_size=20, max_size=20
    ) as pool:
        await pool.execute(CREATE)
        app.state.pool = pool
        yield


def document(row: asyncpg.Record) -> dict[str, Any]:
    return {
        "id": row[0],
        "title": row[1],
        "description": row[2],
        "completed": row[3],
        "priority": row[4],
        "dueDate": row[5],
        "createdAt": row[6],
        "updatedAt": row[7],
    }


def answer(value: object, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json")


async def ready(request: Request) -> Response:
    return answer({"status": "ready"})


async def read_task(request: Request) -> Response:
    row = await request.app.state.pool.fetchrow(READ, uuid.UUID(request.path_params["task_id"]))
    if row is None:
        return answer({"code": "not_found", "message": "There is no such task."}, 404)
    return answer(document(row))


async def list_tasks(request: Request) -> Response:
    limit, offset = (int(request.query_params.get(name, default)) for name, default in (("limit", 20), ("offset", 0)))
    return answer([document(row) for row in await request.app.state.pool.fetch(LIST, limit, offset)])


async def create_task(request: Request) -> Response:
    task = from_json(await request.body())
    due = task.get("dueDate")
    row = await request.app.state.pool.fetchrow(
        INSERT,
        uuid.uuid4(),
        task["title"],
        task.get("description"),
        task.get("completed", False),
        task.get("priority", "medium"),
        date.fromisoformat(due) if due else None,
        datetime.now(UTC),
    )
    return answer(document(row), 201)


app = Starlette(
    lifespan=lifespan,
    routes=[
        Route("/health/ready", ready),
        Route("/api/v1/tasks", list_tasks),
        Route("/api/v1/tasks", create_task, methods=["POST"]),
        Route("/api/v1/tasks/{task_id}", read_task),
    ],
)
