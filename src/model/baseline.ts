import { z } from 'zod';
import { baselineEntrySchema, type BaselineEntry } from './facts/accepted.js';
import type { CheckDefinition } from './check.js';
import { areaOf, type Result } from './report.js';

/** The file of `--baseline`. */
export const baselineFileSchema = z.object({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1).describe('Of this form.'),
  findings: z.array(baselineEntrySchema).describe('Findings that were known when it was written: they do not count.'),
});

/** Whether a baseline takes up what the check finds: what the project has, and the next run on another machine finds again. */
export const isListed = ({ id, momentary = areaOf({ id }) === 'host', needs }: Listable): boolean =>
  !momentary && !needs.includes('accepted');

type Listable = Pick<CheckDefinition, 'id' | 'momentary' | 'needs'>;

/** Enough to recognise it. */
const LONGEST = 300;

/**
 * What is known after a run: what it found and nobody waived, and what it did not ask about from before. `unlisted` are checks
 * whose findings are of the day, and never known.
 */
export function nextBaseline(
  results: readonly Result[],
  before: readonly BaselineEntry[],
  unlisted: ReadonlySet<string>,
): BaselineEntry[] {
  const answered = new Set(
    results.filter(({ outcome }) => ['pass', 'fail', 'accepted'].includes(outcome)).map(({ id }) => id),
  );
  const found = results
    .filter(({ id }) => !unlisted.has(id))
    .flatMap(({ id, findings }) =>
      findings.flatMap(({ fingerprint, message, location, waived }): BaselineEntry[] =>
        fingerprint === undefined || waived !== undefined
          ? []
          : [{ id, fingerprint, message: shortened(message), ...(location !== undefined && { uri: location.uri }) }],
      ),
    );
  const key = ({ id, fingerprint }: BaselineEntry) => `${id} ${fingerprint}`;
  return [...before.filter(({ id }) => !answered.has(id)), ...found].toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

const shortened = (text: string) => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
