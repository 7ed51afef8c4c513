import { runChecks } from '../checks/run-checks.js';
import type { Check } from '../model/check.js';
import type { CollectedFacts, FactName } from '../model/facts.js';
import type { Result } from '../model/report.js';
import { deriveAgain } from '../probes/collecting/derive-fact.js';
import { derivedFacts, probes } from '../probes/index.js';

interface Looked {
  readonly collected: CollectedFacts;
  readonly tookMs: number;
  /** Until the limit of the whole run, which would end a second look without a report. */
  readonly leftMs: number;
}

const ofHttpRun = new Set<FactName>(probes.flatMap(({ fact, scenario }) => (scenario === 'http' ? [fact] : [])));

/**
 * Reads what failed in a hardened run once more in a plain one. What then passes is not wrong in itself: it is what the server
 * loses when it runs hardened, and the fact `hardened` says so. Returns the facts as they are when nothing failed, or when the
 * run was a plain one.
 */
export async function repeatPlain(
  checks: readonly Check[],
  { collected, tookMs, leftMs }: Looked,
  collectPlain: (names: ReadonlySet<FactName>) => Promise<CollectedFacts>,
): Promise<CollectedFacts> {
  const { hardened } = collected;
  if (hardened?.status !== 'known' || hardened.value.mode !== 'http' || !hardened.value.answered) return collected;
  const failing = failed(runChecks(checks, collected)).filter(({ id }) => sourcesOf(id, checks).size > 0);
  if (failing.length === 0 || tookMs * 1.5 > leftMs) return collected;

  const names = new Set(failing.flatMap(({ id }) => [...sourcesOf(id, checks)]));
  names.delete('hardened');
  const plain = await collectPlain(names);
  const read = Object.fromEntries(Object.entries(plain).filter(([name]) => ofHttpRun.has(name as FactName)));
  const merged = deriveAgain({ ...collected, ...read }, derivedFacts);
  const still = new Set(failed(runChecks(checks, merged)).map(({ id }) => id));
  // It did answer: that it took longer is the machine's doing, and no capability would help.
  const lost = failing.filter(({ id }) => !still.has(id) && !id.startsWith('start/'));
  if (lost.length === 0) return merged;
  const loses = lost.map(({ id, findings: [first], reason }) => `${id}: ${first?.message ?? reason ?? 'not told'}`);
  return { ...merged, hardened: { status: 'known', value: { ...hardened.value, loses } } };
}

const failed = (results: readonly Result[]) =>
  results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown');

/** The facts of the HTTP run on which a check rests, directly or by derivation. */
function sourcesOf(id: string, checks: readonly Check[]): ReadonlySet<FactName> {
  const all = new Set<FactName>(checks.find((check) => check.id === id)?.needs);
  for (const name of all) for (const from of derivedFacts.find(({ fact }) => fact === name)?.from ?? []) all.add(from);
  return new Set([...all].filter((name) => ofHttpRun.has(name)));
}
