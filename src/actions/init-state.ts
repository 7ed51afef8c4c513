import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { readTextIfThere } from '../config/read-text.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { RenderedFile } from '../model/template.js';
import type { ForeignChoices } from '../plan/foreign/foreign-choices.js';
import type { GivenForeign } from '../plan/foreign/settle.js';
import type { ScaffoldChoices } from '../plan/scaffold-choices.js';
import type { ComparedFile } from './diff-files.js';

/** Where `init` keeps what it rendered, for `--update` to merge with. It is committed with the project and holds no secret. */
export const STATE_PATH = '.mcp-dock/init.json';

/** What `init` was asked for, as far as it takes to render the same again. */
export type StateProject =
  | { readonly kind: 'new'; readonly choices: ScaffoldChoices }
  | { readonly kind: 'existing'; readonly given: GivenForeign }
  | { readonly kind: 'package'; readonly choices: ForeignChoices };

/** What is known of a file that was rendered. */
export type RecordedFile =
  /** Its text, deflated, as base64. */
  | { readonly text: string }
  /** Of a lock file, which is never merged by lines. */
  | { readonly sha256: string }
  /** It holds secrets: nothing is known but that it was made. */
  | { readonly secret: true };

export interface InitState {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'mcp-dock'; readonly version: string };
  readonly project: StateProject;
  readonly files: Readonly<Record<string, RecordedFile>>;
}

const LOCKS = /(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|uv\.lock|requirements(?:-dev)?\.txt)$/u;

/** Lines of a lock file belong together: it is the one or the other. */
export const isWhole = (path: string): boolean => LOCKS.test(path);

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The state after `files` were rendered. */
export function initState(toolVersion: string, project: StateProject, files: readonly RenderedFile[]): InitState {
  return {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: toolVersion },
    project,
    files: Object.fromEntries(files.map((file) => [file.path, recorded(file)])),
  };
}

function recorded({ path, content, keep }: RenderedFile): RecordedFile {
  if (keep === true) return { secret: true };
  return isWhole(path)
    ? { sha256: sha256(content) }
    : { text: deflateRawSync(content, { level: 9 }).toString('base64') };
}

/** The text that was rendered, where it is kept. */
export const recordedText = (record: RecordedFile | undefined): string | undefined =>
  record !== undefined && 'text' in record ? inflateRawSync(Buffer.from(record.text, 'base64')).toString() : undefined;

/** One line for each file, so that a commit shows whose base changed. */
export function stateFile({ files, ...head }: InitState): RenderedFile {
  const rows = Object.entries(files).map(([path, record]) => `    ${JSON.stringify(path)}: ${JSON.stringify(record)}`);
  const start = JSON.stringify(head, undefined, 2).replace(/\n\}$/u, '');
  return { path: STATE_PATH, content: `${start},\n  "files": {\n${rows.join(',\n')}\n  }\n}\n` };
}

/** Nobody is asked about it: it follows from what else was written. */
export async function compareState(directory: string, state: InitState): Promise<ComparedFile> {
  const file = stateFile(state);
  const existing = await readTextIfThere(join(directory, STATE_PATH));
  if (existing === undefined) return { file, state: 'new' };
  return { file, existing, state: existing.replaceAll('\r\n', '\n') === file.content ? 'same' : 'different' };
}

/** Reads the state of a folder; undefined where there is none. Throws STATE_INVALID. */
export async function readInitState(directory: string): Promise<InitState | undefined> {
  const text = await readTextIfThere(join(directory, STATE_PATH));
  if (text === undefined) return undefined;
  const { initStateSchema } = await import('./init-state-schema.js');
  const fault = (reason: string, cause?: unknown) =>
    new McpDockError('STATE_INVALID', { path: STATE_PATH, reason }, { cause });
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw fault('it is not JSON', cause);
  }
  const parsed = initStateSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw fault(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'it is not what init wrote'}`);
}
