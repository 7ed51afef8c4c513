import { z } from 'zod';

import { TaskId } from '../task.ts';
import { defineTool } from './tool.ts';

export const deleteTask = defineTool({
  name: 'delete_task',
  title: 'Delete a task',
  description: 'Removes a task from the todo list for good. It cannot be brought back.',
  inputSchema: z.strictObject({
    task_id: TaskId.describe('Id of the task, as list_tasks gives it.'),
  }),
  outputSchema: z.object({
    deleted: z.literal(true).describe('Always true; a task that does not exist is an error.'),
    task_id: TaskId.describe('Id of the deleted task.'),
  }),
  annotations: { readOnlyHint: false, idempotentHint: true, destructiveHint: true, openWorldHint: false },
  run: async ({ task_id }, store, call) => {
    await store.delete(task_id, call);
    return { deleted: true as const, task_id };
  },
});
