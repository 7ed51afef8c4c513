import type { ComposeMap } from './compose-node.js';

/** Names and values that every piece of a project's Compose files agrees on. */
export interface StackNames {
  readonly project: string;
  readonly network: string;
  readonly volume: string;
  readonly image: string;
  readonly developmentImage: string;
  /** Port of the server inside its container. */
  readonly port: number;
  /** Port of this machine on which MCP clients reach it. */
  readonly mcpPort: number;
  readonly dataPath: string;
  /** Prefix of images that are not built here: empty, or registry and folder with a slash at the end. */
  readonly imagePrefix: string;
  readonly version: string;
  readonly environment: Readonly<Record<string, string>>;
  /** File whose change means other dependencies. */
  readonly lockFile: string;
  /** Asks the server in its container whether it is well; with `live` behind it, only whether it answers. */
  readonly healthcheck: readonly string[];
  /** The same in the image for development. */
  readonly developmentHealthcheck: readonly string[];
}

/** What no container of a project needs to have: privileges, places to write, endless logs. */
export const CONTAINER: ComposeMap = {
  init: true,
  read_only: true,
  tmpfs: ['/tmp:size=64m,mode=1777,noexec,nosuid,nodev'],
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
};

/** `x-container` for services beside the server, and the server made of it and of what a part gives it. */
export const sharedContainer = (server: ComposeMap): ComposeMap => ({
  'x-container': { '&': 'container', ...CONTAINER },
  '#x-container': 'What every container of this project has in common.',
  '#x-server': 'What both ways of running the server have in common.',
  'x-server': {
    '<<': 'container',
    '#read_only': undefined,
    ...Object.fromEntries(Object.keys(CONTAINER).map((key) => [key, undefined])),
    ...server,
  },
});

/** nginx as a service that needs no rights. */
export const NGINX = {
  image: 'nginx:1-alpine-slim',
  user: '101:101',
  healthcheck: { interval: '5s', timeout: '3s', retries: 3, start_period: '10s' },
  deploy: {
    resources: {
      limits: { cpus: '0.5', memory: '64M' },
      reservations: { cpus: '0.1', memory: '16M' },
    },
  },
} as const;

export const SMALL = {
  resources: {
    limits: { cpus: '0.5', memory: '512M' },
    reservations: { cpus: '0.25', memory: '256M' },
  },
} as const satisfies ComposeMap;

/** Docker asks for the first time when one interval is over, so it decides how long a stack takes to start. */
export const QUICK = { interval: '5s', start_period: '40s' } as const satisfies ComposeMap;

/** A start after a change takes half of the time; more than one may be more than a machine has. */
export const WHOLE_PROCESSOR = { resources: { limits: { cpus: '1.0' } } } as const satisfies ComposeMap;

/** compose.yaml of the server alone, `x-server` being what its two ways of running have in common. */
export function serverCompose(names: StackNames): ComposeMap {
  return {
    '#x-server': 'What both services have in common.',
    'x-server': {
      '&': 'server',
      image: names.image,
      build: { context: '.', target: 'runtime' },
      ...CONTAINER,
      '#read_only': 'The server writes to its volume and to /tmp and nowhere else, and needs no privileges.',
      env_file: [{ path: '.env', required: false }],
      environment: names.environment,
      volumes: [`data:${names.dataPath}`],
      networks: [names.network],
      deploy: SMALL,
    },
    services: {
      'mcp-server': {
        '<<': 'server',
        command: ['http'],
        ports: [`127.0.0.1:\${MCP_PORT:-${names.mcpPort}}:${names.port}`],
        restart: 'unless-stopped',
        '#healthcheck': 'The test is that of the image. Docker asks for the first time when one interval is over.',
        healthcheck: { interval: '10s', start_period: '40s' },
      },
      '#stdio': 'For one client on standard input and output: docker compose run --rm --no-TTY stdio',
      stdio: {
        '<<': 'server',
        profiles: ['stdio'],
        command: ['stdio'],
        stdin_open: true,
        tty: false,
        restart: 'no',
        healthcheck: { disable: true },
      },
    },
    volumes: { data: { name: names.volume } },
    networks: { [names.network]: { name: names.network } },
  };
}

/** compose.override.yaml of the server alone. */
export const serverDevelopment = (names: StackNames): ComposeMap => ({
  services: {
    'mcp-server': {
      image: names.developmentImage,
      build: { target: 'dev' },
      env_file: ['.env.development'],
      '#read_only': 'Debuggers and profilers write where they like.',
      read_only: false,
      volumes: ['./src:/app/src:ro'],
      healthcheck: { interval: '5s' },
      '#deploy': 'It starts again and again.',
      deploy: WHOLE_PROCESSOR,
    },
  },
});

/** compose.prod.yaml of the server alone. */
export const serverProduction = (): ComposeMap => ({
  services: {
    'mcp-server': {
      env_file: ['.env.production'],
      restart: 'always',
    },
  },
});
