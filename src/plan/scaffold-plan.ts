import { SERVER_JSON_SCHEMA } from '../model/server-json.js';
import { TRANSPORTS_LABEL } from '../model/tool.js';
import type { RenderedFile, ScaffoldTemplateKind } from '../model/template.js';
import { backendImage } from './backend-image.js';
import { BACKEND_VARIABLES } from './backend-variables.js';
import { environmentGroups, type ScaffoldSecrets } from './environment-groups.js';
import { awsGuide, containerGuide, summaryOf, type GuideSubject } from './guides.js';
import { fullstackDocument, PAGE_PORT } from './fullstack-document.js';
import { planMakefile } from './makefile/plan-makefile.js';
import { canRenewLock } from './package-locks.js';
import { resolveParts } from './parts/index.js';
import { forTable, readmeOf } from './readme-document.js';
import { proxyDocument } from './proxy-document.js';
import { scriptsDocument } from './scripts-document.js';
import { managerOf, runtimeOf } from './runtimes/index.js';
import { python } from './runtimes/python.js';
import { DEFAULT_BASE_REGISTRY, type ScaffoldChoices } from './scaffold-choices.js';
import { untestedIn } from './untested.js';
import { planStack, type Stack } from './stack/plan-stack.js';
import { awsProfileOverlay } from './templates/aws-profile.js';
import { fakeAwsOverlay } from './templates/fake-aws.js';
import { templateOf } from './templates/index.js';

export const SCHEMA_URL = 'https://raw.githubusercontent.com/mcp-dock/mcp-dock/main/schemas/config.schema.json';
export const VERSION = '1.0.0';
const ENDPOINT = '/mcp';
const HEALTH = '/health';
const DATA = '/app/data';
/** What a project with several services runs as in production. Without -f, compose.override.yaml would count. */
const PRODUCTION_FILES = ['compose.yaml', 'compose.prod.yaml'];

/** Sources that a project gets: a folder below `examples/`, and what of it. */
export interface SourceFolder {
  /** Relative to the project. */
  readonly folder: string;
  readonly example: string;
  /** Folders (with a slash) and files. */
  readonly files: readonly string[];
  /** Folders of the example, with a slash, and where they are in the project. */
  readonly moved?: Readonly<Record<string, string>>;
  /** Python packages that have another name there. */
  readonly packages?: Readonly<Record<string, string>>;
}

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
  readonly documents: Readonly<Partial<Record<ScaffoldTemplateKind, object>>>;
  /** Keys that `.env` and `.env.example` set. */
  readonly environmentKeys: readonly string[];
  /** Files that hold one secret each. */
  readonly secretFiles: readonly RenderedFile[];
  /** Starts the whole stack; absent when the server is alone. */
  readonly startCommand?: string;
  /** What answers over HTTP, where that is not MCP: its path. */
  readonly httpPath?: string;
}

