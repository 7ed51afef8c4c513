import { z } from 'zod';

import { Description, Task, TaskId, Title } from '../task.ts';
import { defineTool } from './tool.ts';

export const updateTask = defineTool({
  name: 'update_task',
  title: 'Update a task',
  description: 'Changes the title, the description or both, and returns the task. What is left out stays as it is.',
  inputSchema: z
    .strictObject({
      task_id: TaskId.describe('Id of the task, as list_tasks gives it.'),
      title: Title.optional().describe('New title, in 1 to 200 characters.'),
      description: Description.nullable().optional().describe('New details, up to 2000 characters; null removes them.'),
    })
    .refine(({ title, description }) => title !== undefined || description !== undefined, {
      error: 'Nothing to change: give a title, a description or both.',
    }),
  outputSchema: Task,
  annotations: { readOnlyHint: false, idempotentHint: true, destructiveHint: true, openWorldHint: false },
  run: ({ task_id, ...changes }, store, call) => store.update(task_id, changes, call),
});
