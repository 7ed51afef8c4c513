import { describe, expect, it } from 'vitest';
import { buildReport, type FailOn } from '../../../src/actions/build-report.js';
import type { Result } from '../../../src/model/report.js';
import { httpSession, tool } from '../../support/mcp-facts.js';
import { result } from '../../support/report.js';
import { start } from '../../support/run-facts.js';

const report = (
  results: Result[],
  failOn: FailOn = 'error',
  neverStarted = false,
  command: 'verify' | 'doctor' = 'verify',
) =>
  buildReport({
    command,
    target: 'image:x',
    startedAt: new Date(0),
    durationMs: 1,
    results,
    collected: {},
    failOn,
    toolVersion: '0.0.0',
    neverStarted,
  }).summary;

describe('buildReport', () => {
  it.each([
    { name: 'nothing wrong', results: [result({ id: 'a/a' })], failOn: 'error', exitCode: 0 },
    { name: 'an error', results: [result({ id: 'a/a', outcome: 'fail' })], failOn: 'error', exitCode: 1 },
    {
      name: 'a warning',
      results: [result({ id: 'a/a', outcome: 'fail', severity: 'warning' })],
      failOn: 'error',
      exitCode: 0,
    },
    {
      name: 'a warning that counts',
      results: [result({ id: 'a/a', outcome: 'fail', severity: 'warning' })],
      failOn: 'warning',
      exitCode: 1,
    },
    { name: 'an unknown', results: [result({ id: 'a/a', outcome: 'unknown' })], failOn: 'error', exitCode: 1 },
    { name: 'a broken check', results: [result({ id: 'a/a', outcome: 'error' })], failOn: 'error', exitCode: 1 },
    {
      name: 'an error that never counts',
      results: [result({ id: 'a/a', outcome: 'fail' })],
      failOn: 'never',
      exitCode: 0,
    },
    {
      name: 'only what does not apply',
      results: [result({ id: 'a/a', outcome: 'not-applicable' })],
      failOn: 'error',
      exitCode: 1,
    },
    {
      name: 'only what does not apply and nobody minds',
      results: [result({ id: 'a/a', outcome: 'not-applicable' })],
      failOn: 'never',
      exitCode: 0,
    },
  ] as const)('exits $exitCode with $name under --fail-on $failOn', ({ results, failOn, exitCode }) => {
    expect(report([...results], failOn).exitCode).toBe(exitCode);
  });

  it('exits 0 when doctor has nothing to ask', () => {
    const idle = [result({ id: 'a/a', outcome: 'not-applicable' })];
    expect(report(idle, 'error', false, 'doctor').exitCode).toBe(0);
  });

  it('exits 4 when the target never started', () => {
    expect(report([result({ id: 'a/a', outcome: 'fail' })], 'never', true).exitCode).toBe(4);
  });
});

describe('what a report says of the server', () => {
  const mcpOf = (session: Parameters<typeof httpSession>[0]) =>
    buildReport({
      command: 'verify',
      target: 'image:x',
      startedAt: new Date(0),
      durationMs: 1,
      results: [],
      collected: { mcpSessions: { status: 'known', value: [httpSession(session)] } },
      failOn: 'error',
      toolVersion: '0.0.0',
    }).mcp;

  it('is whole where it is of a usual size', () => {
    expect(mcpOf({ tools: [tool({ name: 'a' }), tool({ name: 'b' })] })).toMatchObject({
      tools: ['a', 'b'],
      toolCount: 2,
    });
  });

  it('does not take a list that could not be had for an empty one', () => {
    expect(mcpOf({ tools: undefined })).toMatchObject({ toolCount: 0, toolsListed: false });
    expect(mcpOf({ tools: undefined, capabilities: {} })).not.toHaveProperty('toolsListed');
  });

  it('is bounded, and counts what it leaves out', () => {
    const many = Array.from({ length: 700 }, (_, index) => `n${index}`);
    const mcp = mcpOf({
      tools: many.map((name) => tool({ name: name.padEnd(300, '-') })),
      modernVersions: many.map((name) => name.padEnd(300, '-')),
      serverInfo: { name: 'x'.repeat(9_000), version: 'y'.repeat(9_000) },
    });
    expect(mcp).toMatchObject({ toolCount: 700, serverInfo: { name: 'x'.repeat(200), version: 'y'.repeat(100) } });
    expect(mcp?.tools).toEqual(many.slice(0, 500).map((name) => name.padEnd(200, '-')));
    expect(mcp?.protocolVersions).toHaveLength(20);
    expect(Math.max(...(mcp?.protocolVersions ?? []).map(({ length }) => length))).toBe(40);
  });
});

describe('the times of a report', () => {
  const timings = (foundRunning: boolean) =>
    buildReport({
      command: 'verify',
      target: 'image:x',
      startedAt: new Date(0),
      durationMs: 1,
      results: [],
      collected: {
        httpStart: { status: 'known', value: start({ readyMs: 0, foundRunning }) },
        containerState: {
          status: 'known',
          value: { running: true, restartCount: 0, oomKilled: false, watchedMs: 1_412 },
        },
      },
      failOn: 'error',
      toolVersion: '0.0.0',
    }).timings;

  it('say for how long the container was watched', () => {
    expect(timings(false)).toEqual({ ready: 0, watched: 1_412 });
  });

  it('have no start of what ran before', () => {
    expect(timings(true)).toEqual({ watched: 1_412 });
  });
});
