import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { printableJson } from '../model/clean-text.js';
import { factSchemas, factsFileSchema, type CollectedFacts } from '../model/facts.js';
import { writeFiles } from './write-files.js';

export interface FactsFile {
  readonly command: 'verify' | 'doctor';
  readonly target: string;
  readonly facts: CollectedFacts;
}

/** Reads a file of --save-facts. Throws FILE_READ_FAILED or FACTS_FILE_INVALID. */
export async function readFacts(path: string, cwd: string): Promise<FactsFile> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, path), 'utf8');
  } catch (cause) {
    throw new McpDockError('FILE_READ_FAILED', { path, reason: fileFault(cause) }, { cause });
  }
  const parsed = factsFileSchema.safeParse(jsonOf(text, path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new McpDockError('FACTS_FILE_INVALID', {
      path,
      reason: `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not valid'}.`,
    });
  }
  const { command, target, facts } = parsed.data;
  // A run of a few checks collected a few facts; what it never asked is not something that could not be told.
  const absent = { status: 'not-applicable', reason: 'The facts file does not have what this check reads.' } as const;
  const all = Object.fromEntries(Object.keys(factSchemas).map((name) => [name, absent]));
  return { command, target, facts: { ...all, ...facts } };
}

/** Writes what was collected, so that the checks can be asked again without the target. */
export async function saveFacts(
  path: string,
  { command, target, facts }: FactsFile,
  { cwd, toolVersion }: { cwd: string; toolVersion: string },
): Promise<void> {
  const content = { schemaVersion: 1, tool: { name: 'mcp-dock', version: toolVersion }, command, target, facts };
  await writeFiles(cwd, [{ path, content: `${printableJson(content, 2)}\n` }]);
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new McpDockError('FACTS_FILE_INVALID', { path, reason: 'it is no JSON.' }, { cause });
  }
}
