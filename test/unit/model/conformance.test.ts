import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { CONFORMANCE_SCENARIOS, CONFORMANCE_VERSION, LEFT_OUT } from '../../../src/model/conformance.js';

it('the documentation names every scenario that is left out, and the version that is meant', async () => {
  const text = await readFile(new URL('../../../docs/conformance.md', import.meta.url), 'utf8');
  expect(text).toContain(CONFORMANCE_VERSION);
  const missing = Object.keys(LEFT_OUT).filter((name) => !text.includes(`\`${name}\``) && name !== 'tools-call-error');
  expect(missing).toEqual([]);
  const run = new Set<string>(CONFORMANCE_SCENARIOS.map(({ name }) => name));
  expect(Object.keys(LEFT_OUT).filter((name) => run.has(name))).toEqual([]);
});
