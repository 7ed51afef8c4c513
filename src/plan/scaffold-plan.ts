import { TRANSPORTS_LABEL } from '../model/tool.js';
import type { RenderedFile, ScaffoldTemplateKind } from '../model/template.js';
import { backendImage } from './backend-image.js';
import { BACKEND_VARIABLES } from './backend-variables.js';
import { fullstackDocument } from './fullstack-document.js';
import { planMakefile } from './makefile/plan-makefile.js';
import { resolveParts } from './parts/index.js';
import { proxyDocument } from './proxy-document.js';
import { scriptsDocument } from './scripts-document.js';
import { runtimes } from './runtimes/index.js';
import { DEFAULT_BASE_REGISTRY, type ScaffoldChoices } from './scaffold-choices.js';
import { planStack, type Stack } from './stack/plan-stack.js';
import { awsProfileOverlay } from './templates/aws-profile.js';
import { templateOf } from './templates/index.js';
import type { ServerTemplate } from './templates/server-template.js';
import type { ServerVariable } from './todo-server.js';

export const SCHEMA_URL = 'https://raw.githubusercontent.com/mcp-dock/mcp-dock/main/schemas/config.schema.json';
const VERSION = '1.0.0';
const ENDPOINT = '/mcp';
const HEALTH = '/health';
const DATA = '/app/data';
/** What a project with several services runs as in production. Without -f, compose.override.yaml would count. */
const PRODUCTION_FILES = ['compose.yaml', 'compose.prod.yaml'];

/** A line `KEY=value` of an environment file, or a comment that shows how to set it. */
export interface EnvironmentEntry extends ServerVariable {
  /** Written as `KEY=value`; otherwise as a comment. */
  readonly active: boolean;
  /** Value in `.env`. */
  readonly value: string;
  /** Value in `.env.example`, which everybody sees. */
  readonly shown: string;
}

/** Sources that a project gets: a folder below `examples/`, and what of it. */
export interface SourceFolder {
  /** Relative to the project. */
  readonly folder: string;
  readonly example: string;
  /** Folders (with a slash) and files. */
  readonly files: readonly string[];
}

/** About data that a server keeps, and the token that it shows: not every server has them. */
type Kept = 'makefile' | 'script' | 'guide';

/** What a new project consists of, before it is text. */
export interface ScaffoldPlan {
  readonly choices: ScaffoldChoices;
  /** Where sources come from; those of the server itself go into the project's own folder, `.`. */
  readonly sources: readonly SourceFolder[];
  readonly imageReference: string;
  /** Port of this machine on which Compose publishes the server. */
  readonly mcpPort: number;
  /** Where the server keeps its data, if it has any: the volume, and the folder in the container. */
  readonly volume?: { readonly name: string; readonly path: string };
  /** What the templates of each kind are given. */
  readonly documents: Readonly<Record<Exclude<ScaffoldTemplateKind, Kept>, object> & Partial<Record<Kept, object>>>;
  /** Keys that `.env` and `.env.example` set. */
  readonly environmentKeys: readonly string[];
  /** Files that hold one secret each. */
  readonly secretFiles: readonly RenderedFile[];
  /** Starts the whole stack; absent when the server is alone. */
  readonly startCommand?: string;
}

export interface ScaffoldSecrets {
  readonly serviceAuthToken: string;
  readonly postgresPassword: string;
  readonly authDevPassword: string;
}

