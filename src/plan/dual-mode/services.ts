import { DATA_NETWORK, postgresService } from '../parts/postgres.js';
import { orderedService, type ComposeMap } from '../stack/compose-node.js';
import { CONTAINER, QUICK, SMALL } from '../stack/server-services.js';

export const DATABASE = { user: 'mcp_user', database: 'mcp_db' } as const;
/** Of PostgreSQL on this machine, during development; the backend may have the usual one. */
export const databasePort = (backendPort: number) => (backendPort === 5433 ? 5434 : 5433);
export const DATABASE_URL = `postgresql+psycopg://${DATABASE.user}@postgres:5432/${DATABASE.database}`;
export const BACKEND = 'mcp-backend';
export const SERVER = 'mcp-server';
export const PROFILE = 'mcp';
/** Inside the container, whatever is published. */
export const BACKEND_PORT = 8000;
export const BACKEND_URL = `http://${BACKEND}:${BACKEND_PORT}`;

export interface DualNames {
  readonly project: string;
  readonly image: string;
  readonly developmentImage: string;
  readonly network: string;
  readonly volume: string;
  /** On this machine, unless .env says otherwise. */
  readonly port: number;
  readonly imagePrefix: string;
}

/** Without an init of Docker: the application itself is process 1 and gets the signals. */
const { init: _init, ...container } = CONTAINER;

/** compose.yaml: database and backend always, the MCP server when its profile is on. */
export const dualCompose = (names: DualNames): ComposeMap => ({
  '#x-container': 'What every container of this project has in common.',
  'x-container': { '&': 'container', ...container },
  '#x-app': 'What both modes of the image have in common.',
  'x-app': orderedService({
    '&': 'app',
    '<<': 'container',
    image: names.image,
    build: { context: '.', target: 'runtime' },
    env_file: [{ path: '.env', required: false }],
    deploy: SMALL,
  }),
  services: {
    postgres: orderedService(postgresService({ imagePrefix: names.imagePrefix, ...DATABASE })),
    [BACKEND]: orderedService({
      '<<': 'app',
      command: ['fastapi'],
      environment: {
        DATABASE_URL: `\${DATABASE_URL:-${DATABASE_URL}}`,
        POSTGRES_PASSWORD_FILE: '/run/secrets/postgres_password',
        SERVICE_AUTH_TOKEN: '${SERVICE_AUTH_TOKEN:?is not set; see .env.example}',
      },
      secrets: ['postgres_password'],
      '#ports': 'On this machine only. Containers of other projects need another address, see BACKEND_ADDRESS.',
      ports: [`\${BACKEND_ADDRESS:-127.0.0.1}:\${BACKEND_PORT:-${names.port}}:${BACKEND_PORT}`],
      networks: [names.network, 'data'],
      depends_on: { postgres: { condition: 'service_healthy' } },
      restart: 'unless-stopped',
      healthcheck: QUICK,
    }),
    [`#${SERVER}`]: `For one client on standard input and output: docker compose -f compose.yaml run --rm --no-TTY ${SERVER}`,
    [SERVER]: orderedService({
      '<<': 'app',
      profiles: [PROFILE],
      command: ['mcp'],
      stdin_open: true,
      tty: false,
      environment: {
        FASTAPI_BASE_URL: `\${FASTAPI_BASE_URL:-${BACKEND_URL}}`,
        SERVICE_AUTH_TOKEN: '${SERVICE_AUTH_TOKEN:?is not set; see .env.example}',
      },
      networks: [names.network],
      depends_on: { [BACKEND]: { condition: 'service_healthy' } },
      restart: 'unless-stopped',
      healthcheck: QUICK,
    }),
  },
  volumes: { postgres_data: { name: names.volume } },
  networks: { [names.network]: { name: names.network }, ...DATA_NETWORK },
  '#secrets': 'Containers see these files below /run/secrets, as they are on this machine: readable for their users.',
  secrets: { postgres_password: { file: './secrets/postgres_password' } },
});

/** compose.override.yaml: sources of this folder, live reload, and the database within reach. */
export const dualDevelopment = (names: DualNames): ComposeMap => ({
  services: {
    postgres: {
      '#ports': 'Ports of a container that is on internal networks only are not published.',
      ports: [`127.0.0.1:\${POSTGRES_PORT:-${databasePort(names.port)}}:5432`],
      networks: [names.network],
    },
    [BACKEND]: {
      image: names.developmentImage,
      build: { target: 'dev' },
      command: ['fastapi', '--reload', '--reload-dir', '/app/app'],
      environment: { MCP_LOG_LEVEL: 'DEBUG', LOG_FORMAT: 'text', API_DOCS: 'true' },
      '#read_only': 'Debuggers and profilers write where they like.',
      read_only: false,
      volumes: ['./app:/app/app:ro'],
    },
    [SERVER]: {
      image: names.developmentImage,
      build: { target: 'dev' },
      environment: { MCP_LOG_LEVEL: 'DEBUG', LOG_FORMAT: 'text' },
      read_only: false,
      volumes: ['./todo_server:/app/todo_server:ro'],
    },
  },
});

/** compose.prod.yaml: nothing but the image, no source of this folder. */
export const dualProduction = (): ComposeMap => ({
  services: {
    postgres: { restart: 'always' },
    [BACKEND]: { environment: { LOG_FORMAT: 'json' }, restart: 'always' },
    [SERVER]: { environment: { LOG_FORMAT: 'json' }, restart: 'always' },
  },
});
