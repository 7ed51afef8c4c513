import type { Stack } from './stack/plan-stack.js';

export interface ScriptsInput {
  readonly stack: Pick<Stack, 'store' | 'secrets'>;
  readonly redis: boolean;
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
  redis,
  service,
  mode,
  backend = '',
  profile,
  tokenIsVariable,
}: ScriptsInput) {
  return {
    service,
    mode,
    volume: store.kind === 'volume' && store,
    postgres: store.kind === 'postgres' && store,
    redis: redis ? 'redis' : '',
    hasBackend: backend !== '',
    backend,
    profileArgument: profile === undefined ? '' : ` --profile ${profile}`,
    tokenIsVariable,
    secrets,
    /** What `--include-env` adds, and nothing else. */
    environmentFiles: ['.env', ...secrets.map((name) => `secrets/${name}`)].join(' '),
  };
}
