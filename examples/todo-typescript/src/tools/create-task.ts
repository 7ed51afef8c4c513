import { z } from 'zod';

import { Description, Task, Title } from '../task.ts';
import { defineTool } from './tool.ts';

export const createTask = defineTool({
  name: 'create_task',
  title: 'Create a task',
  description: 'Adds a pending task to the todo list and returns it with its new id.',
  inputSchema: z.strictObject({
    title: Title.describe('What is to be done, in 1 to 200 characters.'),
    description: Description.optional().describe('Details, up to 2000 characters.'),
  }),
  outputSchema: Task,
  annotations: { readOnlyHint: false, idempotentHint: false, destructiveHint: false, openWorldHint: false },
  run: (draft, store, call) => store.create(draft, call),
});
