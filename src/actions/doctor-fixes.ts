import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ContainerRemoval, Fix } from '../fixes/define-fix.js';
import { cleanText } from '../model/clean-text.js';
import { maskEnvSecrets } from '../model/env-file.js';
import type { CollectedFacts, FactName, Facts } from '../model/facts.js';
import type { Report, Result } from '../model/report.js';
import type { Context } from '../ports/context.js';
import { unifiedDiff } from './diff-files.js';
import { readTextIfThere, writeFiles } from './write-files.js';

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
}

const BACKUP = '.env.backup';

/** Works out what the fixes of the failed checks would do; later ones see what earlier ones changed. Changes nothing. */
export async function planFixes(
  results: readonly Result[],
  collected: CollectedFacts,
  fixes: readonly Fix[],
  directory: string,
): Promise<PlannedFixes> {
  const wanted = new Set(results.flatMap(({ findings }) => findings.flatMap(({ fix }) => fix ?? [])));
  const chosen = fixes.filter(({ id }) => wanted.has(id));
  const paths = new Set([...chosen.flatMap(({ reads }) => reads), '.gitignore']);
  const texts = new Map<string, string | undefined>();
  for (const path of paths) texts.set(path, await readTextIfThere(join(directory, path)));
  const now = new Map(texts);
  const modes = new Map<string, number>();
  const planned: PlannedFixes['fixes'][number][] = [];
  const removals: ContainerRemoval[] = [];

  for (const fix of chosen) {
    const facts = factsOf(fix, collected);
    if (facts === undefined) continue;
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
  }
  keepBackupOutOfGit(texts, now, collected);
  const files = [...now].flatMap(([path, after]): ChangedFile[] => {
    const before = texts.get(path);
    const mode = modes.get(path);
    if (after === undefined || (after === before && mode === undefined)) return [];
    return [{ path, before, after, ...(mode !== undefined && { mode }) }];
  });
  return { fixes: planned, files, removals };
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
  // The files may come from anybody's repository; their lines go to a terminal.
  const lines = diffs.flatMap((diff) => ['', ...diff.trimEnd().split('\n')]).map((line) => cleanText(line, 300));
  return [...words, ...lines].join('\n');
}

/** Writes and removes. A .env that is changed stays beside it as it was. */
export async function applyFixes(
  { files, removals }: PlannedFixes,
  directory: string,
  { engine, signal }: Pick<Context, 'engine' | 'signal'>,
): Promise<void> {
  const backups = files
    .filter(({ path, before, after }) => path === '.env' && before !== undefined && before !== after)
    .map(({ before = '' }) => ({ path: BACKUP, content: before, mode: 0o600 }));
  const edits = files.map(({ path, after, mode }) => ({ path, content: after, ...(mode !== undefined && { mode }) }));
  await writeFiles(directory, [...backups, ...edits], { signal });
  await Promise.all(removals.map(({ id }) => engine.removeContainer(id)));
}

export const asReported = ({ fixes }: PlannedFixes, applied: boolean): NonNullable<Report['fixes']> =>
  fixes.map(({ id, changes }) => ({ id, changes: [...changes], applied }));

const token = () => randomBytes(32).toString('base64url');

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
  const covered = text.split(/\r?\n/u).some((line) => ['.env.*', '.env*', BACKUP].includes(line.trim()));
  if (!covered) now.set('.gitignore', `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${BACKUP}\n`);
}
