"""Dependencies of routes."""

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import get_db
from src.repositories.task_repository import TaskRepository
from src.services.task_service import TaskService


# `scope="function"`: commit before the answer is sent, not after it.
def get_task_repository(db: AsyncSession = Depends(get_db, scope="function")) -> TaskRepository:
    return TaskRepository(db)


def get_task_service(repo: TaskRepository = Depends(get_task_repository)) -> TaskService:
    return TaskService(repo)
