import { McpDockError } from '../errors/mcp-dock-error.js';
import type { LoadedConfig } from '../config/schema.js';
import { imageConfigSchema } from '../model/facts/image.js';
import { verifySettings } from '../plan/verify-settings.js';
import type { ContainerState, Engine } from '../ports/engine.js';
import { askHttp } from '../targets/ask-http.js';
import { containerTarget, placeAt, placeOf, publishedPorts, type Place, type Viewpoint } from '../targets/container.js';
import { findEndpoint } from '../targets/find-endpoint.js';
import type { RequestHeaders, Target } from '../targets/target.js';
import { whyNotRunning } from '../targets/why-not-running.js';
import { ownProject } from './own-project.js';
import { serverSecrets } from './server-secrets.js';

interface OpenContainerInput {
  readonly name: string;
  /** The project of the folder in which the user stands, when there is one. */
  readonly project?: LoadedConfig;
  readonly headers: RequestHeaders;
  readonly secrets?: readonly string[];
  readonly shownHeaders?: readonly string[];
}

/** Gets to know a container that runs already. Throws TARGET_UNREACHABLE when it cannot be asked, with why. */
export async function openContainer(
  { name, project: here, headers, secrets = [], shownHeaders = [] }: OpenContainerInput,
  { engine, signal }: { readonly engine: Engine; readonly signal: AbortSignal },
): Promise<Target> {
  const [state, info] = await Promise.all([engine.inspectContainer(name), engine.info()]);
  const project = ownProject(state.imageReference, here);
  const secretValues = await serverSecrets({
    environment: variablesOf(state.environment),
    headers,
    further: secrets,
    ...(project === undefined ? {} : { directory: project.directory }),
  });
  const why = await whyNotRunning(engine, state, secretValues);
  if (why !== undefined) throw new McpDockError('TARGET_UNREACHABLE', { target: `container:${state.name}`, ...why });
  // Values of variables may be secrets: only what the fact knows of is kept.
  const imageConfig = imageConfigSchema.parse(await engine.inspectImage(state.imageId));
  const said = { name: state.name, imageConfig, ...(project === undefined ? {} : { project }) };
  const shown = verifySettings(said);
  const { http } = shown.transports;
  const exposed = imageConfig.exposedPorts.map((port) => Number.parseInt(port, 10));
  const wanted = { path: http?.path ?? '/mcp', exposed, ...(http === undefined ? {} : { port: http.port }) };
  const sameNetwork = info.endpoint.startsWith('unix:') && info.os.toLowerCase().includes('linux');
  const from = { publishedHost: info.publishedHost, sameNetwork };
  const asked = placeOf(state, wanted, from);
  const isSaid = shown.transportsFrom !== 'image' && asked.port === http?.port;
  const place =
    (isSaid ? undefined : await placeThatAnswers(state, asked, exposed, { from, headers, signal })) ?? asked;
  const settings = verifySettings({ ...said, found: { port: place.port, path: place.url.pathname } });
  return containerTarget({
    state,
    imageConfig: { ...imageConfig, reference: state.imageReference },
    place,
    // Calls of the project change data, and this server is somebody's.
    settings: { ...settings, calls: [] },
    headers,
    shownHeaders,
    secretValues,
  });
}

interface Asking {
  readonly from: Viewpoint;
  readonly headers: RequestHeaders;
  readonly signal: AbortSignal;
}

/**
 * The first port and usual path that speaks MCP: of those that are published, where any is. Only where something else answers
 * there, as a page of metrics does, MCP may be behind a port that is not published.
 */
async function placeThatAnswers(
  state: ContainerState,
  asked: Place,
  exposed: readonly number[],
  { from, headers, signal }: Asking,
): Promise<Place | undefined> {
  const published = publishedPorts(state);
  const found = await firstThatSpeaks([asked.port, ...published]);
  if (found !== undefined || (published.length > 0 && !(await anyAnswers(published)))) return found;
  return firstThatSpeaks(exposed.filter((port) => port > 0 && !published.includes(port)));

  async function firstThatSpeaks(ports: readonly number[]): Promise<Place | undefined> {
    for (const port of new Set(ports)) {
      const place = placeAt(state, port, '/', from);
      if (place === undefined) continue;
      const path = await findEndpoint(place.url, { headers, signal });
      if (path !== undefined) return { ...place, url: new URL(path, place.url) };
    }
    return undefined;
  }

  async function anyAnswers(ports: readonly number[]): Promise<boolean> {
    const places = ports.flatMap((port) => placeAt(state, port, '/', from) ?? []);
    const answers = await Promise.all(
      places.map(({ url }) => askHttp(url, { method: 'GET', timeoutMs: ASK_MS, signal })),
    );
    return answers.some(({ kind }) => kind === 'response');
  }
}

const ASK_MS = 2_000;

const variablesOf = (environment: readonly string[]) =>
  Object.fromEntries(
    environment.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
