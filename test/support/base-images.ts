import { createReadStream } from 'node:fs';

import { ALPINE_IMAGES, type AlpineName } from './alpine-images.ts';
import type { EngineState } from './engine.ts';
import {
  callEngine,
  EngineAnswerError,
  followMessages,
  readEngine,
  speaksPlainHttp,
  type EngineEndpoint,
} from './engine-http.ts';
import { withLock } from './lock.ts';
import type { Log } from './log.ts';
import { run } from './run.ts';
import { PACKAGED_IMAGES, type PackagedName } from './packaged-images.ts';
import {
  DEBIAN_SUITES,
  debianRootfs,
  NODE_RECIPES,
  muslContext,
  nodeContext,
  packagedContext,
  STAND_IN_LABEL,
  whyNoAssembly,
  removeInterrupted,
  type DebianSuite,
  type Ingredient,
} from './stand-ins.ts';

/** Images that {@link ensureBaseImages} can assemble where no registry answers. */
export const BASE_IMAGES: readonly string[] = [
  ...DEBIAN_SUITES.map((suite) => debianName(suite)),
  ...Object.keys(NODE_RECIPES).map((major) => `node:${major}-bookworm-slim`),
  ...Object.keys(PACKAGED_IMAGES),
  ...ALPINE_IMAGES,
];

/** How one image came to be there. */
export interface BaseImage {
  name: string;
  origin: 'existed' | 'pulled' | 'assembled';
}

/** What {@link ensureBaseImages} needs. */
export interface EnsureBaseImagesOptions {
  log: Log;
  /** The engine that is to have the images. */
  engine: EngineState & { available: true };
}

/** Base images could not be had; the message says what to do. */
export class BaseImagesError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BaseImagesError';
  }
}

const PULL_SILENCE = 15_000;

/** Why a registry cannot be used, found once and then held for the rest of this process. */
let registryTrouble: string | undefined;

/**
 * Makes sure that the engine has base images under their usual names: one that exists is left
 * alone, one that is missing is pulled, and where no registry answers a stand-in is assembled
 * from Debian's and npm's packages.
 *
 * @param names - References such as `node:24-bookworm-slim`.
 * @param options - Engine and progress.
 * @returns Where each image came from.
 */
export async function ensureBaseImages(
  names: readonly string[],
  { log, engine }: EnsureBaseImagesOptions,
): Promise<BaseImage[]> {
  const { endpoint } = engine;
  if (!speaksPlainHttp(endpoint)) return withDockerCli(names, log);
  const origins = new Map<string, BaseImage['origin']>();
  for (const name of names) {
    if (await exists(endpoint, name)) origins.set(name, 'existed');
  }
  if (origins.size < names.length) {
    await withLock('base-images', log, async () => {
      await obtain(endpoint, names, origins, log);
    });
  } else {
    log(`Base images are there: ${names.join(', ')}.`);
  }
  return names.map((name) => ({ name, origin: origins.get(name) ?? 'existed' }));
}

async function withDockerCli(names: readonly string[], log: Log): Promise<BaseImage[]> {
  const images: BaseImage[] = [];
  for (const name of names) {
    if ((await run('docker', ['image', 'inspect', name])).code === 0) {
      images.push({ name, origin: 'existed' });
      continue;
    }
    log(`Pulling ${name} with the docker CLI.`);
    const { code, output } = await run('docker', ['pull', name]);
    if (code !== 0) {
      throw new BaseImagesError(
        `${name} could not be pulled: ${output.trim()}\nPull it yourself (\`docker pull ${name}\`), and run the command again.`,
      );
    }
    images.push({ name, origin: 'pulled' });
  }
  return images;
}

async function obtain(
  endpoint: EngineEndpoint,
  names: readonly string[],
  origins: Map<string, BaseImage['origin']>,
  log: Log,
): Promise<void> {
  await removeInterrupted();
  const missing: string[] = [];
  for (const name of names) {
    if (origins.has(name)) continue;
    if (await exists(endpoint, name)) {
      origins.set(name, 'existed');
      continue;
    }
    if (await pull(endpoint, name, log)) origins.set(name, 'pulled');
    else missing.push(name);
  }
  if (missing.length === 0) return;
  await refuseImpossible(endpoint, missing);
  log(
    `Assembling stand-ins for ${missing.join(', ')} from Debian's and npm's packages, because no registry answers. They carry the label ${STAND_IN_LABEL}=true; the official images may differ in detail.`,
  );

  const images = missing.filter((name) => !DEBIAN_SUITES.some((suite) => name === debianName(suite)));
  // Each waits for the network most of the time, so they do not get in each other's way.
  const all = Promise.all(images.map(async (name) => (await contextOf(name, log)).file));
  // A failure of debootstrap would otherwise leave these rejections without a listener.
  all.catch(() => {});
  for (const suite of DEBIAN_SUITES) {
    const name = debianName(suite);
    const needed = missing.includes(name) || images.some((image) => suiteOf(image) === suite);
    if (!needed || (await exists(endpoint, name))) continue;
    const { file, recipe } = await debianRootfs(log, suite);
    await importRootfs(endpoint, name, file, recipe, log);
    if (missing.includes(name)) origins.set(name, 'assembled');
  }
  for (const [index, file] of (await all).entries()) {
    const name = images[index] ?? '';
    await buildFrom(endpoint, name, file, log);
    origins.set(name, 'assembled');
  }
}

