"""Data access."""

from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from src.models.entities import TaskEntity
from src.models.schemas import TaskCreate

logger = structlog.get_logger(__name__)

SORTABLE = {"createdAt": TaskEntity.created_at, "dueDate": TaskEntity.due_date, "title": TaskEntity.title}


class TaskRepository:
    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def create(self, task_data: TaskCreate) -> TaskEntity:
        task = TaskEntity(**task_data.model_dump())
        self.db.add(task)
        await self.db.flush()
        await self.db.refresh(task)
        logger.info("task_created", task_id=str(task.id))
        return task

    async def get(self, task_id: UUID) -> TaskEntity | None:
        result = await self.db.execute(select(TaskEntity).where(TaskEntity.id == task_id))
        return result.scalar_one_or_none()

    async def list(
        self, skip: int, limit: int, sort: str, completed: bool | None, priority: str | None
    ) -> list[TaskEntity]:
        query = select(TaskEntity)
        if completed is not None:
            query = query.where(TaskEntity.completed == completed)
        if priority is not None:
            query = query.where(TaskEntity.priority == priority)
        column = SORTABLE[sort.removeprefix("-")]
        query = query.order_by(column.desc() if sort.startswith("-") else column.asc())
        result = await self.db.execute(query.offset(skip).limit(limit))
        return list(result.scalars().all())

    async def update(self, task_id: UUID, values: dict[str, Any]) -> TaskEntity | None:
        task = await self.get(task_id)
        if task is None:
            return None
        for name, value in values.items():
            setattr(task, name, value)
        await self.db.flush()
        await self.db.refresh(task)
        logger.info("task_updated", task_id=str(task.id))
        return task

    async def delete(self, task_id: UUID) -> bool:
        task = await self.get(task_id)
        if task is None:
            return False
        await self.db.delete(task)
        await self.db.flush()
        logger.info("task_deleted", task_id=str(task_id))
        return True
