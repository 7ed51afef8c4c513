import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Client, HeaderFromVariable } from '../clients/define-client.js';
import type { Machine } from '../clients/place.js';
import type { Settings } from '../model/facts/settings.js';
import { verifySettings } from '../plan/verify-settings.js';
import type { Context } from '../ports/context.js';
import { dockerRunArguments } from '../targets/docker-command.js';
import { serverContainer } from '../targets/server-container.js';
import { publishedAddress, readAddress } from './client-address.js';
import { composeStdio } from './client-compose.js';
import { environmentFileOf } from './client-environment.js';
import { findDocker } from './find-docker.js';
import { ownProject, projectImage } from './own-project.js';

export type ClientTransport = 'stdio' | 'http';

/** Which server an entry is for, and how it is reached. */
export interface ServerRequest {
  readonly project?: Pick<LoadedConfig, 'config' | 'directory' | 'lineOf' | 'path'>;
  /** An image instead of the project's. */
  readonly image?: string;
  /** A server that runs already. */
  readonly url?: string;
  /** stdio where the server has it, when absent. */
  readonly transport?: ClientTransport;
  readonly headers: readonly HeaderFromVariable[];
  /** Path of the docker program for the entry. */
  readonly docker?: string;
  /** File with the server's variables, relative to where the user stands. */
  readonly environmentFile?: string;
}

/** How a client reaches a server, before it is written in the client's way. */
export type ClientServer = { readonly notes: readonly string[] } & (
  | {
      readonly transport: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      /** The command of mcp-dock that starts the same container and says what holds; none starts what compose does. */
      readonly proof?: string;
    }
  | { readonly transport: 'http'; readonly url: string; readonly headers: readonly HeaderFromVariable[] }
);

type Ports = Pick<Context, 'engine' | 'cwd' | 'environment'>;

const invalid = (reason: string) => new McpDockError('FLAG_INVALID', { reason, command: 'client' });

/**
 * What the client has to start or to ask. The engine is asked only where nothing here says which transports an image has.
 * Throws FLAG_INVALID, PROJECT_NOT_FOUND, and what asking the engine throws.
 */
export async function clientServer(
  request: ServerRequest,
  client: Pick<Client, 'title' | 'graphical'>,
  machine: Machine,
  ports: Ports,
): Promise<ClientServer> {
  const { url, transport, headers, project, image } = request;
  if (url !== undefined) {
    if (transport === 'stdio') throw invalid('--url names a server that runs already; stdio starts one.');
    return overHttp(readAddress(url), headers, client);
  }
  if (image === undefined && project === undefined)
    throw new McpDockError('PROJECT_NOT_FOUND', { directory: ports.cwd, missing: 'mcp-dock.yaml' });
  const { reference, settings, own } = await serverOf(request, ports);
  const chosen = transport ?? (settings.transports.stdio === undefined ? 'http' : 'stdio');
  if (settings.transports[chosen] === undefined)
    throw invalid(
      `${reference} has no ${chosen} transport; it declares ${Object.keys(settings.transports).join(' and ') || 'none'}.`,
    );
  if (chosen === 'stdio') return overStdio({ reference, settings, own }, request, { client, machine, ports });
  const address = own === undefined ? undefined : await publishedAddress(own, settings, ports.environment);
  if (address === undefined)
    throw invalid('An image alone has no address. Say where it runs with --url http://127.0.0.1:3000/mcp.');
  const { notes, ...server } = overHttp(address.url, headers, client);
  return { ...server, notes: [...address.notes, ...notes] };
}

interface Server {
  readonly reference: string;
  readonly settings: Settings;
  /** The project, when the image is its own. */
  readonly own: ServerRequest['project'];
}

async function serverOf({ project, image }: ServerRequest, { engine }: Ports): Promise<Server> {
  const reference = image ?? (project === undefined ? '' : projectImage(project));
  const own = project !== undefined && ownProject(reference, project) !== undefined ? project : undefined;
  const name = own?.config.name ?? reference;
  const declared = verifySettings({ name, ...(own && { project: own }) });
  if (declared.transportsFrom === 'config') return { reference, settings: declared, own };
  const imageConfig = await engine.inspectImage(reference);
  return { reference, settings: verifySettings({ name, imageConfig, ...(own && { project: own }) }), own };
}

