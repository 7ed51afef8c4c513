import { z } from 'zod';
import { jsonOrUndefined } from './json-or-undefined.js';

/** What a zod schema refuses, at its place in the value; of a union, the refusals of each of its members. */
export interface Refused {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly errors?: readonly (readonly Refused[])[] | undefined;
}

const refusedSchema: z.ZodType<Refused> = z.lazy(() =>
  z.object({
    path: z.array(z.union([z.string(), z.number()])),
    message: z.string(),
    errors: z.array(z.array(refusedSchema)).optional(),
  }),
);

/** How many places are named; the rest is a number. */
const NAMED = 2;

/** `tools[0].title: expected string, received null`. */
export function refusalWords(refused: readonly Refused[]): string {
  const more = refused.length - NAMED;
  const words = refused.slice(0, NAMED).map((one) => inWords(nearest(one)));
  return `${words.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** The message of a client library in words: a refusal of a zod schema is a page of JSON, with words before it at most. */
export function libraryWords(message: string): string {
  const [, before = '', json] = /^([^[]*)(\[.*\])\s*$/su.exec(message) ?? [];
  const refused = z.array(refusedSchema).nonempty().safeParse(jsonOrUndefined(json));
  return refused.success ? `${before}${refusalWords(refused.data)}` : message;
}

/** The member of a union that was meant is taken to be the one that fits deepest into the value. */
function nearest(refused: Refused): Refused {
  const inside = (refused.errors ?? []).flatMap((member) =>
    member.map((one) => nearest({ ...one, path: [...refused.path, ...one.path] })),
  );
  return inside.reduce((best, one) => (one.path.length > best.path.length ? one : best), { ...refused, errors: [] });
}

function inWords({ path, message }: Refused): string {
  const place = placeIn(path);
  return place === '' ? problemIn(message) : `${place}: ${problemIn(message)}`;
}

/** `tools[3].title`. */
export const placeIn = (path: readonly PropertyKey[]): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`)).join('');

/** The message of an issue of zod without what only readers of zod know. */
export const problemIn = (message: string): string =>
  message.replace(/^Invalid input: /u, '').replace('expected record', 'expected object');
