import type { Stack } from './stack/plan-stack.js';

/** What the scripts of a project are made of. */
export function scriptsDocument({
  stack: { store, secrets },
  has,
  service,
  tokenIsVariable,
}: {
  readonly stack: Pick<Stack, 'store' | 'secrets'>;
  readonly has: (part: string) => boolean;
  readonly service: string;
  /** The token is a line of `.env`, and not a file. */
  readonly tokenIsVariable: boolean;
}) {
  return {
    service,
    volume: store.kind === 'volume' && store,
    postgres: store.kind === 'postgres' && store,
    redis: has('redis') ? 'redis' : '',
    hasBackend: has('backend'),
    tokenIsVariable,
    secrets,
    /** What `--include-env` adds, and nothing else. */
    environmentFiles: ['.env', '.env.development', '.env.production', ...secrets.map((name) => `secrets/${name}`)].join(
      ' ',
    ),
  };
}
