import { defineConfig } from 'vitest/config';

/** Tiers by what they need: nothing (unit, templates, meta), a socket (contract), an engine (e2e), npm and an engine (package). */
const tier = (
  name: string,
  options: { testTimeout: number; isolate?: boolean; fileParallelism?: boolean; maxWorkers?: number },
) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    disableConsoleIntercept: true,
    hookTimeout: Math.max(60_000, options.testTimeout),
    ...options,
  },
});

export default defineConfig({
  test: {
    projects: [
      tier('unit', { testTimeout: 10_000, isolate: false }),
      tier('templates', { testTimeout: 20_000, isolate: false }),
      tier('meta', { testTimeout: 20_000, isolate: false }),
      tier('contract', { testTimeout: 20_000, isolate: false }),
      // They wait for containers more than they work, so more of them than processors run side by side.
      tier('e2e', { testTimeout: 180_000, maxWorkers: 3 }),
      tier('package', { testTimeout: 300_000, fileParallelism: false }),
    ],
  },
});
