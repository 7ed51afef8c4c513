import { placeholderFor } from '../../model/placeholder.js';
import { TRANSPORTS_LABEL } from '../../model/tool.js';
import type { ForeignTemplateKind } from '../../model/template.js';
import { planMakefile } from '../makefile/plan-makefile.js';
import { canRenewLock } from '../package-locks.js';
import { SCHEMA_URL } from '../scaffold-plan.js';
import type { ForeignChoices } from './foreign-choices.js';
import { foreignHealthcheck } from './healthcheck.js';
import { nodeImage } from './node-image.js';
import { pythonImage } from './python-image.js';

/** Containers around a server that exists, before they are text. */
export interface ForeignPlan {
  readonly choices: ForeignChoices;
  readonly imageReference: string;
  /** What the templates of each kind are given; a kind that is absent makes no file. */
  readonly documents: Readonly<Partial<Record<ForeignTemplateKind, object>>>;
}

/** Choices → what the files are made of. */
export function planForeign(choices: ForeignChoices): ForeignPlan {
  const { name, version, transports, dataPath, project, variables, environment, wraps } = choices;
  const imageReference = `${name}:${version}`;
  const { http, stdio } = transports;
  const image = choices.runtime === 'node' ? nodeImage(choices) : pythonImage(choices);
  const healthcheck = foreignHealthcheck(choices);
  const first = http ?? stdio;
  const usual = defaultArguments(choices);
  const data = dataPath === undefined ? [] : [dataPath];
  const declared = { ...(http && { http }), ...(stdio && { stdio }) };
  const required = variables.filter((variable) => variable.required);
  const budgets = choices.imageBytes === undefined ? image.budgets : budgetsFor(choices.imageBytes);
  const secrets = project.npmrc === 'secret' ? [{ id: 'npmrc', file: '.npmrc' }] : [];
  return {
    choices,
    imageReference,
    documents: {
      'foreign-dockerfile': {
        ...image,
        baseRegistry: choices.baseRegistry,
        cacheId: name,
        manifests: project.manifests,
        systemPackages: choices.systemPackages,
        user: { name: 'mcpuser', id: 1000, group: 1000 },
        dataPath: dataPath ?? '',
        environment: pairs({ ...(dataPath !== undefined && { HOME: dataPath }), ...environment }),
        labels: pairs({
          'org.opencontainers.image.title': name,
          'org.opencontainers.image.description': choices.description,
          'org.opencontainers.image.version': version,
          ...(choices.license !== undefined && { 'org.opencontainers.image.licenses': choices.license }),
          ...(choices.serverName !== undefined && { 'io.modelcontextprotocol.server.name': choices.serverName }),
          // Without a transport it is an image that is tried, for its transports to be found.
          ...(first !== undefined && {
            [TRANSPORTS_LABEL]: JSON.stringify({
              ...declared,
              ...(choices.healthPath !== undefined && { health: choices.healthPath }),
              ...(data.length > 0 && { data }),
            }),
          }),
        }),
        port: http?.port ?? '',
        healthcheck: healthcheck ?? [],
        command: usual,
      },
      'foreign-pid1': {},
      'foreign-dockerignore': {
        ignoreNpmrc: project.npmrc !== 'plain',
        made: project.made,
        unneeded: project.unneeded,
      },
      'foreign-compose': {
        project: name,
        volume: `${name}-data`,
        dataPath: dataPath ?? '',
        services: [
          ...(http === undefined
            ? []
            : [
                {
                  service: 'mcp-server',
                  image: imageReference,
                  http: true,
                  command: forCompose(http.args),
                  portMapping: `127.0.0.1:\${MCP_PORT:-${http.port}}:${http.port}`,
                  probed: healthcheck !== undefined,
                  unprobed: false,
                  dataPath: dataPath ?? '',
                },
              ]),
          ...(stdio === undefined
            ? []
            : [
                {
                  service: 'stdio',
                  image: imageReference,
                  http: false,
                  command: forCompose(stdio.args),
                  portMapping: '',
                  probed: false,
                  unprobed: healthcheck !== undefined,
                  dataPath: dataPath ?? '',
                },
              ]),
        ],
      },
      'foreign-config': {
        schemaUrl: SCHEMA_URL,
        wraps: wraps === undefined ? '' : `${wraps}; made by: ${choices.wrapsLine ?? ''}`,
        name,
        image: imageReference,
        secrets,
        transports: { http: http ?? false, stdio: stdio ?? false },
        health: choices.healthPath ?? '',
        data,
        required: required.map((variable) => variable.name),
        dummies: Object.fromEntries(required.map((variable) => [variable.name, placeholderFor(variable.name)])),
        tools: choices.tools,
        budgets,
      },
      makefile: planMakefile({
        name,
        own: false,
        stores: false,
        tokens: false,
        aws: false,
        has: () => false,
        ...(http && { httpService: 'mcp-server' }),
        ...(stdio && { stdioService: 'stdio' }),
        ...(http && PLAIN_PATH.test(http.path) && { endpoint: http.path }),
        port: http?.port ?? 0,
        image: imageReference,
        images: [imageReference],
        services: http ? ['mcp-server'] : [],
        volumes: dataPath === undefined ? [] : [`${name}-data`],
        ...(dataPath !== undefined && PLAIN_PATH.test(dataPath) && { data: { service: 'mcp-server', path: dataPath } }),
        fresh: choices.lockFile !== undefined && canRenewLock(choices.packageManager),
        production: false,
      }),
      ...(variables.length > 0 && {
        'foreign-environment-example': {
          project: name,
          required,
          optional: byPlace(variables.filter((variable) => !variable.required)),
        },
      }),
    },
  };
}

/** Means the same to make and to every shell. */
const PLAIN_PATH = /^\/[\w./-]*$/u;

const pairs = (entries: Readonly<Record<string, string>>) =>
  Object.entries(entries).map(([key, value]) => ({ key, value }));

/**
 * What the container is started with when nobody says anything. No arguments cannot be asked for with `docker run`: a transport that
 * has none has to be the usual one.
 */
export function defaultArguments({ transports: { http, stdio }, args }: ForeignChoices): readonly string[] {
  const bare = [http, stdio].some((transport) => transport?.args.length === 0);
  return bare ? [] : ((http ?? stdio)?.args ?? args);
}

/** Compose replaces variables, also between quotes. */
const forCompose = (words: readonly string[]) => words.map((word) => word.replaceAll('$', '$$$$'));

const STEP = 25e6;

/** A measured image may grow by a tenth before there is a warning, and by a third before there is an error. */
function budgetsFor(bytes: number) {
  const upTo = (factor: number) => `${(Math.ceil((bytes * factor) / STEP) * STEP) / 1e6}MB`;
  return { imageSizeWarning: upTo(1.1), imageSize: upTo(1.33) };
}

/** Names under the place where they were found, in the order of their first. */
function byPlace(
  variables: ForeignChoices['variables'],
): { readonly from: string; readonly names: readonly string[] }[] {
  const places = Map.groupBy(variables, ({ from }) => from);
  return [...places].map(([from, found]) => ({ from, names: found.map(({ name }) => name) }));
}
