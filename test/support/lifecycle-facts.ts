import type { Facts } from '../../src/model/facts.js';
import type { ColdCondition, ColdRow, LifecycleMatrix, TeardownRow } from '../../src/model/facts/lifecycle.js';
import { teardownSchema } from '../../src/model/facts/lifecycle.js';

export const CLIENT_COMMAND = 'docker run --rm -i acme/weather:1.2.0 stdio';

/** A server that ends whatever is done to it; rows that differ are named by what was done. */
export function matrix(
  differing: readonly (Pick<TeardownRow, 'teardown' | 'init'> & Partial<TeardownRow>)[] = [],
  more: Partial<LifecycleMatrix> = {},
): LifecycleMatrix {
  const rows = [false, true].flatMap((init) =>
    teardownSchema.options.map((teardown): TeardownRow => {
      const other = differing.find((row) => row.teardown === teardown && row.init === init);
      return {
        teardown,
        init,
        gone: true,
        ...(other?.gone === false || other?.notTried !== undefined ? {} : { durationMs: 90 }),
        repro: `sleep 60 | ${CLIENT_COMMAND} &`,
        ...other,
      };
    }),
  );
  return { client: 'docker run', budgetMs: 5_000, rows, ...more };
}

/** A server that answers soon under every condition. */
export function coldStart(
  differing: Partial<Record<ColdCondition, Omit<ColdRow, 'condition'>>> = {},
): Facts['coldStart'] {
  const conditions: ColdCondition[] = [
    'as-configured',
    'without-configuration',
    'without-network',
    'unreachable-network',
    'read-only',
    'random-user',
    'no-capabilities',
  ];
  return {
    transport: 'stdio',
    rows: conditions.map((condition) => ({
      condition,
      command: CLIENT_COMMAND,
      ...(differing[condition] ?? { firstAnswerMs: 400 }),
    })),
  };
}
