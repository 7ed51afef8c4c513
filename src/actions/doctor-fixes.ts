import { randomBytes } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerRemoval, Fix } from '../fixes/define-fix.js';
import { cleanText } from '../model/clean-text.js';
import { maskEnvSecrets } from '../model/env-file.js';
import type { CollectedFacts, FactName, Facts } from '../model/facts.js';
import type { Report, Result } from '../model/report.js';
import type { Context } from '../ports/context.js';
import { printableDiff, unifiedDiff } from './diff-files.js';
import { writeFiles } from './write-files.js';
import { readTextIfThere } from '../config/read-text.js';

/** A file as the fixes leave it. */
interface ChangedFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
  readonly mode?: number;
}

/** Everything that the fixes would do together. */
export interface PlannedFixes {
  readonly fixes: readonly { readonly id: string; readonly changes: readonly string[] }[];
  readonly files: readonly ChangedFile[];
  readonly removals: readonly ContainerRemoval[];
  /** Fixes that were asked for and change nothing, with the end of a sentence that says why. */
  readonly idle: readonly { readonly id: string; readonly because: string }[];
  /** Where what was in .env is kept; absent where it stays as it is. */
  readonly backup?: string;
}

const BACKUP = '.env.backup';
const PATTERN = `${BACKUP}*`;

/** Works out what the fixes of the failed checks would do; later ones see what earlier ones changed. Changes nothing. */
export async function planFixes(
  results: readonly Result[],
  collected: CollectedFacts,
  fixes: readonly Fix[],
  directory: string,
): Promise<PlannedFixes> {
  // What is waived is meant to stay as it is.
  const wanted = new Set(
    results.flatMap(({ findings }) => findings.flatMap(({ fix, waived }) => (waived === undefined ? (fix ?? []) : []))),
  );
  const chosen = fixes.filter(({ id }) => wanted.has(id));
  const paths = new Set([...chosen.flatMap(({ reads }) => reads), '.gitignore']);
  const texts = new Map<string, string | undefined>();
  for (const path of paths) texts.set(path, await readTextIfThere(join(directory, path)));
  const now = new Map(texts);
  const modes = new Map<string, number>();
  const planned: PlannedFixes['fixes'][number][] = [];
  const removals: ContainerRemoval[] = [];
  const idle: PlannedFixes['idle'][number][] = [];

  for (const fix of chosen) {
    const facts = factsOf(fix, collected);
    if (facts === undefined) {
      idle.push({ id: fix.id, because: unreadable(fix, collected) });
      continue;
    }
    const plan = fix.plan(facts, { file: (path) => now.get(path), token });
    const edits = plan.edits ?? [];
    for (const { path, content, mode } of edits) {
      if (content !== undefined) now.set(path, content);
      if (mode !== undefined) modes.set(path, mode);
    }
    removals.push(...(plan.removals ?? []));
    const changes = [
      ...edits.flatMap((edit) => edit.changes.map((change) => `${edit.path}: ${change}`)),
      ...(plan.removals ?? []).map(({ name, image }) => cleanText(`container "${name}" of ${image} is removed`)),
    ];
    if (changes.length > 0) planned.push({ id: fix.id, changes });
    else idle.push({ id: fix.id, because: plan.because ?? 'there is nothing to change' });
  }
  keepBackupOutOfGit(texts, now, collected);
  const files = [...now].flatMap(([path, after]): ChangedFile[] => {
    const before = texts.get(path);
    const mode = modes.get(path);
    if (after === undefined || (after === before && mode === undefined)) return [];
    return [{ path, before, after, ...(mode !== undefined && { mode }) }];
  });
  const saves = files.some(({ path, before, after }) => path === '.env' && before !== undefined && before !== after);
  return { fixes: planned, files, removals, idle, ...(saves && { backup: await freeName(directory) }) };
}

/** The first name for a copy that nothing has; a link counts, wherever it leads. */
async function freeName(directory: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? BACKUP : `${BACKUP}.${number}`;
    const taken = await lstat(join(directory, name)).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
    );
    if (!taken) return name;
  }
}

