import { z } from 'zod';

import { TaskPage } from '../task.ts';
import { defineTool } from './tool.ts';

export const listTasks = defineTool({
  name: 'list_tasks',
  title: 'List tasks',
  description: 'Lists the tasks of the todo list, oldest first, page by page.',
  inputSchema: z.strictObject({
    status: z
      .enum(['all', 'pending', 'completed'])
      .default('all')
      .describe('Which tasks to list: all, only pending or only completed ones.'),
    limit: z.int().min(1).max(100).default(50).describe('How many tasks to return at most.'),
    offset: z.int().min(0).default(0).describe('How many matching tasks to skip, to read the next page.'),
  }),
  outputSchema: TaskPage,
  annotations: { readOnlyHint: true, idempotentHint: true, destructiveHint: false, openWorldHint: false },
  run: (filter, store, call) => store.list(filter, call),
});
