import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { EngineEndpoint } from '../model/engine-endpoint.js';
import {
  currentContext,
  readContext,
  readTlsFiles,
  type ConfigFolder,
  type ReadFile,
} from './engine/docker-context.js';
import { parseEndpoint, socketPathOf } from './engine/parse-endpoint.js';
import { readIfThere } from './read-text.js';
import { defaultAddress, wellKnownAddresses } from './engine/well-known-sockets.js';

export interface EndpointInput {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory?: string;
  readonly platform?: NodeJS.Platform;
  readonly readFile?: ReadFile;
  readonly exists?: (path: string) => Promise<boolean>;
}

/**
 * Finds the engine as the docker CLI does: DOCKER_HOST, DOCKER_CONTEXT, the current context, the platform's default. Where the
 * default does not exist, the well-known sockets of other engines are looked at too.
 * Throws ENGINE_CONTEXT_INVALID.
 */
export async function resolveEngineEndpoint(input: EndpointInput): Promise<EngineEndpoint> {
  const { named, unnamed, existing } = await search(input);
  const chosen = named ?? unnamed;
  return {
    ...chosen,
    alternatives: existing.map(({ endpoint }) => endpoint).filter((endpoint) => endpoint !== chosen.endpoint),
  };
}

async function search({
  environment,
  homeDirectory = homedir(),
  platform = process.platform,
  readFile = readIfThere,
  exists = isThere,
}: EndpointInput) {
  const path = platform === 'win32' ? win32 : posix;
  const directory = environment['DOCKER_CONFIG'] || path.join(homeDirectory, '.docker');
  const folder: ConfigFolder = { directory, path, readFile };
  const known = [defaultAddress(platform), ...wellKnownAddresses({ platform, homeDirectory, environment })];
  const present = await Promise.all(known.map(({ endpoint }) => exists(socketPathOf(endpoint))));
  const existing = known.filter((_, index) => present[index]);
  return {
    /** Chosen by somebody. */
    named: (await fromEnvironment(environment, folder, platform)) ?? (await fromContext(environment, folder, platform)),
    unnamed: fromPlatform(existing[0] ?? defaultAddress(platform), platform),
    usual: defaultAddress(platform).endpoint,
    existing,
  };
}

/**
 * What docker's own programs have to be given to speak to the engine that {@link resolveEngineEndpoint} finds: nothing where they
 * find it themselves, and DOCKER_HOST where it is one of the well-known sockets that they do not look at.
 */
export async function dockerEnvironment(input: EndpointInput): Promise<{ readonly DOCKER_HOST?: string }> {
  const { named, unnamed, usual } = await search(input);
  return named !== undefined || unnamed.endpoint === usual ? {} : { DOCKER_HOST: unnamed.endpoint };
}

type Found = Omit<EngineEndpoint, 'alternatives'>;

async function fromEnvironment(
  environment: EndpointInput['environment'],
  folder: ConfigFolder,
  platform: NodeJS.Platform,
): Promise<Found | undefined> {
  const address = environment['DOCKER_HOST'];
  if (!address) return undefined;
  // The docker CLI asks whether these are set, not to what.
  const verify = Boolean(environment['DOCKER_TLS_VERIFY']);
  const tls =
    verify || environment['DOCKER_TLS']
      ? { verify, files: await readTlsFiles(environment['DOCKER_CERT_PATH'] || folder.directory, folder) }
      : undefined;
  return parseEndpoint({ address, from: 'DOCKER_HOST', context: 'DOCKER_HOST', platform, ...(tls && { tls }) });
}

async function fromContext(
  environment: EndpointInput['environment'],
  folder: ConfigFolder,
  platform: NodeJS.Platform,
): Promise<Found | undefined> {
  const name = environment['DOCKER_CONTEXT'] || (await currentContext(folder));
  if (name === undefined || name === 'default') return undefined;
  const source = environment['DOCKER_CONTEXT'] ? 'DOCKER_CONTEXT' : folder.path.join(folder.directory, 'config.json');
  const { host, skipVerify, tls } = await readContext(name, folder);
  const speaksTls = skipVerify || Object.keys(tls).length > 0;
  return parseEndpoint({
    address: host,
    from: `the context "${name}" (${source})`,
    context: name,
    platform,
    ...(speaksTls && { tls: { files: tls, verify: !skipVerify } }),
  });
}

const fromPlatform = ({ endpoint, from }: { endpoint: string; from: string }, platform: NodeJS.Platform): Found =>
  parseEndpoint({ address: endpoint, from, context: 'default', platform });

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
