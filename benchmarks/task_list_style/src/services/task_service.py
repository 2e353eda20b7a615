"""Business logic."""

from uuid import UUID

from src.models.schemas import Task, TaskCreate, TaskPatch, TaskUpdate
from src.repositories.task_repository import TaskRepository


class TaskService:
    def __init__(self, repository: TaskRepository) -> None:
        self.repo = repository

    async def create_task(self, task_data: TaskCreate) -> Task:
        return Task.model_validate(await self.repo.create(task_data))

    async def get_task(self, task_id: UUID) -> Task | None:
        task = await self.repo.get(task_id)
        return Task.model_validate(task) if task else None

    async def list_tasks(
        self, skip: int, limit: int, sort: str, completed: bool | None, priority: str | None
    ) -> list[Task]:
        tasks = await self.repo.list(skip, limit, sort, completed, priority)
        return [Task.model_validate(task) for task in tasks]

    async def replace_task(self, task_id: UUID, task_data: TaskUpdate) -> Task | None:
        task = await self.repo.update(task_id, task_data.model_dump())
        return Task.model_validate(task) if task else None

    async def update_task(self, task_id: UUID, task_data: TaskPatch) -> Task | None:
        task = await self.repo.update(task_id, task_data.model_dump(exclude_unset=True))
        return Task.model_validate(task) if task else None

    async def delete_task(self, task_id: UUID) -> bool:
        return await self.repo.delete(task_id)