function debianName(suite: DebianSuite): string {
  return `debian:${suite}-slim`;
}

const isPackaged = (name: string): name is PackagedName => Object.hasOwn(PACKAGED_IMAGES, name);

const isAlpine = (name: string): name is AlpineName => (ALPINE_IMAGES as readonly string[]).includes(name);

const suiteOf = (name: string): DebianSuite =>
  isAlpine(name) ? 'trixie' : isPackaged(name) ? PACKAGED_IMAGES[name].suite : 'bookworm';

async function contextOf(name: string, log: Log): Promise<Ingredient> {
  if (isAlpine(name)) return muslContext(name, log);
  return isPackaged(name) ? packagedContext(name, PACKAGED_IMAGES[name], log) : nodeContext(majorOf(name), log);
}

function majorOf(name: string): string {
  return /^node:(\d+)-bookworm-slim$/u.exec(name)?.[1] ?? '';
}

async function refuseImpossible(endpoint: EngineEndpoint, missing: readonly string[]): Promise<void> {
  const what = `${missing.join(', ')} cannot be pulled (${registryTrouble ?? 'the registry does not have them'})`;
  const remedy = `Pull ${missing.length === 1 ? 'it' : 'them'} where a registry answers and bring ${missing.length === 1 ? 'it' : 'them'} here with \`docker save\` and \`docker load\`, or configure a registry mirror for the engine, and run the command again.`;
  const unknown = missing.filter((name) => !BASE_IMAGES.includes(name));
  if (unknown.length > 0) {
    throw new BaseImagesError(`${what}, and there is no recipe for ${unknown.join(', ')}. ${remedy}`);
  }
  const { Arch, Os } = await readEngine<{ Arch: string; Os: string }>(endpoint, {
    path: '/version',
    silence: 10_000,
  });
  const why = whyNoAssembly(`${Os}/${Arch}`);
  if (why) throw new BaseImagesError(`${what}, and cannot be assembled here: ${why}. ${remedy}`);
}

async function exists(endpoint: EngineEndpoint, name: string): Promise<boolean> {
  try {
    const answer = await callEngine(endpoint, {
      path: `/images/${name}/json`,
      silence: 30_000,
    });
    answer.resume();
    return true;
  } catch (error) {
    if (error instanceof EngineAnswerError && error.status === 404) return false;
    throw error;
  }
}

async function pull(endpoint: EngineEndpoint, name: string, log: Log): Promise<boolean> {
  if (registryTrouble !== undefined) return false;
  const [image = '', tag = 'latest'] = name.split(':');
  log(`Pulling ${name}.`);
  try {
    const query = new URLSearchParams({ fromImage: image, tag });
    const answer = await callEngine(endpoint, {
      method: 'POST',
      path: `/images/create?${query.toString()}`,
      silence: PULL_SILENCE,
    });
    let done = 0;
    await followMessages(answer, (message) => {
      if (message.status === 'Pull complete') log(`Pulling ${name}: ${++done} layers are here.`);
    });
    return true;
  } catch (error) {
    const reason = (error as Error).message;
    if (!/manifest unknown|not found|does not exist/iu.test(reason)) registryTrouble = reason;
    log(`${name} cannot be pulled: ${reason}`);
    return false;
  }
}

async function importRootfs(
  endpoint: EngineEndpoint,
  name: string,
  file: string,
  recipe: string,
  log: Log,
): Promise<void> {
  const [repo = '', tag = ''] = name.split(':');
  const query = new URLSearchParams({ fromSrc: '-', repo, tag, message: 'Stand-in by mcp-dock' });
  for (const change of [
    'CMD ["bash"]',
    // What the official image has in its configuration, too.
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `LABEL ${STAND_IN_LABEL}=true ${STAND_IN_LABEL}.recipe=${recipe}`,
  ]) {
    query.append('changes', change);
  }
  const answer = await callEngine(endpoint, {
    method: 'POST',
    path: `/images/create?${query.toString()}`,
    body: createReadStream(file),
    contentType: 'application/x-tar',
    silence: 120_000,
  });
  await followMessages(answer);
  log(`${name} is there (assembled).`);
}

async function buildFrom(endpoint: EngineEndpoint, name: string, file: string, log: Log): Promise<void> {
  const query = new URLSearchParams({
    t: name,
    // The steps copy files in and add a user; only Debian's packages come from a network.
    networkmode: isPackaged(name) || isAlpine(name) ? 'default' : 'none',
    rm: '1',
    forcerm: '1',
  });
  const answer = await callEngine(endpoint, {
    method: 'POST',
    path: `/build?${query.toString()}`,
    body: createReadStream(file),
    contentType: 'application/x-tar',
    silence: 180_000,
  });
  const output: string[] = [];
  try {
    await followMessages(answer, (message) => {
      if (message.stream !== undefined) output.push(message.stream);
    });
  } catch (error) {
    throw new BaseImagesError(
      `Building the stand-in ${name} failed: ${(error as Error).message}\n${output.join('').slice(-2000)}\nIf this stays, remove ${file} and run the command again.`,
      { cause: error },
    );
  }
  const { Size } = await readEngine<{ Size: number }>(endpoint, { path: `/images/${name}/json` });
  log(`${name} is there (assembled, ${Math.round(Size / 1e6)} MB).`);
}
