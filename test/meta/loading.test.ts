import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** What `verify` has imported when it asks the engine for the first container. */
const BEFORE_THE_FIRST_CONTAINER = [
  'cli/run',
  'commands/verify',
  'checks/index',
  'actions/verify',
  'actions/verify-areas',
  'cli/select-checks',
  'cli/describe-checks',
  'cli/open-report',
  'cli/plan-run',
  'cli/request-options',
  'cli/create-context',
  'targets/parse-target',
  'actions/own-project',
  'config/load-config',
  'config/engine-endpoint',
  'adapters/dockerode-engine',
];
const IMPORT = /^(?:import|export)\s+(?!type\b)[^'";]*?from\s*'([^']+)'|^import\s*'([^']+)'/gmu;

/** Everything that comes with the modules, without what they import later; values only. */
async function loadedWith(entries: readonly string[]): Promise<{ own: string[]; libraries: string[] }> {
  const own = new Set(entries.map((entry) => resolve(SRC, `${entry}.ts`)));
  const libraries = new Set<string>();
  for (const file of own) {
    const text = await readFile(file, 'utf8');
    for (const [, from, bare] of text.matchAll(IMPORT)) {
      const name = from ?? bare ?? '';
      if (name.startsWith('.')) own.add(resolve(dirname(file), name.replace(/\.js$/u, '.ts')));
      else if (!name.startsWith('node:')) libraries.add(name);
    }
  }
  return { own: [...own], libraries: [...libraries].toSorted() };
}

it('loads little before the first container of verify is asked for: the rest comes while a server comes up', async () => {
  const { own, libraries } = await loadedWith(BEFORE_THE_FIRST_CONTAINER);
  // Some of these are wanted for every target, the others are small. A large one has its place in `prepare`.
  expect(libraries).toEqual([
    '@balena/dockerignore',
    '@oclif/core',
    'dockerfile-ast',
    'eventsource-parser',
    'jsonc-parser',
    'smol-toml',
    'tar-stream',
    'write-file-atomic',
    'yaml',
    'zod',
  ]);
  // A quarter of a millisecond each.
  expect(own.length).toBeLessThan(775);
});