async function overStdio(
  { reference, settings, own }: Server,
  { docker, environmentFile }: ServerRequest,
  { client, machine, ports }: { client: Pick<Client, 'title' | 'graphical'>; machine: Machine; ports: Ports },
): Promise<ClientServer> {
  const program = await programFor(docker, client, machine);
  const { network, hosts = [], env: environment } = own?.config.client ?? {};
  // A project that says itself how its entries reach what stands behind the server needs no Compose for that.
  const compose =
    own === undefined || environmentFile !== undefined || network !== undefined
      ? undefined
      : await composeStdio(own, reference, { machine, environment: ports.environment });
  if (compose !== undefined)
    return {
      transport: 'stdio',
      command: program.command,
      args: compose.args,
      notes: [...program.notes, ...compose.notes],
    };
  const file = await environmentFileOf({ given: environmentFile, project: own, cwd: ports.cwd });
  const volumes = settings.dataPaths.map((path, index) => ({
    name: `${volumePrefix(own?.config.name ?? reference)}-data${index === 0 ? '' : `-${index + 1}`}`,
    path,
  }));
  const spec = {
    ...serverContainer(reference, settings, 'stdio'),
    init: true,
    ...(network !== undefined && { network }),
    ...(environment !== undefined && { environment }),
  };
  const lasting = { volumes, hosts, ...(file.path !== undefined && { environmentFile: file.path }) };
  return {
    transport: 'stdio',
    command: program.command,
    proof: `mcp-dock verify${own !== undefined && reference === projectImage(own) ? '' : ` image:${reference}`}`,
    // Nothing in it is a secret: those are in the environment's file, which docker reads.
    args: dockerRunArguments(spec, [], lasting),
    notes: [
      ...program.notes,
      ...file.notes,
      ...aloneNotes(own),
      ...(network === undefined
        ? []
        : [
            `The container joins the network ${network}, which has to be there: start the other services first, \`docker compose -f compose.yaml up --detach --wait\`.`,
          ]),
      ...(settings.transportsFrom === 'image'
        ? [`Nothing says that ${reference} speaks MCP over stdio; \`mcp-dock verify\` finds out.`]
        : []),
    ],
  };
}

/** docker starts one container; what compose starts beside it is not there. */
function aloneNotes(own: ServerRequest['project']): string[] {
  const beside = Object.keys(own?.config.images ?? {});
  return beside.length === 0
    ? []
    : [
        `Started like this the server stands alone, without ${beside.join(' and ')}, and keeps data of its own. For the one that compose runs: --transport http.`,
      ];
}

function overHttp(
  url: string,
  headers: readonly HeaderFromVariable[],
  { title, graphical }: Pick<Client, 'title' | 'graphical'>,
) {
  const { protocol, hostname } = new URL(url);
  const here = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(hostname);
  const names = headers.map(({ variable }) => variable).join(', ');
  return {
    transport: 'http' as const,
    url,
    headers,
    notes: [
      ...(names === ''
        ? []
        : [
            `${title} takes ${names} from its own environment${graphical ? ', and an app that is started from the desktop does not have the variables of your shell' : ''}.`,
          ]),
      ...(headers.length > 0 && protocol === 'http:' && !here
        ? [`The headers travel in clear to ${hostname}: use https.`]
        : []),
    ],
  };
}

async function programFor(
  given: string | undefined,
  { title, graphical }: Pick<Client, 'title' | 'graphical'>,
  machine: Machine,
): Promise<{ readonly command: string; readonly notes: readonly string[] }> {
  if (given !== undefined) return { command: given, notes: [] };
  if (!graphical) return { command: 'docker', notes: [] };
  const elsewhere = ['DOCKER_HOST', 'DOCKER_CONTEXT'].filter((name) => (machine.environment[name] ?? '') !== '');
  const found = await findDocker(machine);
  return {
    command: found ?? 'docker',
    notes: [
      found === undefined
        ? `docker was not found. ${title} may not find it either: name it with --docker PATH.`
        : `docker stands with its whole path: ${title} may be started from the desktop, without the PATH of your shell.`,
      ...elsewhere.map(
        (name) => `${name} is set in this shell, and ${title} may not have it: \`docker context use\` makes it last.`,
      ),
    ],
  };
}

/** Names of volumes: the repository's last word, as the project's own files call them after the project. */
const volumePrefix = (name: string) =>
  (
    name
      .replace(/@.*$/u, '')
      .replace(/:[^/]*$/u, '')
      .split('/')
      .at(-1) ?? name
  ).replaceAll(/[^\w.-]/gu, '-');
