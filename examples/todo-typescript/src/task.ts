import { z } from 'zod';

export const Title = z.string().trim().min(1).max(200);
export const Description = z.string().max(2000);

export const TaskId = z.int().min(1);

// Only the format is published: the pattern of z.iso.datetime() is longer than the rest of the schema.
const Timestamp = z.string().meta({ format: 'date-time' });

export const Task = z.object({
  id: TaskId.describe('Number of the task, as other tools take it.'),
  title: z.string().describe('What is to be done.'),
  description: z.string().nullable().describe('Details, or null when there are none.'),
  completed: z.boolean().describe('Whether the task is done.'),
  created_at: Timestamp.describe('When the task was created, in UTC.'),
  updated_at: Timestamp.describe('When the task last changed, in UTC.'),
});
export type Task = z.infer<typeof Task>;

export const TaskPage = z.object({
  tasks: z.array(Task).describe('The tasks of this page, oldest first.'),
  total: z.int().nonnegative().describe('How many tasks match, on all pages.'),
});
export type TaskPage = z.infer<typeof TaskPage>;
