import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Baseline } from '../checks/accepting/accept-findings.js';
import { checks as all } from '../checks/index.js';
import { judge } from '../checks/judge.js';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { baselineFileSchema, isListed, nextBaseline } from '../model/baseline.js';
import type { Check } from '../model/check.js';
import { printableJson } from '../model/clean-text.js';
import type { Accepted } from '../model/facts/accepted.js';
import type { CollectedFacts } from '../model/facts.js';
import type { Result } from '../model/report.js';
import { SCHEMAS_URL } from '../model/tool.js';
import type { Context } from '../ports/context.js';
import { writeFiles } from './write-files.js';

/** Bytes; ten thousand findings are a third of it. */
const MAX_BYTES = 10 * 1024 * 1024;

/** Reads the file of --baseline; one that is still to be written has nothing in it. Throws BASELINE_INVALID. */
export async function readBaseline(
  path: string,
  cwd: string,
  { toBeWritten }: { toBeWritten: boolean },
): Promise<Baseline> {
  const shown = relative(cwd, resolve(cwd, path)).replaceAll('\\', '/');
  let found = true;
  const refuse = (reason: string, cause?: unknown) =>
    new McpDockError('BASELINE_INVALID', { path: shown, reason, found }, { cause });
  let text: string;
  try {
    text = await readFile(resolve(cwd, path), 'utf8');
  } catch (cause) {
    if (toBeWritten && (cause as NodeJS.ErrnoException).code === 'ENOENT') return { path: shown, entries: [] };
    found = (cause as NodeJS.ErrnoException).code !== 'ENOENT';
    throw refuse(found ? `it cannot be read: ${fileFault(cause)}.` : 'there is no such file.', cause);
  }
  if (text.length > MAX_BYTES) throw refuse('it is larger than 10 MiB.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is no JSON.', cause);
  }
  const parsed = baselineFileSchema.safeParse(value);
  if (parsed.success) return { path: shown, entries: parsed.data.findings };
  const [issue] = parsed.error.issues;
  throw refuse(
    `${issue?.path.join('.') || 'its root'} is not as it should be: ${(issue?.message ?? 'not known').replace(/^Invalid input: /u, '')}.`,
  );
}

interface Outcome {
  readonly results: readonly Result[];
  readonly collected: CollectedFacts;
  readonly neverStarted?: boolean;
}

/**
 * Writes what a run found to the baseline, and judges the run by it. A run in which nothing ever answered says nothing of the
 * server: the file stays as it was.
 */
export async function updateBaseline<Found extends Outcome>(
  outcome: Found,
  { checks, baseline }: { readonly checks: readonly Check[]; readonly baseline: Baseline },
  { cwd }: Pick<Context, 'cwd'>,
): Promise<Found & { readonly baseline?: Accepted['baseline']; readonly updated: boolean }> {
  if (outcome.neverStarted === true) return { ...outcome, updated: false };
  const unlisted = new Set(all.filter((check) => !isListed(check)).map(({ id }): string => id));
  const entries = nextBaseline(outcome.results, baseline.entries, unlisted);
  const file = {
    $schema: `${SCHEMAS_URL}/baseline.schema.json`,
    schemaVersion: 1,
    findings: entries,
  };
  await writeFiles(cwd, [{ path: baseline.path, content: `${printableJson(file, 2)}\n` }]);
  const took = new Map(outcome.results.map(({ id, durationMs }) => [id, durationMs]));
  const { results, accepted } = judge(checks, outcome.collected, { all, baseline: { path: baseline.path, entries } });
  return {
    ...outcome,
    results: results.map((result) => ({ ...result, durationMs: took.get(result.id) ?? result.durationMs })),
    baseline: accepted.baseline,
    updated: true,
  };
}
