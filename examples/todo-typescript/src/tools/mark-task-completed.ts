import { z } from 'zod';

import { Task, TaskId } from '../task.ts';
import { defineTool } from './tool.ts';

export const markTaskCompleted = defineTool({
  name: 'mark_task_completed',
  title: 'Mark a task as completed',
  description: 'Marks a task as completed and returns it. Doing it again changes nothing.',
  inputSchema: z.strictObject({
    task_id: TaskId.describe('Id of the task, as list_tasks gives it.'),
  }),
  outputSchema: Task,
  annotations: { readOnlyHint: false, idempotentHint: true, destructiveHint: false, openWorldHint: false },
  run: ({ task_id }, store, call) => store.update(task_id, { completed: true }, call),
});
