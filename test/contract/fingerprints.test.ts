import { expect, it } from 'vitest';
import { checks } from '../../src/checks/index.js';
import { prepareChecks, runChecks } from '../../src/checks/run-checks.js';
import { collectFixtureFacts } from '../support/fixture-servers.js';

const spoken = checks.filter(({ id }) => /^(?:mcp|http|tools)\//u.test(id));

/** Other ports, other process ids, other times: every start of a server is another. */
async function printsOf(file: string, modes: readonly ('http' | 'stdio')[]) {
  await prepareChecks(spoken);
  const results = runChecks(spoken, await collectFixtureFacts({ file, modes }));
  return results.flatMap(({ id, findings }) => findings.map(({ fingerprint }) => `${id} ${fingerprint}`));
}

it.each([
  { file: 'prints-to-stdout.ts', modes: ['stdio'] },
  { file: 'accepts-any-host.ts', modes: ['http'] },
  { file: 'bad-arguments-succeed.ts', modes: ['http', 'stdio'] },
  { file: 'undescribed-tools.ts', modes: ['http'] },
  { file: 'exits-at-once.ts', modes: ['stdio'] },
] as const)(
  'findings of $file have the same fingerprints in every run',
  async ({ file, modes }) => {
    const [one, other] = await Promise.all([printsOf(file, modes), printsOf(file, modes)]);
    expect(one.length).toBeGreaterThan(0);
    expect(new Set(one).size).toBe(one.length);
    expect(other).toEqual(one);
  },
  60_000,
);
