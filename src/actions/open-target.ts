import { randomBytes } from 'node:crypto';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { imageConfigSchema, type ImageConfig } from '../model/facts/image.js';
import { verifySettings } from '../plan/verify-settings.js';
import type { Context } from '../ports/context.js';
import { containerTarget, placeOf, type Place } from '../targets/container.js';
import { findEndpoint } from '../targets/find-endpoint.js';
import { httpTarget } from '../targets/http.js';
import { imageTarget } from '../targets/image.js';
import type { ParsedTarget } from '../targets/parse-target.js';
import type { Target } from '../targets/target.js';
import { imageAtHand, type PullPolicy } from './image-at-hand.js';
import { serverSecrets } from './server-secrets.js';

export interface OpenTargetInput {
  readonly target: ParsedTarget;
  /** The project of the folder in which the user stands, when there is one. */
  readonly project?: LoadedConfig;
  /** Variables of --env. */
  readonly environment: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Of an image that was named: the project's own is built, never taken from a registry under the same name. */
  readonly pull?: PullPolicy;
}

type OpenTargetContext = Pick<Context, 'engine' | 'progress' | 'processes' | 'environment' | 'cwd' | 'signal'>;

/** Gets to know the target; nothing is started yet. */
export async function openTarget(input: OpenTargetInput, context: OpenTargetContext): Promise<Target> {
  const { target } = input;
  if (target.kind === 'http') return openHttp(target.url, input, context);
  if (target.kind === 'container') return openContainer(target.name, input, context);
  if (target.kind === 'image') return openImage(target.reference, input, context);
  if (input.project === undefined)
    throw new McpDockError('PROJECT_NOT_FOUND', { directory: context.cwd, missing: 'mcp-dock.yaml' });
  return openImage(projectImage(input.project), input, context);
}

/** The project's word counts for its own image only; undefined for every other target. */
export function projectOf(target: ParsedTarget, project: LoadedConfig | undefined): LoadedConfig | undefined {
  if (project === undefined || target.kind === 'project') return project;
  return target.kind === 'image' && sameImage(target.reference, projectImage(project)) ? project : undefined;
}

const projectImage = ({ config }: Pick<LoadedConfig, 'config'>) => config.image ?? `${config.name}:latest`;

async function openHttp(
  given: URL,
  { headers }: OpenTargetInput,
  { signal }: Pick<Context, 'signal'>,
): Promise<Target> {
  const url =
    given.pathname === '/' ? new URL((await findEndpoint(given, { headers, signal })) ?? '/mcp', given) : given;
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const settings = verifySettings({ name: url.host, found: { port, path: url.pathname } });
  return httpTarget({ url, settings, headers, secretValues: await serverSecrets({ environment: {}, headers }) });
}

async function openImage(
  reference: string,
  { target, project, environment, headers, pull = 'missing' }: OpenTargetInput,
  context: OpenTargetContext,
): Promise<Target> {
  const { engine } = context;
  const own = projectOf(target, project);
  const imageConfig = withoutValues(await imageAtHand(reference, own === undefined ? pull : 'never', context));
  const given = { ...own?.config.server?.env, ...environment };
  return imageTarget({
    engine,
    title: reference,
    imageConfig,
    settings: verifySettings({ name: reference, imageConfig, ...(own === undefined ? {} : { project: own }) }),
    environment: given,
    headers,
    secretValues: await serverSecrets({
      environment: given,
      headers,
      ...(own === undefined ? {} : { directory: own.directory }),
    }),
    runId: randomBytes(6).toString('hex'),
  });
}

/** By name: another tag of the project's image is still the project's. */
const sameImage = (one: string, other: string) => nameOf(one) === nameOf(other);
const nameOf = (reference: string) => reference.replace(/@.*$/u, '').replace(/:[^/]*$/u, '');

async function openContainer(
  name: string,
  { headers }: OpenTargetInput,
  { engine, signal }: Pick<Context, 'engine' | 'signal'>,
): Promise<Target> {
  const [state, info] = await Promise.all([engine.inspectContainer(name), engine.info()]);
  const imageConfig = withoutValues(await engine.inspectImage(state.imageId));
  const shown = verifySettings({ name: state.name, imageConfig });
  const { http } = shown.transports;
  const exposed = imageConfig.exposedPorts.map((port) => Number.parseInt(port, 10));
  const wanted = { path: http?.path ?? '/mcp', exposed, ...(http === undefined ? {} : { port: http.port }) };
  // Addresses of containers are routed on the engine's own Linux machine only.
  const sameNetwork = info.endpoint.startsWith('unix:') && info.os.toLowerCase().includes('linux');
  const from = { publishedHost: info.publishedHost, sameNetwork };
  const asked = placeOf(state, wanted, from);
  const place = shown.transportsFrom === 'image' ? await placeThatAnswers() : undefined;
  const { url, port } = place ?? asked;
  const found = { port, path: url.pathname };
  return containerTarget({
    state,
    imageConfig: { ...imageConfig, reference: state.imageReference },
    url,
    port,
    settings: verifySettings({ name: state.name, imageConfig, found }),
    headers,
    secretValues: await serverSecrets({ environment: variablesOf(state.environment), headers }),
  });

  /** Of an image that does not say where it serves MCP, the first port and usual path that does. */
  async function placeThatAnswers(): Promise<Place | undefined> {
    for (const candidate of new Set([asked.port, ...Object.keys(state.published).map(Number), ...exposed])) {
      if (!isReachable(candidate)) continue;
      const { url: origin } = placeOf(state, { ...wanted, port: candidate }, from);
      const path = await findEndpoint(origin, { headers, signal });
      if (path !== undefined) return { port: candidate, url: new URL(path, origin) };
    }
    return undefined;
  }

  function isReachable(candidate: number): boolean {
    return (
      candidate > 0 && (state.published[candidate] !== undefined || (sameNetwork && state.ipAddress !== undefined))
    );
  }
}

const variablesOf = (environment: readonly string[]) =>
  Object.fromEntries(
    environment.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );

/** Values of variables may be secrets: only what the fact knows of is kept. */
const withoutValues = (inspected: ImageConfig): ImageConfig => imageConfigSchema.parse(inspected);
