"""Every tool of this server, in the order clients see them.

To add one, write its file and list it here; then name it under `expect.tools` of mcp-dock.yaml, which
`mcp-dock verify` holds the running server against, and in the README.
"""

from typing import Any

from .create_task import create_task
from .delete_task import delete_task
from .list_tasks import list_tasks
from .mark_task_completed import mark_task_completed
from .tool import Tool
from .update_task import update_task

TOOLS: tuple[Tool[Any, Any], ...] = (list_tasks, create_task, mark_task_completed, update_task, delete_task)
