import { TRANSPORTS_LABEL } from '../../model/tool.js';
import { runtimes } from '../runtimes/index.js';
import { forTable } from '../readme-document.js';
import { DEFAULT_BASE_REGISTRY, type ScaffoldChoices } from '../scaffold-choices.js';
import { pairs, SCHEMA_URL, serverNameInLogs, VERSION, type ScaffoldPlan } from '../scaffold-plan.js';
import type { ScaffoldSecrets } from '../environment-groups.js';
import { dualMode } from '../templates/dual-mode.js';
import { dualEnvironment } from './environment.js';
import { dualMakefile, dualScripts } from './tasks.js';
import {
  BACKEND_PORT,
  BACKEND_URL,
  databasePort,
  DATABASE,
  DATABASE_URL,
  dualCompose,
  dualDevelopment,
  dualProduction,
  type DualNames,
} from './services.js';

const HOSTS = ['host.docker.internal:host-gateway'];
const DATA = '/app/data';
const COMPOSE_FILES = '-f compose.yaml -f compose.prod.yaml';

/** What a project of the template dual-mode consists of, before it is text. */
export function planDualMode(choices: ScaffoldChoices, secrets: ScaffoldSecrets): ScaffoldPlan {
  const { name, port, baseRegistry, serverName, runtimeVersion } = choices;
  const runtime = runtimes['python-uv'];
  const { buildImage } = runtime.defaults(runtimeVersion, {});
  const [manager] = runtime.managers;
  const image = `${name}:${VERSION}`;
  const names: DualNames = {
    project: name,
    image,
    developmentImage: `${name}:dev`,
    network: `${name}-network`,
    volume: `${name}-postgres-data`,
    port,
    imagePrefix: baseRegistry === DEFAULT_BASE_REGISTRY ? '' : `${baseRegistry}/`,
  };
  const groups = dualEnvironment(secrets, port);
  const stdio = { args: ['mcp'] };
  const client = { network: names.network, hosts: HOSTS, env: { FASTAPI_BASE_URL: BACKEND_URL } };
  const environment = {
    MCP_SERVER_NAME: serverNameInLogs(name),
    DATABASE_URL: `sqlite:///${DATA}/todo.db`,
  };
  const commands = { ...manager.project, develop: dualMode.develop };
  const scripts = dualScripts(name);
  return {
    choices,
    sources: [
      {
        folder: '.',
        example: dualMode.examples['python-uv'],
        files: [
          'tests/',
          'healthcheck.py',
          'pyproject.toml',
          'run_mcp_server_standalone.py',
          'uv.lock',
          'uvicorn-log.json',
        ],
      },
      {
        folder: '.',
        example: 'todo-backend',
        files: ['src/todo_backend/', 'tests/'],
        moved: { 'src/todo_backend/': 'app/', 'tests/': 'tests/backend/' },
        packages: { todo_backend: 'app' },
      },
      {
        folder: '.',
        example: 'todo-python',
        files: ['src/todo_server/', 'tests/'],
        moved: { 'src/': '', 'tests/': 'tests/server/' },
      },
    ],
    secretFiles: [
      {
        path: 'secrets/postgres_password',
        content: `${secrets.postgresPassword}\n`,
        // Containers run as other users than the one of this machine; the folder keeps those of this machine out.
        mode: 0o644,
        folderMode: 0o700,
        keep: true,
      },
    ],
    imageReference: image,
    mcpPort: port,
    environmentKeys: groups.flatMap(({ entries }) => entries.filter(({ active }) => active).map((entry) => entry.name)),
    startCommand: `docker compose ${COMPOSE_FILES} up --detach --build --wait`,
    httpPath: '/health',
    documents: {
      'dual-dockerfile': {
        baseRegistry,
        buildImage,
        ...manager.image,
        cacheId: `${name}-uv`,
        user: { name: 'mcpuser', id: 1000, group: 1000 },
        dataPath: DATA,
        warmUp: dualMode.warmUp,
        port: BACKEND_PORT,
        environment: pairs(environment),
        labels: pairs({
          'org.opencontainers.image.title': name,
          'org.opencontainers.image.description': dualMode.description,
          'org.opencontainers.image.version': VERSION,
          'org.opencontainers.image.licenses': 'MIT',
          'io.modelcontextprotocol.server.name': serverName,
          [TRANSPORTS_LABEL]: JSON.stringify({ stdio }),
        }),
      },
      'dual-entrypoint': {},
      dockerignore: { folders: [] },
      compose: { project: name, parts: '', files: COMPOSE_FILES, document: dualCompose(names) },
      'compose-override': { document: dualDevelopment(names) },
      'compose-production': { document: dualProduction() },
      environment: { project: name, groups },
      'environment-example': { project: name, groups, makeToken: manager.project.makeToken },
      'dual-config': {
        schemaUrl: SCHEMA_URL,
        name,
        image,
        stdio,
        // Of the container itself, where nothing listens: the answer is the same on every machine.
        absentBackend: `http://127.0.0.1:${BACKEND_PORT}`,
        client,
        tools: dualMode.tools.map((tool) => tool.name),
        calls: dualMode.calls,
        callsNote: dualMode.callsNote,
      },
      'dual-readme': {
        ...names,
        port,
        backendUrl: BACKEND_URL,
        url: `http://127.0.0.1:${port}`,
        databaseUrl: DATABASE_URL,
        databasePort: databasePort(port),
        externalDatabaseUrl: `postgresql+psycopg://${DATABASE.user}@host.docker.internal:${databasePort(port)}/${DATABASE.database}`,
        ...DATABASE,
        description: dualMode.description,
        runtime: `${runtime.versionTitle} ${runtimeVersion}`,
        sources: commands,
        serverName,
        tools: dualMode.tools,
        client: {
          mcpServers: {
            [name]: {
              command: 'docker',
              args: [
                'run',
                '--rm',
                '-i',
                '--init',
                '--network',
                names.network,
                ...HOSTS.flatMap((host) => ['--add-host', host]),
                '--env-file',
                `/path/to/${name}/.env`,
                '--env',
                `FASTAPI_BASE_URL=${BACKEND_URL}`,
                image,
                'mcp',
              ],
            },
          },
        },
        groups: groups.map(({ title, entries }) => ({ title, variables: entries.map(forTable) })),
        fixed: dualMode.fixed.map((variable) =>
          forTable(
            variable.name === 'MCP_SERVER_NAME' ? { ...variable, default: environment.MCP_SERVER_NAME } : variable,
          ),
        ),
      },
      gitignore: { madeAgain: manager.project.madeAgain },
      gitattributes: {},
      makefile: dualMakefile({ ...names, commands }),
      script: scripts,
      'data-script': scripts,
    },
  };
}
