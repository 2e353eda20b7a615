"""Request and response bodies."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Priority = Literal["low", "medium", "high"]
# FastAPI validates parsed JSON, and strict mode takes no date from a string there.
DueDate = Annotated[date, Field(strict=False)]


class TaskBase(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    title: str = Field(..., min_length=1, max_length=200)
    description: str | None = Field(None, max_length=1000)
    completed: bool = Field(default=False)
    priority: Priority = Field(default="medium")
    due_date: DueDate | None = None


class TaskCreate(TaskBase):
    pass


class TaskUpdate(TaskBase):
    completed: bool
    priority: Priority


class TaskPatch(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    title: str = Field(default="", min_length=1, max_length=200)
    description: str | None = Field(None, max_length=1000)
    completed: bool = False
    priority: Priority = "medium"
    due_date: DueDate | None = None


class Task(TaskBase):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    created_at: datetime
    updated_at: datetime
