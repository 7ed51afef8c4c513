import { access, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { CONFIG_FILE_NAMES, loadConfig } from '../config/load-config.js';
import type { LoadedConfig } from '../config/schema.js';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { outlineDockerfile } from '../plan/dockerfile-outline.js';
import { defineProbe } from './define-probe.js';
import { readComposeProject } from './doctor/compose-project.js';
import { guessedBuilds } from './project-files/guessed-builds.js';
import { readBounded } from './project-files/read-bounded.js';

/** Files that say in which language a project is written. */
const MARKERS = [
  ['package.json', 'node'],
  ['pyproject.toml', 'python'],
  ['requirements.txt', 'python'],
  ['go.mod', 'go'],
  ['Cargo.toml', 'rust'],
] as const;

const MAX_PARSED_BYTES = 65_536;

interface FoundFile {
  readonly path: string;
  readonly problem?: string;
  readonly line?: number;
}

export default defineProbe({
  fact: 'project',
  title: 'Read the project',
  timeoutMs: 10_000,
  async collect({ cwd, environment }) {
    const loaded = await loadProject(cwd);
    const [dockerfile, compose, dockerignore, markers] = await Promise.all([
      readDockerfile(cwd, loaded.config),
      readComposeProject(cwd, environment),
      isThere(join(cwd, '.dockerignore')),
      Promise.all(MARKERS.map(async ([name, runtime]) => ((await isThere(join(cwd, name))) ? [runtime] : []))),
    ]);
    const runtime = markers.flat()[0];
    const unnamed = loaded.file === undefined && dockerfile === undefined;
    const others = unnamed ? await guessedBuilds({ cwd, environment }) : [];
    return {
      directory: '.',
      ...(loaded.file && { config: loaded.file }),
      ...(dockerfile && { dockerfile }),
      composeFiles: [...compose.files],
      services: [...compose.services],
      ...(others.length > 0 && { otherDockerfiles: others.map(({ dockerfile: path }) => path) }),
      ...(unnamed && { builtServices: [...compose.built] }),
      dockerignore,
      ...(runtime !== undefined && { runtime }),
    };
  },
});

/** The config with the file it comes from; of a file that is not valid, what is wrong. */
async function loadProject(cwd: string): Promise<{ file?: FoundFile; config?: LoadedConfig }> {
  try {
    const config = await loadConfig(cwd);
    return config === undefined ? {} : { file: { path: shown(cwd, config.path) }, config };
  } catch (error) {
    if (error instanceof McpDockError && error.code === 'CONFIG_INVALID') {
      const { path, line, reason } = (error as McpDockError<'CONFIG_INVALID'>).details;
      return {
        file: { path: shown(cwd, path), problem: reason.replaceAll('\n', ' '), ...(line !== undefined && { line }) },
      };
    }
    if (error instanceof McpDockError && error.code === 'FILE_READ_FAILED') {
      const { path, reason } = (error as McpDockError<'FILE_READ_FAILED'>).details;
      return { file: { path: shown(cwd, path), problem: `It could not be read: ${reason}.` } };
    }
    throw error;
  }
}

async function readDockerfile(cwd: string, config: LoadedConfig | undefined): Promise<FoundFile | undefined> {
  const path = config?.config.build?.dockerfile ?? 'Dockerfile';
  let file: Awaited<ReturnType<typeof readBounded>>;
  try {
    const stats = await stat(join(cwd, path));
    if (stats.isDirectory()) return { path, problem: 'It could not be read: a folder has that name.' };
    file = await readBounded(join(cwd, path), MAX_PARSED_BYTES);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return { path, problem: `It could not be read: ${fileFault(error)}.` };
  }
  if (file === undefined) return { path, problem: 'It could not be read: it is a pipe, a socket or a device.' };
  // dockerfile/parses judges long ones: this parser takes seconds for them.
  if (file.cut) return { path };
  try {
    outlineDockerfile(file.text, path);
    return { path };
  } catch (error) {
    if (!(error instanceof McpDockError) || error.code !== 'DOCKERFILE_INVALID') throw error;
    const { line, reason } = (error as McpDockError<'DOCKERFILE_INVALID'>).details;
    return { path, problem: reason, ...(line !== undefined && { line }) };
  }
}

const shown = (cwd: string, path: string) => relative(cwd, path).replaceAll('\\', '/') || CONFIG_FILE_NAMES[0];

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
