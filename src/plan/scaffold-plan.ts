import { TRANSPORTS_LABEL } from '../model/tool.js';
import type { ScaffoldTemplateKind } from '../model/template.js';
import { runtimes } from './runtimes/index.js';
import type { ScaffoldChoices } from './scaffold-choices.js';
import { FIXED_VARIABLES, TODO_CALLS, TODO_TOOLS, TODO_VARIABLES, type ServerVariable } from './todo-server.js';

export const SCHEMA_URL = 'https://raw.githubusercontent.com/mcp-dock/mcp-dock/main/schemas/config.schema.json';
const VERSION = '1.0.0';
const DESCRIPTION = 'A todo list for MCP clients, over HTTP and stdio.';
const ENDPOINT = '/mcp';
const HEALTH = '/health';
const DATA = '/app/data';

/** A line `KEY=value` of an environment file, or a comment that shows how to set it. */
export interface EnvironmentEntry extends ServerVariable {
  /** Written as `KEY=value`; otherwise as a comment. */
  readonly active: boolean;
  /** Value in `.env`. */
  readonly value: string;
  /** Value in `.env.example`, which everybody sees. */
  readonly shown: string;
}

/** What a new project consists of, before it is text. */
export interface ScaffoldPlan {
  readonly choices: ScaffoldChoices;
  /** Folder below `examples/` from which the server comes. */
  readonly example: string;
  readonly imageReference: string;
  /** Where the server keeps its data: the volume, and the folder in the container. */
  readonly volume: { readonly name: string; readonly path: string };
  /** What the templates of each kind are given. */
  readonly documents: Readonly<Record<ScaffoldTemplateKind, object>>;
  /** Keys that `.env` and `.env.example` set. */
  readonly environmentKeys: readonly string[];
}

export interface ScaffoldSecrets {
  readonly serviceAuthToken: string;
}

/** Choices → what the files are made of. */
export function planScaffold(choices: ScaffoldChoices, secrets: ScaffoldSecrets): ScaffoldPlan {
  const { name, port, runtimeVersion, baseRegistry, serverName } = choices;
  const runtime = runtimes[choices.runtime];
  const defaults = runtime.defaults(runtimeVersion);
  const imageReference = `${name}:${VERSION}`;
  const transports = { http: { port, path: ENDPOINT, args: ['http'] }, stdio: { args: ['stdio'] } };
  const groups = environmentGroups(port, secrets);
  const names = {
    project: name,
    service: 'mcp-server',
    network: `${name}-network`,
    volume: `${name}-data`,
    image: imageReference,
    developmentImage: `${name}:dev`,
  };
  const environment = { MCP_SERVER_NAME: serverNameInLogs(name), MCP_SERVER_PORT: String(port) };
  const imageEnvironment: Readonly<Record<string, string>> = { ...environment, DATABASE_PATH: `${DATA}/todo.db` };

  return {
    choices,
    example: runtime.example,
    imageReference,
    volume: { name: names.volume, path: DATA },
    environmentKeys: groups.flatMap(({ entries }) => entries.filter(({ active }) => active).map((entry) => entry.name)),
    documents: {
      dockerfile: {
        ...defaults,
        baseRegistry,
        cacheId: `${name}-npm`,
        user: { name: 'mcpuser', id: 1000, group: 1000 },
        dataPath: DATA,
        port,
        command: ['http'],
        environment: pairs(imageEnvironment),
        labels: pairs({
          'org.opencontainers.image.title': name,
          'org.opencontainers.image.description': DESCRIPTION,
          'org.opencontainers.image.version': VERSION,
          'org.opencontainers.image.licenses': 'MIT',
          'io.modelcontextprotocol.server.name': serverName,
          [TRANSPORTS_LABEL]: JSON.stringify({ ...transports, health: HEALTH, data: [DATA] }),
        }),
      },
      dockerignore: {},
      compose: {
        ...names,
        port,
        dataPath: DATA,
        portMapping: `127.0.0.1:\${MCP_PORT:-${port}}:${port}`,
        environment: pairs(environment),
      },
      'compose-override': { ...names },
      environment: { project: name, groups },
      'environment-example': { project: name, groups },
      config: {
        schemaUrl: SCHEMA_URL,
        name,
        image: imageReference,
        transports,
        health: HEALTH,
        data: [DATA],
        tools: TODO_TOOLS.map((tool) => tool.name),
        calls: TODO_CALLS,
        budgets: defaults.budgets,
      },
      readme: {
        ...names,
        description: DESCRIPTION,
        port,
        url: `http://127.0.0.1:${port}${ENDPOINT}`,
        healthUrl: `http://127.0.0.1:${port}${HEALTH}`,
        dataPath: DATA,
        runtimeTitle: runtime.title,
        runtimeVersion,
        serverName,
        tools: TODO_TOOLS,
        client: {
          mcpServers: {
            [name]: {
              command: 'docker',
              args: ['run', '-i', '--rm', '--init', '-v', `${names.volume}:${DATA}`, imageReference, 'stdio'],
            },
          },
        },
        groups: groups.map(({ title, entries }) => ({ title, variables: entries.map(forTable) })),
        fixed: FIXED_VARIABLES.map((variable) =>
          forTable({ ...variable, default: imageEnvironment[variable.name] ?? variable.default }),
        ),
      },
      gitignore: {},
      gitattributes: {},
    },
  };
}

/** The name under which the server announces itself; `todo` alone would not say what it is. */
const serverNameInLogs = (name: string) => (/(?:^|-)(?:server|mcp)$/u.test(name) ? name : `${name}-mcp-server`);

const pairs = (entries: Readonly<Record<string, string>>) =>
  Object.entries(entries).map(([key, value]) => ({ key, value }));

function environmentGroups(port: number, { serviceAuthToken }: ScaffoldSecrets) {
  const own = [
    {
      title: 'Secrets',
      entries: [
        {
          name: 'SERVICE_AUTH_TOKEN',
          description:
            'Token towards the backend, the same on both sides: 32 random bytes, URL-safe. Used only with a backend.',
          active: true,
          value: serviceAuthToken,
          shown: '',
        },
      ],
    },
    {
      title: 'Port',
      entries: [
        {
          name: 'MCP_PORT',
          description: 'Port on this machine under which compose.yaml publishes the server.',
          default: String(port),
          active: true,
          value: String(port),
          shown: String(port),
        },
      ],
    },
  ];
  const groups = TODO_VARIABLES.map(({ title, variables }) => ({
    title,
    entries: variables.map((variable): EnvironmentEntry => {
      const value = variable.default ?? variable.example ?? '';
      return { ...variable, active: ALWAYS_WRITTEN.has(variable.name), value, shown: value };
    }),
  }));
  return [...own, ...groups] satisfies { title: string; entries: EnvironmentEntry[] }[];
}

const ALWAYS_WRITTEN = new Set(['MCP_LOG_LEVEL', 'LOG_FORMAT']);

/** A row of the README's table; an empty cell says so. */
const forTable = ({ name, description, default: fallback }: ServerVariable) => ({
  name,
  description,
  fallback: fallback === undefined || fallback === '' ? '–' : `\`${fallback}\``,
});
