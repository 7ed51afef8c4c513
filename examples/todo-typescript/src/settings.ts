import { readFileSync } from 'node:fs';

import type { AddressList } from './http/client-address.ts';
import type { Rate } from './http/rate-limit.ts';
import type { LogFormat, LogLevel } from './log.ts';
import type { Mode } from './mode.ts';
import { Variables } from './variables.ts';

export interface Settings {
  serverName: string;
  log: { level: LogLevel; format: LogFormat };
  http: HttpSettings;
  metrics: { enabled: boolean; port: number };
  storage: StorageSettings;
  /** Whether clients get a tool that tells what `/health` does. */
  healthTool: boolean;
  /** Present when clients of the HTTP endpoint need a token. */
  auth: AuthSettings | undefined;
}

export interface HttpSettings {
  host: string;
  port: number;
  /** Host names without port; IPv6 addresses in brackets. */
  allowedHosts: string[];
  allowedOrigins: string[];
  corsMaxAgeSeconds: number;
  rateLimit: Rate | undefined;
  trustedProxies: AddressList;
}

export type StorageSettings =
  | { kind: 'sqlite'; path: string }
  | { kind: 'backend'; baseUrl: URL; token: string; timeoutMs: number; maxRetries: number; checkAtStart: boolean };

export interface AuthSettings {
  jwksUrl: URL;
  issuer: string;
  /** Public URL of this server: what tokens must be made for. */
  resource: URL;
  requiredScopes: string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with the environment: one sentence per variable, naming it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];
// Names by which compose files usually call this server on their network.
const SERVICE_HOSTS = ['mcp-server', 'todo'];
const SECRETS = ['SERVICE_AUTH_TOKEN'] as const;

/** Reads the environment; an empty variable counts as unset. Throws a {@link SettingsError} with every problem found. */
export function readSettings(environment: Environment, mode: Mode): Settings {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const problems = readSecretFiles(present);

  const { data, error } = Variables.safeParse(present);
  for (const name of new Set(error?.issues.map(({ path }) => path[0] as keyof Variables))) {
    problems.push(`${name} is ${shown(name, present[name])}; allowed is ${Variables.shape[name].description}.`);
  }
  problems.push(...missingVariables(present));
  if (data === undefined || problems.length > 0) throw new SettingsError(problems);
  return toSettings(data, mode);
}

/** Docker and Kubernetes hand secrets over as files: NAME_FILE stands in for NAME. */
function readSecretFiles(present: Record<string, string | undefined>): string[] {
  return SECRETS.flatMap((name) => {
    const path = present[`${name}_FILE`];
    if (path === undefined) return [];
    if (present[name] !== undefined) return [`${name} and ${name}_FILE are both set; keep one of them.`];
    try {
      present[name] = readFileSync(path, 'utf8').trim() || undefined;
      return [];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return [`${name}_FILE is "${path}", which cannot be read (${code}).`];
    }
  });
}

function missingVariables(present: Environment): string[] {
  const needs: [variable: keyof Variables, reason: string | false][] = [
    ['FASTAPI_BASE_URL', storageKind(present) === 'backend' && 'tasks are kept by a backend (STORAGE is "backend")'],
    [
      'SERVICE_AUTH_TOKEN',
      storageKind(present) === 'backend' && 'tasks are kept by a backend (FASTAPI_BASE_URL or STORAGE is set)',
    ],
    [
      'RESOURCE_SERVER_URL',
      present['AUTH_SERVER_URL'] !== undefined && 'clients need a token (AUTH_SERVER_URL is set)',
    ],
  ];
  return needs
    .filter(([variable, reason]) => reason && present[variable] === undefined)
    .map(([variable, reason]) => `${variable} is not set; it is required when ${reason}.`);
}

function storageKind({
  STORAGE,
  FASTAPI_BASE_URL,
}: {
  STORAGE?: string | undefined;
  FASTAPI_BASE_URL?: unknown;
}): string {
  return STORAGE ?? (FASTAPI_BASE_URL === undefined ? 'sqlite' : 'backend');
}

function shown(name: string, value: string | undefined): string {
  if (value === undefined || SECRETS.some((secret) => secret === name)) return 'not valid';
  return `"${value.replace(/\/\/[^/@]*@/, '//[hidden]@')}"`;
}

function toSettings(variables: Variables, mode: Mode): Settings {
  const { MCP_SERVER_NAME: serverName, DEBUG: debug } = variables;
  return {
    serverName,
    log: {
      level: variables.MCP_LOG_LEVEL ?? variables.LOG_LEVEL ?? (debug ? 'DEBUG' : 'INFO'),
      format: variables.LOG_FORMAT,
    },
    http: {
      host: variables.MCP_SERVER_HOST,
      port: variables.PORT ?? variables.MCP_SERVER_PORT,
      allowedHosts: [
        ...LOOPBACK_HOSTS,
        ...(variables.MCP_ALLOWED_HOSTS ?? [serverName.toLowerCase(), ...SERVICE_HOSTS]),
      ],
      allowedOrigins: variables.ALLOWED_ORIGINS,
      corsMaxAgeSeconds: variables.CORS_MAX_AGE,
      rateLimit: variables.RATE_LIMIT,
      trustedProxies: variables.FORWARDED_ALLOW_IPS,
    },
    metrics: {
      // Several stdio servers usually run on one machine; they would fight over the port if nobody asked for it.
      enabled: variables.METRICS_ENABLED ?? mode === 'http',
      port: variables.METRICS_PORT,
    },
    storage: toStorage(variables),
    healthTool: variables.ENABLE_HEALTH_TOOL,
    auth: toAuth(variables),
  };
}

function toStorage(variables: Variables): StorageSettings {
  const { FASTAPI_BASE_URL: baseUrl, SERVICE_AUTH_TOKEN: token } = variables;
  if (storageKind(variables) === 'sqlite' || baseUrl === undefined || token === undefined) {
    return { kind: 'sqlite', path: variables.DATABASE_PATH };
  }
  return {
    kind: 'backend',
    baseUrl,
    token,
    timeoutMs: variables.BACKEND_TIMEOUT * 1000,
    maxRetries: variables.BACKEND_MAX_RETRIES,
    checkAtStart: variables.BACKEND_STARTUP_CHECK,
  };
}

function toAuth(variables: Variables): AuthSettings | undefined {
  const { AUTH_SERVER_URL: server, RESOURCE_SERVER_URL: resource } = variables;
  if (server === undefined || resource === undefined) return undefined;
  const base = server.href.replace(/\/$/, '');
  return {
    jwksUrl: variables.AUTH_JWKS_URL ?? new URL(`${base}/.well-known/jwks`),
    issuer: variables.AUTH_ISSUER_URL ?? base,
    resource,
    requiredScopes: variables.REQUIRED_SCOPES,
  };
}
