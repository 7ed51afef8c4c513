"""Tasks over HTTP."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query

from todo_backend.storage.store import Filter, TaskStore
from todo_backend.task import LARGEST_ID, Status, Task, TaskChanges, TaskDraft, TaskPage

TaskId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def task_routes(tasks: TaskStore) -> APIRouter:
    router = APIRouter(prefix="/api/tasks")

    @router.get("")
    async def list_tasks(
        status: Status = "all",
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
        offset: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
    ) -> TaskPage:
        return await tasks.list(Filter(status, limit, offset))

    @router.post("", status_code=201)
    async def create_task(draft: TaskDraft) -> Task:
        return await tasks.create(draft)

    @router.patch("/{task_id}")
    async def update_task(task_id: TaskId, changes: TaskChanges) -> Task:
        task = await tasks.update(task_id, changes)
        if task is None:
            raise HTTPException(404, f"There is no task {task_id}.")
        return task

    @router.delete("/{task_id}", status_code=204)
    async def delete_task(task_id: TaskId) -> None:
        if not await tasks.delete(task_id):
            raise HTTPException(404, f"There is no task {task_id}.")

    return router
