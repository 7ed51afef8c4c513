import { isDeepStrictEqual } from 'node:util';
import { basename, join, relative, resolve } from 'node:path';
import { checks } from '../checks/index.js';
import { CONFIG_FILE_NAMES, loadConfig, parseConfig } from '../config/load-config.js';
import { readTextIfThere } from '../config/read-text.js';
import { addToConfig } from '../config/waivers/add-to-config.js';
import { mapEntries, type MappedEntries, type NewWaiver } from '../config/waivers/map-entries.js';
import type { PeerFile } from '../config/waivers/peer-entry.js';
import { readHadolint } from '../config/waivers/read-hadolint.js';
import { readIdLines } from '../config/waivers/read-id-lines.js';
import { readTrivyYaml } from '../config/waivers/read-trivy-yaml.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Context } from '../ports/context.js';
import { printableDiff, unifiedDiff } from './diff-files.js';
import { writeFiles } from './write-files.js';

export interface ImportWaiversInput {
  /** Relative to where the user stands; those that are there when empty. */
  readonly files: readonly string[];
  /** Last day of what has none of its own. */
  readonly expires: string;
  /** Today, `2026-11-21`. */
  readonly today: string;
  readonly owner?: string;
  readonly dryRun: boolean;
  /** Ask nobody. */
  readonly yes: boolean;
}

export interface ImportedWaivers extends MappedEntries {
  readonly outcome: 'written' | 'unchanged' | 'dry-run';
  /** mcp-dock.yaml, and the files of other tools, as a person reads them. */
  readonly path: string;
  readonly files: readonly string[];
  readonly diff?: string;
}

const USUAL = [
  '.dockleignore',
  '.hadolint.yaml',
  '.hadolint.yml',
  '.trivyignore',
  '.trivyignore.yaml',
  '.trivyignore.yml',
];

/**
 * Files of other tools → what they leave out → waivers → diff → consent → mcp-dock.yaml. Throws PROJECT_NOT_FOUND without a
 * mcp-dock.yaml or without any such file, CONFIG_INVALID for one that cannot be read; a person who says no gets INTERRUPTED.
 */
export async function importWaivers(
  input: ImportWaiversInput,
  { cwd, progress, prompter, signal }: Pick<Context, 'cwd' | 'progress' | 'prompter' | 'signal'>,
): Promise<ImportedWaivers> {
  const project = await loadConfig(cwd);
  if (project === undefined)
    throw new McpDockError('PROJECT_NOT_FOUND', { directory: cwd, missing: CONFIG_FILE_NAMES[0] });
  const found = await readFiles(input.files, cwd);
  const entries = found.flatMap((file) => file.entries);
  const mapped = mapEntries(entries, { ...input, checks, config: project.config });
  const path = relative(cwd, project.path).replaceAll('\\', '/');
  const result = {
    ...mapped,
    remainders: [...mapped.remainders, ...found.flatMap(({ remainders }) => remainders)],
    path,
    files: found.map(({ file }) => file),
  };
  const before = (await readTextIfThere(project.path)) ?? '';
  const waivers = mapped.waivers.map(asWritten);
  const content = addToConfig(before, { waivers, severities: mapped.severities });
  if (content === before) return { ...result, outcome: 'unchanged' };
  requireSame(content, { before, path: project.path, directory: cwd, mapped });
  const diff = await unifiedDiff({ file: { path, content }, existing: before, state: 'different' });
  if (input.dryRun) return { ...result, outcome: 'dry-run', diff };
  if (!input.yes) {
    progress.note(printableDiff(diff));
    const agreed = await prompter.confirm({ message: `Write this into ${path}?`, default: true, flag: '--yes' });
    if (!agreed) throw new McpDockError('INTERRUPTED', { cleaned: 'Nothing was changed.' });
  }
  await writeFiles(cwd, [{ path, content }], { signal });
  return { ...result, outcome: 'written', diff };
}

const asWritten = ({ id, reason, expires, owner, path }: NewWaiver) => ({
  id,
  reason,
  expires,
  ...(owner !== undefined && { owner }),
  ...(path !== undefined && { path }),
});

/** Reads back what would be written: a file that says anything else than before and what was added is a bug of ours. */
function requireSame(
  content: string,
  { before, path, directory, mapped }: { before: string; path: string; directory: string; mapped: MappedEntries },
): void {
  const { config: old } = parseConfig(before, path, directory);
  const { config } = parseConfig(content, path, directory);
  const severities = Object.fromEntries(mapped.severities.map(({ id, severity }) => [id, severity]));
  const waivers = mapped.waivers.map(asWritten);
  const wanted = { ...old, waivers: [...old.waivers, ...waivers], checks: { ...old.checks, ...severities } };
  if (!isDeepStrictEqual(config, wanted)) throw new Error('mcp-dock.yaml would say something else than it should.');
}

async function readFiles(named: readonly string[], cwd: string): Promise<(PeerFile & { readonly file: string })[]> {
  const found: (PeerFile & { readonly file: string })[] = [];
  for (const file of named.length > 0 ? named : USUAL) {
    const text = await readTextIfThere(named.length > 0 ? resolve(cwd, file) : join(cwd, file));
    if (text !== undefined) found.push({ file, ...readerOf(file)(text, file) });
    else if (named.length > 0)
      throw new McpDockError('FILE_READ_FAILED', { path: file, reason: 'there is no such file' });
  }
  if (found.length === 0) {
    throw new McpDockError('PEER_WAIVERS_MISSING', { directory: cwd, names: USUAL });
  }
  return found;
}

function readerOf(file: string): (text: string, file: string) => PeerFile {
  const name = basename(file).toLowerCase();
  if (name.includes('hadolint')) return readHadolint;
  if (name.includes('trivy')) return /\.ya?ml$/u.test(name) ? readTrivyYaml : readIdLines;
  if (name.includes('dockle')) return readIdLines;
  throw new McpDockError('FLAG_INVALID', {
    reason: `${file} is of no tool that is known here: name it as that tool does (${USUAL.join(', ')}).`,
    command: 'waivers import',
  });
}