/** What a person reads beside the report: what was kept where, and which fixes had nothing to do. */
export function sayFixes(
  { fixes, idle, backup }: PlannedFixes,
  applied: boolean,
  results: readonly Result[],
): string[] {
  const failed = results.some(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable');
  const reason = failed ? 'what is wrong takes a person' : 'every check passed';
  return [
    ...(fixes.length === 0 && idle.length === 0 ? [`Nothing to mend here, because ${reason}.`] : []),
    ...idle.map(({ id, because }) => `${id}: nothing to mend here, because ${because}.`),
    ...(backup === undefined
      ? []
      : [`.env as it ${applied ? `was is kept in ${backup}` : `is would be kept in ${backup}`}.`]),
  ];
}

/** What a person sees before anything happens: the changes in words and the differences, without secrets. */
export async function previewFixes({ fixes, files }: PlannedFixes): Promise<string> {
  const diffs = await Promise.all(
    files
      .filter(({ before, after }) => before !== after)
      .map(({ path, before, after }) =>
        unifiedDiff({
          file: { path, content: maskEnvSecrets(after) },
          ...(before === undefined ? {} : { existing: maskEnvSecrets(before) }),
          state: before === undefined ? 'new' : 'different',
        }),
      ),
  );
  const words = fixes.flatMap(({ id, changes }) => [id, ...changes.map((change) => `  ${change}`)]);
  return [...words, ...diffs.flatMap((diff) => ['', printableDiff(diff)])].join('\n');
}

/** Writes and removes. A .env that is changed stays beside it as it was. */
export async function applyFixes(
  { files, removals, backup }: PlannedFixes,
  directory: string,
  { engine, signal }: Pick<Context, 'engine' | 'signal'>,
): Promise<void> {
  const before = files.find(({ path }) => path === '.env')?.before ?? '';
  const backups = backup === undefined ? [] : [{ path: backup, content: before, mode: 0o600 }];
  const edits = files.map(({ path, after, mode }) => ({ path, content: after, ...(mode !== undefined && { mode }) }));
  await writeFiles(directory, [...backups, ...edits], { signal });
  await Promise.all(removals.map(({ id }) => engine.removeContainer(id)));
}

export const asReported = ({ fixes, idle }: PlannedFixes, applied: boolean): NonNullable<Report['fixes']> => [
  ...fixes.map(({ id, changes }) => ({ id, changes: [...changes], applied })),
  ...idle.map(({ id, because }) => ({ id, changes: [], applied: false, because })),
];

const token = () => randomBytes(32).toString('base64url');

function unreadable({ needs }: Fix, collected: CollectedFacts): string {
  const missing = needs.find((name) => collected[name]?.status !== 'known');
  const fact = missing === undefined ? undefined : collected[missing];
  const reason = fact === undefined || fact.status === 'known' ? '' : `: ${cleanText(fact.reason).replace(/\.$/u, '')}`;
  return `it could not be read what it needs${reason}`;
}

/** The facts of a fix; undefined when one of them is not known, so that nothing is mended by guess. */
function factsOf({ needs }: Fix, collected: CollectedFacts): Facts | undefined {
  const entries = needs.map((name: FactName) => [name, collected[name]] as const);
  if (entries.some(([, fact]) => fact?.status !== 'known')) return undefined;
  return Object.fromEntries(
    entries.map(([name, fact]) => [name, fact?.status === 'known' ? fact.value : undefined]),
  ) as Facts;
}

/** The backup holds the same secrets; in a Git working copy it has to be ignored like the file itself. */
function keepBackupOutOfGit(
  before: ReadonlyMap<string, string | undefined>,
  now: Map<string, string | undefined>,
  { environment }: CollectedFacts,
): void {
  const changes = before.get('.env') !== undefined && before.get('.env') !== now.get('.env');
  const inGit = environment?.status === 'known' && environment.value.gitIgnored !== undefined;
  if (!changes || !inGit) return;
  const text = now.get('.gitignore') ?? '';
  const covered = text.split(/\r?\n/u).some((line) => ['.env.*', '.env*', PATTERN].includes(line.trim()));
  if (!covered) now.set('.gitignore', `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${PATTERN}\n`);
}
