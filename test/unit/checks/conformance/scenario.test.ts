import { describe, expect, it } from 'vitest';
import caching from '../../../../src/checks/conformance/caching.js';
import initialize from '../../../../src/checks/conformance/server-initialize.js';
import ping from '../../../../src/checks/conformance/ping.js';
import { checks } from '../../../../src/checks/index.js';
import { CONFORMANCE_SCENARIOS } from '../../../../src/model/conformance.js';
import type { ConformanceResult, ConformanceRun } from '../../../../src/model/facts/conformance.js';
import { testCheck } from '../../../support/test-check.js';

type SuiteCheck = ConformanceResult['checks'][number];
const said = (id: string, status: SuiteCheck['status'], message?: string): SuiteCheck => ({
  id,
  status,
  description: `About ${id}`,
  ...(message === undefined ? {} : { message }),
});
const run = (
  scenario: string,
  suiteChecks: readonly SuiteCheck[],
  { error, ...overrides }: Partial<ConformanceRun> & { error?: string } = {},
): ConformanceRun => ({
  transport: 'http',
  version: '0.2.0-alpha.12',
  capabilities: ['tools'],
  results: [
    {
      scenario,
      revision: '2025-11-25',
      checks: [...suiteChecks],
      durationMs: 900,
      ...(error === undefined ? {} : { error }),
    },
  ],
  leftOut: [],
  endpoint: 'http://localhost:3000/mcp',
  command: 'npx --yes suite server --scenario SCENARIO --spec-version REVISION',
  ...overrides,
});

testCheck(ping, {
  pass: [
    { name: 'good answers', facts: { conformance: [run('ping', [said('ping', 'SUCCESS'), said('x', 'INFO')])] } },
    { name: 'what was passed over', facts: { conformance: [run('ping', [said('ping', 'SKIPPED')])] } },
  ],
  fail: [
    {
      name: 'a failure over one transport',
      facts: {
        conformance: [
          run('ping', [said('ping', 'SUCCESS')]),
          run('ping', [said('ping', 'FAILURE', 'no answer'), said('ping', 'FAILURE', 'late')], { transport: 'stdio' }),
        ],
      },
      messages: ['ping, over stdio in 2025-11-25: no answer'],
    },
    {
      name: 'a warning',
      facts: { conformance: [run('ping', [said('ping', 'WARNING')])] },
      messages: ['ping, over HTTP in 2025-11-25: About ping'],
      severities: ['warning'],
    },
  ],
  notApplicable: [
    {
      name: 'a scenario that was left out',
      facts: {
        conformance: [
          run('tools-list', [], { results: [], leftOut: [{ scenario: 'ping', reason: 'No such revision.' }] }),
        ],
      },
    },
  ],
  unknown: [
    {
      name: 'a suite that broke off',
      facts: { conformance: [run('ping', [], { error: 'SyntaxError' })] },
      reason: 'The suite told nothing of ping: SyntaxError',
    },
  ],
});

testCheck(initialize, {
  pass: [
    {
      name: 'what the bridge was asked, over stdio',
      facts: {
        conformance: [
          run('server-initialize', [said('server-session-id-visible-ascii', 'FAILURE')], { transport: 'stdio' }),
        ],
      },
    },
  ],
  fail: [
    {
      name: 'the same over HTTP',
      facts: { conformance: [run('server-initialize', [said('server-session-id-visible-ascii', 'FAILURE', 'no')])] },
      messages: ['server-session-id-visible-ascii, over HTTP in 2025-11-25: no'],
    },
  ],
});

testCheck(caching, {
  pass: [
    {
      name: 'lists that the server does not have, and what needs a fixture',
      facts: {
        conformance: [
          run('caching', [
            said('sep-2549-resources-list-caching-hints', 'FAILURE', 'Method not found'),
            said('sep-2549-resources-read-caching-hints', 'FAILURE'),
          ]),
        ],
      },
    },
  ],
  fail: [
    {
      name: 'the same of a server that declares it',
      facts: {
        conformance: [
          run('caching', [said('sep-2549-resources-list-caching-hints', 'FAILURE', 'no ttlMs')], {
            capabilities: ['resources'],
          }),
        ],
      },
      messages: ['sep-2549-resources-list-caching-hints, over HTTP in 2025-11-25: no ttlMs'],
    },
  ],
});

describe('the line of a finding', () => {
  const lineOf = (overrides: Partial<ConformanceRun>) => {
    const conformance = [run('ping', [said('ping', 'FAILURE')], overrides)];
    const judged = ping.run({ conformance } as unknown as Parameters<typeof ping.run>[0]);
    return Array.isArray(judged) ? judged.map(({ repro }) => repro) : judged;
  };
  const suite = 'npx --yes suite server --scenario ping --spec-version 2025-11-25 --url';

  it.each([
    ['there', { endpoint: 'http://localhost:4000/mcp' }, `${suite} http://localhost:4000/mcp`],
    [
      'started for it',
      {
        endpoint: 'http://localhost:4000/mcp',
        repeat: { start: 'docker run --rm --detach x', url: 'http://localhost:3000/mcp' },
      },
      `id=$(docker run --rm --detach x); sleep 2; ${suite} http://localhost:3000/mcp; docker stop "$id"`,
    ],
    ['behind the bridge', { transport: 'stdio' as const, endpoint: undefined }, undefined],
  ])('asks a server that is %s', (_, overrides, expected) => {
    expect(lineOf(overrides)).toEqual([expected]);
  });
});

describe('the scenarios of the suite', () => {
  it('are each a check that is left out unless it is asked for', () => {
    const ids = checks.filter(({ asked }) => asked?.flag === '--conformance').map(({ id }) => id);
    expect(ids.toSorted()).toEqual(CONFORMANCE_SCENARIOS.map(({ name }) => `conformance/${name}`).toSorted());
  });
});