/** Choices → what the files are made of. */
export function planScaffold(choices: ScaffoldChoices, secrets: ScaffoldSecrets): ScaffoldPlan {
  const { name, port, runtimeVersion, baseRegistry, serverName } = choices;
  const runtime = runtimeOf(choices.runtime);
  const manager = managerOf(choices.runtime, choices.packageManager);
  const template = templateOf(choices.template);
  const { description, dataFile, pythonPackage } = template;
  const defaults = runtime.defaults(runtimeVersion, { pythonPackage, base: choices.base });
  const untested = untestedIn(choices);
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
  const mcpPort = has('fullstack') && port === PAGE_PORT ? PAGE_PORT + 1 : port;
  const stack = planStack(
    {
      ...names,
      port,
      mcpPort,
      dataPath: DATA,
      version: VERSION,
      environment,
      imagePrefix: baseRegistry === DEFAULT_BASE_REGISTRY ? '' : `${baseRegistry}/`,
      lockFile: manager.lockFile,
      healthcheck: defaults.healthcheck,
      developmentHealthcheck: defaults.developmentHealthcheck,
    },
    parts,
    template.stack,
  );
  const hasBackend = Object.hasOwn(stack.images, 'backend');
  const url = `http://127.0.0.1:${mcpPort}`;
  /** The service whose port MCP clients reach. */
  const entry = has('proxy') ? 'proxy' : names.service;
  const production = hasBackend || template.production;
  const composeFiles = (production ? PRODUCTION_FILES : ['compose.yaml']).map((file) => `-f ${file}`).join(' ');
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
  const scripts = {
    ...scriptsDocument({
      stack,
      has,
      project: name,
      port,
      service: names.service,
      mode: 'http',
      ...(hasBackend && { backend: 'backend' }),
      tokenIsVariable,
    }),
    image: imageReference,
    package: pythonPackage,
  };
  const makefile = planMakefile({
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
    ...(dataFile &&
      stack.store.kind === 'volume' && { data: { service: stack.store.service, path: stack.store.path } }),
    stores: dataFile !== undefined,
    tokens: template.serviceToken,
    aws: template.id === 'aws',
    production,
    fresh: canRenewLock(manager.id),
    commands: manager.project,
    ...(hasBackend && {
      backend: { service: 'backend', migrate: '$(STACK) run --rm backend migrate', folder: 'backend' },
    }),
    ...(stack.store.kind === 'postgres' && { postgres: stack.store }),
  });
  const guide: GuideSubject = {
    ...names,
    choices,
    template,
    stack,
    makefile,
    mcpPort,
    url,
    endpoint: ENDPOINT,
    healthPath: HEALTH,
    composeFiles,
    hasBackend,
    keepsData: dataFile !== undefined,
    dataPath: data[0] ?? '',
    mount: mount.map((part) => `${part} `).join(''),
    tokenIsVariable,
  };

  return {
    choices,
    sources: [
      {
        folder: '.',
        example: template.examples[choices.runtime] ?? '',
        files: [...runtime.serverFiles, ...(manager.keptIn === undefined ? manager.files : [manager.keptIn])],
        ...(manager.keptIn !== undefined && { moved: { [manager.keptIn]: '' } }),
      },
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
        ...manager.image,
        untested: untested.join(' and '),
        baseRegistry,
        hardened: has('harden'),
        cacheId: `${name}-${manager.id}`,
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
      'backend-dockerfile': backendImage({ project: name, version: VERSION, baseRegistry, hardened: has('harden') }),
      'backend-dockerignore': {},
      'backend-readme': { project: name, variables: BACKEND_VARIABLES.map(forTable) },
      compose: {
        project: name,
        parts: choices.with.join(', '),
        files: composeFiles,
        document: stack.compose,
      },
      'compose-override': { document: stack.development },
      ...(production && { 'compose-production': { document: stack.production } }),
      environment: { project: name, groups },
      'environment-example': {
        project: name,
        groups,
        makeToken: template.serviceToken ? manager.project.makeToken : '',
      },
      'environment-development': { project: name },
      ...(production && { 'environment-production': { project: name, secrets: stack.secrets.length > 0 } }),
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
      readme: readmeOf({ ...guide, entry, production, groups, imageEnvironment }),
      gitignore: {
        madeAgain: [...new Set([...manager.project.madeAgain, ...(hasBackend ? python.madeAgain : [])])],
      },
      gitattributes: {},
      proxy: proxyDocument({ ...names, port }),
      fullstack: fullstackDocument({
        ...names,
        version: VERSION,
        baseRegistry,
        hardened: has('harden'),
        mcpUrl: `${url}${ENDPOINT}`,
        hostPort: stack.hostPort,
      }),
      workflow: { project: name },
      'server-json': {
        schema: SERVER_JSON_SCHEMA,
        name: serverName,
        description: description.slice(0, 100),
        version: VERSION,
        identifier: publishedAs(serverName, VERSION),
      },
      'compose-aws-profile': { document: awsProfileOverlay },
      'compose-fake-aws': { document: fakeAwsOverlay(names) },
      'aws-guide': awsGuide(guide),
      makefile,
      guide: containerGuide(guide),
      summary: summaryOf(guide),
      script: scripts,
      ...(dataFile && {
        'data-script': scripts,
        'data-guide': {
          project: name,
          postgres: has('postgres'),
          redis: has('redis'),
          secrets: stack.secrets.length > 0,
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

/** Who owns `io.github.acme` on GitHub may push there; under another namespace it is a place to begin with. */
function publishedAs(serverName: string, version: string): string {
  const [namespace = '', server = ''] = serverName.toLowerCase().split('/');
  return `ghcr.io/${namespace.split('.').at(-1) ?? ''}/${server}:${version}`;
}

/** The name under which the server announces itself; `todo` alone would not say what it is. */
export const serverNameInLogs = (name: string) => (/(?:^|-)(?:server|mcp)$/u.test(name) ? name : `${name}-mcp-server`);

export const pairs = (entries: Readonly<Record<string, string>>) =>
  Object.entries(entries).map(([key, value]) => ({ key, value }));
