import { createTask } from './create-task.ts';
import { deleteTask } from './delete-task.ts';
import { listTasks } from './list-tasks.ts';
import { markTaskCompleted } from './mark-task-completed.ts';
import type { Tool } from './tool.ts';
import { updateTask } from './update-task.ts';

/**
 * Every tool of this server, in the order clients see them. To add one, write its file and list it here; then name it under
 * `expect.tools` of mcp-dock.yaml, which `mcp-dock verify` holds the running server against, and in the README.
 */
export const tools: readonly Tool[] = [listTasks, createTask, markTaskCompleted, updateTask, deleteTask];
