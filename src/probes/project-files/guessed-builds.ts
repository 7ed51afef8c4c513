import { access, stat } from 'node:fs/promises';
import { join, posix, relative, resolve } from 'node:path';
import { copyWords } from '../../model/dockerfile-stages.js';
import type { ComposeService } from '../../model/facts/compose.js';
import { readComposeProject } from '../../plan/compose/read-project.js';
import { MAX_DOCKERFILE_BYTES, readDockerfile } from '../../plan/dockerfile/read-dockerfile.js';
import { composeTexts } from './compose-texts.js';
import { readBounded } from './read-bounded.js';

/** A build that nobody declared in mcp-dock.yaml. Paths are relative to the project. */
export interface GuessedBuild {
  /** Service of the Compose file; absent for the Dockerfile of the folder. */
  readonly service?: string;
  readonly dockerfile: string;
  readonly context: string;
  readonly target?: string;
}

interface Folder {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const NAME = /dockerfile|containerfile/iu;
/** Where people put it that do not have it in the folder itself. */
const ELSEWHERE = ['Containerfile', 'docker/Dockerfile', '.docker/Dockerfile', 'build/Dockerfile', 'deploy/Dockerfile'];
const MAX_BUILDS = 8;
const MAX_LEVELS = 4;

/** What a folder without mcp-dock.yaml builds: by its Dockerfile, by its Compose files, or by a Dockerfile in a usual place. */
export async function guessedBuilds(folder: Folder): Promise<GuessedBuild[]> {
  const { cwd } = folder;
  const here = (await isFile(join(cwd, 'Dockerfile')))
    ? [{ dockerfile: 'Dockerfile', context: await contextOf(cwd, 'Dockerfile') }]
    : [];
  const composed = (await composeBuilds(folder)).filter(({ dockerfile }) => dockerfile !== here[0]?.dockerfile);
  if (here.length + composed.length > 0) return [...here, ...composed].slice(0, MAX_BUILDS);
  for (const dockerfile of ELSEWHERE)
    if (await isFile(join(cwd, dockerfile))) return [{ dockerfile, context: await contextOf(cwd, dockerfile) }];
  return [];
}

async function composeBuilds(folder: Folder): Promise<GuessedBuild[]> {
  const texts = await composeTexts(folder).catch(() => undefined);
  if (texts === undefined || texts.paths.length === 0) return [];
  const [setup] = readComposeProject(texts).setups;
  const found = new Map<string, GuessedBuild>();
  for (const service of setup?.services ?? []) {
    const build = buildOf(service);
    if (build === undefined || found.has(build.dockerfile) || found.size >= MAX_BUILDS) continue;
    if (await isFile(join(folder.cwd, build.dockerfile))) found.set(build.dockerfile, build);
  }
  return [...found.values()];
}

function buildOf({ name, build, keys }: ComposeService): GuessedBuild | undefined {
  if (build === undefined || 'build.dockerfile_inline' in keys) return undefined;
  const { context = '.', dockerfile = 'Dockerfile', target } = build;
  const local = !/^(?:[a-z+]+:|git@|\/|~|[A-Za-z]:[\\/])|\.git(?:#|$)/u.test(context) && !dockerfile.startsWith('/');
  if (!local || context === '' || !NAME.test(posix.basename(dockerfile))) return undefined;
  return {
    service: name,
    dockerfile: posix.join(context, dockerfile),
    context,
    ...(target !== undefined && { target }),
  };
}

/**
 * The folder that is sent to the build: the project, unless its Dockerfile copies what is not there and a folder above has all of
 * it, as members of a workspace do.
 */
async function contextOf(cwd: string, dockerfile: string): Promise<string> {
  const file = await readBounded(join(cwd, dockerfile), MAX_DOCKERFILE_BYTES).catch(() => undefined);
  if (file === undefined || file.cut) return '.';
  const wanted = readDockerfile(file.text)
    .instructions.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
    .filter(({ flags }) => !flags.some(({ name }) => name === 'from'))
    .flatMap((instruction) => copyWords(instruction)?.sources ?? [])
    .map((source) => source.replace(/^(?:\.?\/)+|\/+$/gu, ''))
    .filter((source) => /^[\w@-][\w@.-]*(?:\/[\w@.-]+)*$/u.test(source))
    .slice(0, 50);
  if (wanted.length === 0 || (await hasAll(cwd, wanted))) return '.';
  if (await isThere(join(cwd, '.git'))) return '.';
  let above = '..';
  for (let level = 0; level < MAX_LEVELS; level += 1) {
    const folder = resolve(cwd, above);
    // It copies this very folder, by its name from there.
    const own = relative(folder, cwd).replaceAll('\\', '/');
    const named = wanted.some((one) => one === own || one.startsWith(`${own}/`));
    if (named && (await hasAll(folder, wanted))) return above;
    // Beyond the repository nothing belongs to it.
    if (resolve(folder, '..') === folder || (await isThere(join(folder, '.git')))) break;
    above = `../${above}`;
  }
  return '.';
}

const hasAll = async (folder: string, paths: readonly string[]): Promise<boolean> =>
  (await Promise.all(paths.map((path) => isThere(join(folder, path))))).every(Boolean);

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
