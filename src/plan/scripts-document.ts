import { standInName } from './proxy-document.js';
import type { Stack } from './stack/plan-stack.js';

/** What the scripts of a project are made of. */
export function scriptsDocument({
  stack: { store, secrets },
  has,
  project,
  service,
  port,
  tokenIsVariable,
}: {
  readonly stack: Pick<Stack, 'store' | 'secrets'>;
  readonly has: (part: string) => boolean;
  readonly project: string;
  readonly service: string;
  /** Of the server in its container. */
  readonly port: number;
  /** The token is a line of `.env`, and not a file. */
  readonly tokenIsVariable: boolean;
}) {
  return {
    service,
    proxy: has('proxy') && {
      next: standInName(project),
      /** As the kernel lists it. */
      portInHex: port.toString(16).toUpperCase().padStart(4, '0'),
    },
    volume: store.kind === 'volume' && store,
    postgres: store.kind === 'postgres' && store,
    redis: has('redis') ? 'redis' : '',
    hasBackend: has('backend'),
    fullstack: has('fullstack'),
    variables: tokenIsVariable ? ['SERVICE_AUTH_TOKEN', ...(has('fullstack') ? ['AUTH_DEV_PASSWORD'] : [])] : [],
    tokenIsVariable,
    secrets,
    /** What `--include-env` adds, and nothing else. */
    environmentFiles: ['.env', ...secrets.map((name) => `secrets/${name}`)].join(' '),
  };
}
