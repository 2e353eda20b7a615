"""Tasks."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Body, Depends, HTTPException, Query

from src.api.dependencies import get_task_service
from src.api.routes.metrics import tasks_created_total
from src.models.schemas import Priority, Task, TaskCreate, TaskPatch, TaskUpdate
from src.services.task_service import TaskService

router = APIRouter(prefix="/api/v1/tasks", tags=["tasks"])

Sort = Literal["createdAt", "-createdAt", "dueDate", "-dueDate", "title", "-title"]


def not_found(task_id: UUID) -> HTTPException:
    return HTTPException(404, {"code": "resource_not_found", "message": f"Task {task_id} not found"})


@router.get("", response_model=list[Task])
async def list_tasks(
    completed: bool | None = None,
    priority: Priority | None = None,
    sort: Sort = "createdAt",
    limit: int = Query(20, ge=1, le=100),
    offset: int = Query(0, ge=0, le=2**31 - 1),
    service: TaskService = Depends(get_task_service),
):
    return await service.list_tasks(offset, limit, sort, completed, priority)


@router.post("", response_model=Task, status_code=201)
async def create_task(data: TaskCreate, service: TaskService = Depends(get_task_service)):
    task = await service.create_task(data)
    tasks_created_total.inc()
    return task


@router.get("/{task_id}", response_model=Task)
async def get_task(task_id: UUID, service: TaskService = Depends(get_task_service)):
    task = await service.get_task(task_id)
    if task is None:
        raise not_found(task_id)
    return task


@router.put("/{task_id}", response_model=Task)
async def replace_task(task_id: UUID, data: TaskUpdate, service: TaskService = Depends(get_task_service)):
    task = await service.replace_task(task_id, data)
    if task is None:
        raise not_found(task_id)
    return task


@router.patch("/{task_id}", response_model=Task)
async def update_task(task_id: UUID, data: TaskPatch = Body(...), service: TaskService = Depends(get_task_service)):
    if not data.model_fields_set:
        raise HTTPException(422, {"code": "invalid", "message": "Nothing to change"})
    task = await service.update_task(task_id, data)
    if task is None:
        raise not_found(task_id)
    return task


@router.delete("/{task_id}", status_code=204)
async def delete_task(task_id: UUID, service: TaskService = Depends(get_task_service)):
    if not await service.delete_task(task_id):
        raise not_found(task_id)
