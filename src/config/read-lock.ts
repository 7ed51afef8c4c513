import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';
import { contractSchema, LOCK_VERSION, lockFileSchema, type Contract } from '../model/facts/contract.js';
import { refusalWords } from '../model/schema-refusal.js';
import { readTextIfThere } from './read-text.js';

/** Beside mcp-dock.yaml. */
export const LOCK_FILE_NAME = 'mcp-dock.lock.json';

/** Characters; a thousand tools are a tenth of it. */
const MAX_CHARACTERS = 20 * 1024 * 1024;

/** The contract in a lock file; undefined when there is none. Throws LOCK_INVALID or FILE_READ_FAILED. */
export async function readLock(path: string): Promise<Contract | undefined> {
  const text = await readTextIfThere(path);
  return text === undefined ? undefined : parseLock(text, path);
}

/** `path` is only named in errors. Throws LOCK_INVALID. */
export function parseLock(text: string, path: string): Contract {
  const refuse = (reason: string, newer = false, cause?: unknown) =>
    new McpDockError('LOCK_INVALID', { path, reason, newer }, { cause });
  if (text.length > MAX_CHARACTERS) throw refuse('it is larger than 20 MiB');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse(
      /^(?:<{7}|={7}|>{7})/mu.test(text) ? 'it holds the marks of a merge conflict' : 'it is no JSON',
      false,
      cause,
    );
  }
  const version =
    typeof value === 'object' && value !== null ? (value as { schemaVersion?: unknown }).schemaVersion : undefined;
  if (typeof version === 'number' && version > LOCK_VERSION)
    throw refuse(`its format is ${version}, and this one reads ${LOCK_VERSION}`, true);
  const parsed = lockFileSchema.safeParse(value);
  // Without the keys that are about the file itself.
  if (parsed.success) return contractSchema.parse(parsed.data);
  throw refuse(`it is not as it should be: ${cleanText(refusalWords(parsed.error.issues), 300)}`);
}
