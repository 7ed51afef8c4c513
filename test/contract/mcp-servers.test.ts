import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { prepareChecks, runChecks } from '../../src/checks/run-checks.js';
import type { Check } from '../../src/model/check.js';
import { cases } from '../fixtures/servers/cases.js';
import { collectFixtureFacts } from '../support/fixture-servers.js';

const AREAS = ['mcp', 'http', 'tools'];

/** Every check of the areas that speak MCP. */
async function loadChecks(): Promise<Check[]> {
  const found = await Promise.all(
    AREAS.map(async (area) => {
      const folder = new URL(`../../src/checks/${area}/`, import.meta.url);
      const modules = (await readdir(folder)).map(async (name) => {
        const module = (await import(new URL(name, folder).href)) as { default?: Check };
        return module.default === undefined ? [] : [module.default];
      });
      return (await Promise.all(modules)).flat();
    }),
  );
  return found.flat();
}

const checks = await loadChecks();
await prepareChecks(checks);
/** Whoever is good in everything is tried with everything; of the others, each is tried with what it is about. */
const isUpset = (triggers: readonly string[]): boolean =>
  triggers.length === 0 || triggers.some((id) => WITH_EVERYTHING.includes(id));
const WITH_EVERYTHING = ['mcp/stdout-clean', 'mcp/survives-bad-input', 'mcp/version-negotiation'];
const OURS = /^(?:mcp|http|tools)\//u;

describe.concurrent('servers broken on purpose', () => {
  it.each(cases.filter(({ inContainer }) => inContainer !== true))(
    '$file triggers $triggers and nothing else',
    async (given) => {
      const { triggers } = given;
      const results = runChecks(checks, await collectFixtureFacts(given, { upset: isUpset(triggers) }));
      const unknown = results.filter(({ outcome }) => outcome === 'unknown');
      expect(results.filter(({ outcome }) => outcome === 'error')).toEqual([]);
      const { unanswered } = given;
      const isExpected = (reason = '') => unanswered !== undefined && reason.includes(unanswered);
      expect(unknown.filter(({ reason }) => !isExpected(reason))).toEqual([]);
      expect(unknown.length > 0).toBe(unanswered !== undefined);
      const triggered = results.filter(({ outcome }) => outcome === 'fail');
      const messages = triggered.map(({ id, findings }) => [id, findings.map(({ message }) => message)]);
      expect(Object.fromEntries(messages)).toEqual(
        Object.fromEntries(triggers.filter((id) => OURS.test(id)).map((id) => [id, expect.any(Array)])),
      );
    },
    60_000,
  );
});

describe('the folder of broken servers', () => {
  it('has a case for every file, and a file for every case', async () => {
    const files = await readdir(new URL('../fixtures/servers/', import.meta.url));
    // What is left behind shows in a program of this machine alone: command-target.test.ts.
    const others = ['good-server.ts', 'guards.ts', 'limits.ts', 'cases.ts', 'leaves-a-helper.ts'];
    const servers = files.filter((name) => !others.includes(name));
    expect([...new Set(cases.map(({ file }) => file))].toSorted()).toEqual(servers.toSorted());
  });

  it('triggers every check of these areas at least once', () => {
    const triggered = new Set(cases.flatMap(({ triggers }) => triggers));
    expect(checks.map(({ id }) => id).filter((id) => !triggered.has(id))).toEqual([]);
  });
});
