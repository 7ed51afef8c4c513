import { standInName } from './proxy-document.js';
import type { Stack } from './stack/plan-stack.js';

export interface ScriptsInput {
  readonly stack: Pick<Stack, 'store' | 'secrets'>;
  readonly has: (part: string) => boolean;
  readonly project: string;
  /** Of the service in its container. */
  readonly port: number;
  /** The service whose port is published, and its first argument. */
  readonly service: string;
  readonly mode: string;
  /** The service that shares a token with the MCP server. */
  readonly backend?: string;
  /** In which the MCP server runs, when it does not run always. */
  readonly profile?: string;
  /** The token is a line of `.env`, and not a file. */
  readonly tokenIsVariable: boolean;
}

/** What the scripts of a project are made of. */
export function scriptsDocument({
  stack: { store, secrets },
  project,
  port,
  has,
  service,
  mode,
  backend = '',
  profile,
  tokenIsVariable,
}: ScriptsInput) {
  return {
    service,
    mode,
    proxy: has('proxy') && {
      next: standInName(project),
      /** As the kernel lists it. */
      portInHex: port.toString(16).toUpperCase().padStart(4, '0'),
    },
    fullstack: has('fullstack'),
    variables: tokenIsVariable ? ['SERVICE_AUTH_TOKEN', ...(has('fullstack') ? ['AUTH_DEV_PASSWORD'] : [])] : [],
    volume: store.kind === 'volume' && store,
    postgres: store.kind === 'postgres' && store,
    redis: has('redis') ? 'redis' : '',
    hasBackend: backend !== '',
    backend,
    profileArgument: profile === undefined ? '' : ` --profile ${profile}`,
    tokenIsVariable,
    secrets,
    /** What `--include-env` adds, and nothing else. */
    environmentFiles: ['.env', ...secrets.map((name) => `secrets/${name}`)].join(' '),
  };
}
