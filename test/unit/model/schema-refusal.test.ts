import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { libraryWords, refusalWords } from '../../../src/model/schema-refusal.js';

const tool = z.object({ name: z.string(), title: z.string().optional(), meta: z.record(z.string(), z.unknown()) });
const list = z.object({ tools: z.array(tool) });
const message = z.union([
  z.object({ method: z.string() }),
  z.object({ id: z.number(), result: z.object({ meta: z.object({}) }) }),
  z.object({ id: z.number(), error: z.object({}) }),
]);

/** What zod refuses in a value. */
function refused(schema: z.ZodType, value: unknown): z.ZodError {
  const { error } = schema.safeParse(value);
  if (error === undefined) throw new Error('It is not refused.');
  return error;
}

const good = { name: 'a', meta: {} };
const rows = [
  {
    name: 'a place in a list',
    error: refused(list, { tools: [good, { ...good, title: null }] }),
    words: 'tools[1].title: expected string, received null',
  },
  {
    name: 'a map',
    error: refused(list, { tools: [{ ...good, meta: null }] }),
    words: 'tools[0].meta: expected object, received null',
  },
  { name: 'the value itself', error: refused(list, 7), words: 'expected object, received number' },
  {
    name: 'several places',
    error: refused(list, { tools: [{}, {}] }),
    words:
      'tools[0].name: expected string, received undefined; tools[0].meta: expected object, received undefined; and 2 more',
  },
  {
    name: 'the member of a union that fits best',
    error: refused(message, { id: 1, result: { meta: null } }),
    words: 'result.meta: expected object, received null',
  },
];

describe('what a schema refuses', () => {
  it.each(rows)('is said in words: $name', ({ error, words }) => {
    expect(refusalWords(error.issues)).toBe(words);
  });

  it.each(rows)('is read from the message of a library: $name', ({ error, words }) => {
    expect(libraryWords(error.message)).toBe(words);
    expect(libraryWords(`Invalid result for tools/list: ${error.message}`)).toBe(
      `Invalid result for tools/list: ${words}`,
    );
  });

  it.each(['fetch failed', '', '[1]', '[]', 'No [x]', '[{"path": "a", "message": 1}]', '[{'])(
    'leaves other messages as they are: %j',
    (text) => {
      expect(libraryWords(text)).toBe(text);
    },
  );
});