/** Choices → what the files are made of. */
export function planScaffold(choices: ScaffoldChoices, secrets: ScaffoldSecrets): ScaffoldPlan {
  const { name, port, runtimeVersion, baseRegistry, serverName } = choices;
  const runtime = runtimes[choices.runtime];
  const template = templateOf(choices.template);
  const { description, dataFile, pythonPackage } = template;
  const defaults = runtime.defaults(runtimeVersion, pythonPackage);
  const imageReference = `${name}:${VERSION}`;
  const transports = { http: { port, path: ENDPOINT, args: ['http'] }, stdio: { args: ['stdio'] } };
  const names = {
    project: name,
    service: 'mcp-server',
    network: `${name}-network`,
    volume: `${name}-data`,
    image: imageReference,
    developmentImage: `${name}:dev`,
  };
  const environment = { MCP_SERVER_NAME: serverNameInLogs(name), MCP_SERVER_PORT: String(port) };
  const parts = resolveParts(choices.with);
  const has = (part: string) => parts.some(({ id }) => id === part);
  // The page is what people open, so it has the port that they expect (the MCP server goes next to it).
  const mcpPort = has('fullstack') && port === 3000 ? 3001 : port;
  const stack = planStack(
    {
      ...names,
      port,
      mcpPort,
      dataPath: DATA,
      version: VERSION,
      environment,
      imagePrefix: baseRegistry === DEFAULT_BASE_REGISTRY ? '' : `${baseRegistry}/`,
      lockFile: runtime.lockFile,
      liveness: defaults.liveness,
      healthcheck: defaults.healthcheck,
    },
    parts,
    template.stack,
  );
  const hasBackend = Object.hasOwn(stack.images, 'backend');
  const url = `http://127.0.0.1:${mcpPort}`;
  /** The service whose port MCP clients reach. */
  const entry = has('proxy') ? 'proxy' : names.service;
  const composeFiles = (hasBackend ? PRODUCTION_FILES : ['compose.yaml']).map((file) => `-f ${file}`).join(' ');
  const startCommand = `docker compose ${composeFiles} up --detach --build --wait`;
  const groups = environmentGroups(template, mcpPort, secrets, stack);
  const imageEnvironment: Readonly<Record<string, string>> = {
    ...environment,
    ...(dataFile && { [dataFile.variable]: `${DATA}/${dataFile.name}` }),
  };
  const data = dataFile === undefined ? [] : [DATA];
  const mount = dataFile === undefined ? [] : ['-v', `${names.volume}:${DATA}`];
  const tokenIsVariable = !stack.withoutVariables.includes('SERVICE_AUTH_TOKEN');
  const volumes = volumeNames(stack.compose);

  return {
    choices,
    sources: [
      { folder: '.', example: template.examples[choices.runtime] ?? '', files: runtime.serverFiles },
      ...Object.values(stack.images).map(({ folder, example, files }) => ({ folder, example, files })),
    ],
    secretFiles: stack.secrets.map((secret) => ({
      path: `secrets/${secret}`,
      content: `${
        {
          service_auth_token: secrets.serviceAuthToken,
          postgres_password: secrets.postgresPassword,
          auth_dev_password: secrets.authDevPassword,
        }[secret]
      }\n`,
      // Containers run as other users than the one of this machine; the folder keeps those of this machine out.
      mode: 0o644,
      folderMode: 0o700,
      keep: true,
    })),
    ...(stack.services.length > 0 && { startCommand }),
    imageReference,
    mcpPort,
    ...(dataFile && { volume: { name: names.volume, path: DATA } }),
    environmentKeys: groups.flatMap(({ entries }) => entries.filter(({ active }) => active).map((entry) => entry.name)),
    documents: {
      dockerfile: {
        ...defaults,
        baseRegistry,
        cacheId: `${name}-${runtime.packageManager}`,
        user: { name: 'mcpuser', id: 1000, group: 1000 },
        dataPath: data[0] ?? '',
        warmUp: template.warmUp,
        openHome: template.openHome,
        port,
        command: ['http'],
        environment: pairs(imageEnvironment),
        labels: pairs({
          'org.opencontainers.image.title': name,
          'org.opencontainers.image.description': description,
          'org.opencontainers.image.version': VERSION,
          'org.opencontainers.image.licenses': 'MIT',
          'io.modelcontextprotocol.server.name': serverName,
          [TRANSPORTS_LABEL]: JSON.stringify({ ...transports, health: HEALTH, data }),
        }),
      },
      dockerignore: {
        folders: [...Object.values(stack.images).map(({ folder }) => folder), ...(has('proxy') ? ['proxy'] : [])],
      },
      'backend-dockerfile': backendImage({ project: name, version: VERSION, baseRegistry }),
      'backend-dockerignore': {},
      'backend-readme': { project: name, variables: BACKEND_VARIABLES.map(forTable) },
      compose: {
        project: name,
        parts: choices.with.join(', '),
        files: composeFiles,
        document: stack.compose,
      },
      'compose-override': { document: stack.development },
      'compose-production': { document: stack.production },
      environment: { project: name, groups },
      'environment-example': {
        project: name,
        groups,
        makeToken: template.serviceToken ? runtime.project.makeToken : '',
      },
      config: {
        schemaUrl: SCHEMA_URL,
        name,
        image: imageReference,
        transports,
        health: HEALTH,
        data,
        tools: template.tools.map((tool) => tool.name),
        calls: template.calls,
        callsNote: template.callsNote,
        budgets: pairs(defaults.budgets),
        images: Object.entries(stack.images).map(([key, { image, folder }]) => ({
          // The main image is known by the name of the project.
          key: key === name ? `${name}-${key}` : key,
          value: { image, build: { context: folder, dockerfile: `${folder}/Dockerfile`, target: 'runtime' } },
        })),
      },
      readme: {
        ...names,
        description,
        port,
        url: `${url}${ENDPOINT}`,
        healthUrl: `${url}${HEALTH}`,
        serverReached:
          entry === names.service ? `${url}${ENDPOINT}` : `\`http://${names.service}:${port}${ENDPOINT}\` by the proxy`,
        dataPath: data[0] ?? '',
        mount: mount.map((word) => `${word} `).join(''),
        serviceToken: template.serviceToken,
        runtime: `${runtime.title}, ${runtime.versionTitle} ${runtimeVersion}`,
        sources: runtime.project,
        serverName,
        tools: template.tools,
        client: {
          mcpServers: {
            [name]: {
              command: 'docker',
              args: hasBackend
                ? [
                    'compose',
                    ...PRODUCTION_FILES.flatMap((file) => ['-f', `/path/to/${name}/${file}`]),
                    'run',
                    '--rm',
                    '--no-TTY',
                    'stdio',
                  ]
                : ['run', '--rm', '-i', '--init', ...mount, imageReference, 'stdio'],
            },
          },
        },
        hasBackend,
        composeFiles,
        images: Object.values(stack.images).map(({ image }) => image),
        services: stack.services,
        notes: stack.notes,
        backup: stack.backup ?? {},
        tokenIsVariable,
        groups: groups.map(({ title, entries }) => ({ title, variables: entries.map(forTable) })),
        fixed: template.fixed.map((variable) =>
          forTable({ ...variable, default: imageEnvironment[variable.name] ?? variable.default }),
        ),
      },
      gitignore: {
        madeAgain: [
          ...new Set([...runtime.project.madeAgain, ...(hasBackend ? runtimes['python-uv'].project.madeAgain : [])]),
        ],
      },
      gitattributes: {},
      proxy: proxyDocument({ ...names, port }),
      fullstack: fullstackDocument({
        ...names,
        version: VERSION,
        baseRegistry,
        mcpUrl: `${url}${ENDPOINT}`,
        hostPort: stack.hostPort,
      }),
      'compose-aws-profile': { document: awsProfileOverlay },
      'aws-quickstart': {
        ...names,
        port,
        url,
        endpoint: ENDPOINT,
        sources: runtime.project,
      },
      // What backs up, restores and rotates is about data and a token.
      ...(dataFile && {
        makefile: planMakefile({
          name,
          own: true,
          has,
          httpService: names.service,
          entry,
          stdioService: 'stdio',
          endpoint: ENDPOINT,
          port,
          image: imageReference,
          images: [
            imageReference,
            names.developmentImage,
            ...Object.values(stack.images).flatMap(({ image }) => [image, image.replace(`:${VERSION}`, ':dev')]),
          ],
          services: [names.service, ...stack.services.map((service) => service.name)],
          volumes: Object.values(volumes),
          network: names.network,
          ...(stack.store.kind === 'volume' && { data: { service: stack.store.service, path: stack.store.path } }),
          production: hasBackend,
          commands: runtime.project,
        }),
        script: scriptsDocument({ stack, has, ...names, port, tokenIsVariable }),
        guide: {
          project: name,
          hasBackend,
          postgres: has('postgres'),
          redis: has('redis'),
          secrets: stack.secrets.length > 0,
          autoheal: has('autoheal'),
          proxy: has('proxy'),
          fullstack: has('fullstack'),
          replicas: has('postgres') && !has('fullstack'),
          healthPath: HEALTH,
          volumeName: volumes[stack.store.key] ?? '',
        },
      }),
    },
  };
}

