import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../config/load-config.js';
import { readTextIfThere } from '../config/read-text.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { parseEnvFile } from '../model/env-file.js';
import type { ProcessRunner } from '../ports/process-runner.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { readComposeProject } from './doctor/compose-project.js';
import { describeEntry } from './doctor/describe-entry.js';

const FILE = '.env';
const EXAMPLE = '.env.example';

export default defineProbe({
  fact: 'environment',
  title: 'Read .env',
  timeoutMs: 10_000,
  async collect({ cwd, environment, processes, signal }) {
    const [text, example, config, git, compose] = await Promise.all([
      readSettings(join(cwd, FILE)),
      readSettings(join(cwd, EXAMPLE)),
      // What is wrong with it is another question.
      loadConfig(cwd).catch(() => undefined),
      askGit(cwd, processes, signal),
      readComposeProject(cwd, environment),
    ]);
    const required = config?.config.server?.requiredEnv ?? [];
    if (text === undefined && example === undefined && required.length === 0)
      throw new NotApplicable('This folder has neither .env nor .env.example, and no variable is required.');
    const parsed = parseEnvFile(text ?? '');
    const documented = parseEnvFile(example ?? '');
    const exampleKeys = unique(documented.entries.map(({ key }) => key));
    return {
      path: FILE,
      exists: text !== undefined,
      ...(example !== undefined && { examplePath: EXAMPLE }),
      ...(text !== undefined && process.platform !== 'win32' && { mode: await modeOf(join(cwd, FILE)) }),
      ...git,
      problems: parsed.problems.map((problem) => ({ ...problem })),
      entries: parsed.entries.map(describeEntry),
      required: [...required],
      exampleKeys,
      ...(compose.asFiles.length > 0 && { asFiles: [...compose.asFiles] }),
      documentedKeys: unique([...exampleKeys, ...documented.commentedKeys]),
    };
  },
});

const MAX_BYTES = 262_144;

async function readSettings(path: string): Promise<string | undefined> {
  const text = await readTextIfThere(path);
  if (text !== undefined && text.length > MAX_BYTES)
    throw new McpDockError('FILE_READ_FAILED', { path, reason: `it is larger than ${MAX_BYTES / 1024} KiB` });
  return text;
}

async function askGit(cwd: string, processes: ProcessRunner, signal: AbortSignal) {
  const git = (...args: string[]) => processes.run('git', args, { cwd, timeoutMs: 5_000, signal });
  const inside = await git('rev-parse', '--is-inside-work-tree');
  if (inside.stdout.trim() !== 'true') return {};
  const [tracked, ignored] = await Promise.all([
    git('ls-files', '--error-unmatch', '--', FILE),
    // Without the index: a tracked file is never ignored, and both are asked here.
    git('check-ignore', '--quiet', '--no-index', '--', FILE),
  ]);
  return { gitTracked: tracked.exitCode === 0, gitIgnored: ignored.exitCode === 0 };
}

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8).padStart(3, '0');

const unique = (keys: readonly string[]) => [...new Set(keys)];
