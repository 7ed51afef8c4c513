import { resolve } from 'node:path';
import { readTextIfThere } from '../config/read-text.js';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { isSecretName } from '../model/secret-names.js';
import { parseEnvFile } from '../model/env-file.js';

interface Wanted {
  /** `--env-file`. */
  readonly given: string | undefined;
  readonly project: Pick<LoadedConfig, 'config' | 'directory'> | undefined;
  readonly cwd: string;
}

/** A person has put something into the project's `.env` that the server has from nowhere else. */
async function holdsCredentials(project: Wanted['project']): Promise<boolean> {
  if (project === undefined) return false;
  const { entries } = parseEnvFile((await readTextIfThere(resolve(project.directory, '.env'))) ?? '');
  return entries.some(({ key, value }) => value !== '' && (isSecretName(key) || /^AWS_(?!FILES)/u.test(key)));
}

/**
 * The file from which docker takes the server's variables: the one that is named, else the project's `.env` where the server
 * needs something of it or it holds credentials. So no value stands in the client's file or in a list of processes.
 */
export async function environmentFileOf({ given, project, cwd }: Wanted): Promise<{
  readonly path?: string;
  readonly notes: readonly string[];
}> {
  const required = project?.config.server?.requiredEnv ?? [];
  if (given === undefined && required.length === 0 && !(await holdsCredentials(project))) return { notes: [] };
  const path = given === undefined ? resolve(project?.directory ?? cwd, '.env') : resolve(cwd, given);
  const text = await readTextIfThere(path);
  if (text === undefined) {
    if (given !== undefined)
      throw new McpDockError('FLAG_INVALID', {
        reason: `--env-file ${given}: there is no such file.`,
        command: 'client',
      });
    return {
      notes: [
        `The server needs ${required.join(', ')}, and there is no .env: copy .env.example, or name a file with --env-file.`,
      ],
    };
  }
  const { entries, problems } = parseEnvFile(text);
  const missing = required.filter((name) => !entries.some(({ key, value }) => key === name && value !== ''));
  const [problem] = problems;
  return {
    path,
    notes: [
      'Secrets stay in the file that --env-file names; the client’s file holds its path only.',
      ...(missing.length === 0 ? [] : [`${path} does not set ${missing.join(', ')}, which the server needs.`]),
      ...(problem === undefined ? [] : [`${path}:${problem.line}: ${problem.message}`]),
    ],
  };
}