/** Names of the volumes on this machine, by their keys in compose.yaml. */
const volumeNames = ({ volumes }: Stack['compose']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries((volumes ?? {}) as Readonly<Record<string, { readonly name: string }>>).map(([key, volume]) => [
      key,
      volume.name,
    ]),
  );

/** The name under which the server announces itself; `todo` alone would not say what it is. */
const serverNameInLogs = (name: string) => (/(?:^|-)(?:server|mcp)$/u.test(name) ? name : `${name}-mcp-server`);

const pairs = (entries: Readonly<Record<string, string>>) =>
  Object.entries(entries).map(([key, value]) => ({ key, value }));

function environmentGroups(template: ServerTemplate, port: number, secrets: ScaffoldSecrets, stack: Stack) {
  const brought = new Map(stack.variables.map((variable) => [variable.name, variable]));
  const token = [
    {
      title: 'Secrets',
      entries: [
        {
          name: 'SERVICE_AUTH_TOKEN',
          description: brought.has('FASTAPI_BASE_URL')
            ? 'Token between server and backend: 32 random bytes, URL-safe. compose.yaml gives it to both.'
            : 'Token towards the backend, the same on both sides: 32 random bytes, URL-safe. Used only with a backend.',
          active: true,
          value: secrets.serviceAuthToken,
          shown: '',
        },
      ],
    },
  ];
  const own = [
    ...(template.serviceToken ? token : []),
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
  const groups = template.variables.map(({ title, variables }) => ({
    title,
    entries: variables
      .filter(({ name }) => !brought.has(name))
      .map((variable): EnvironmentEntry => {
        const value = variable.default ?? variable.example ?? '';
        return { ...variable, active: template.alwaysWritten.includes(variable.name), value, shown: value };
      }),
  }));
  const parts = [...brought.values()].map((variable): EnvironmentEntry => ({
    ...variable,
    value: variable.secret === undefined ? variable.value : secrets[variable.secret],
    shown: variable.value,
  }));
  const needless = new Set(stack.withoutVariables);
  return [...own, ...(parts.length === 0 ? [] : [{ title: 'Services of compose.yaml', entries: parts }]), ...groups]
    .map(({ title, entries }) => ({
      title,
      entries: (entries as EnvironmentEntry[]).filter(({ name }) => !needless.has(name)),
    }))
    .filter(({ entries }) => entries.length > 0) satisfies { title: string; entries: EnvironmentEntry[] }[];
}

/** A row of the README's table; an empty cell says so. */
const forTable = ({ name, description, default: fallback }: ServerVariable) => ({
  name,
  description,
  fallback: fallback === undefined || fallback === '' ? '–' : `\`${fallback}\``,
});
