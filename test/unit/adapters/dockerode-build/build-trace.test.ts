import { describe, expect, it } from 'vitest';
import { BuildTrace } from '../../../../src/adapters/dockerode-build/build-trace.js';
import type { BuildEvent } from '../../../../src/model/build-event.js';
import { log, progress, vertex, warning } from '../../../support/build-trace.js';

function events(...messages: readonly Buffer[]): { events: BuildEvent[]; trace: BuildTrace } {
  const found: BuildEvent[] = [];
  const trace = new BuildTrace((event) => found.push(event));
  for (const message of messages) trace.read(message);
  trace.end();
  return { events: found, trace };
}
const kinds = (found: readonly BuildEvent[]) =>
  found.map((event) => ('step' in event ? `${event.kind} ${event.step.id}` : event.kind));

describe('the trace of BuildKit', () => {
  it('starts and finishes a step once, however often its vertex comes', () => {
    const found = events(
      vertex({ id: 'a', name: '[1/2] FROM x' }),
      vertex({ id: 'a', name: '[1/2] FROM x', started: 10 }),
      vertex({ id: 'a', name: '[1/2] FROM x', started: 10, completed: 12 }),
      vertex({ id: 'a', name: '[1/2] FROM x', started: 13, completed: 14 }),
    ).events;
    expect(found).toEqual([
      { kind: 'step-started', step: { id: 'a', name: '[1/2] FROM x', cached: false, startedAtMs: 10_000 } },
      {
        kind: 'step-finished',
        step: { id: 'a', name: '[1/2] FROM x', cached: false, startedAtMs: 10_000, finishedAtMs: 12_000 },
      },
    ]);
  });

  it('shows a cached step as one', () => {
    const found = events(vertex({ id: 'a', name: '[2/2] RUN x', cached: true, started: 1, completed: 1 })).events;
    expect(kinds(found)).toEqual(['step-started a', 'step-finished a']);
    expect(found[1]).toMatchObject({ step: { cached: true } });
  });

  it('puts lines together per step and stream, across pieces and characters', () => {
    const euro = Buffer.from('€');
    const found = events(
      log('a', 'one\ntw'),
      log('a', 'err', 2),
      log('b', 'other\n'),
      log('a', Buffer.concat([Buffer.from('o '), euro.subarray(0, 1)])),
      log('a', Buffer.concat([euro.subarray(1), Buffer.from('\r\n')])),
      log('a', '10 %\r20 %\rdone\n'),
    ).events;
    expect(found.map((event) => (event.kind === 'log' ? `${event.stepId} ${event.stream} ${event.line}` : ''))).toEqual(
      ['a stdout one', 'b stdout other', 'a stdout two €', 'a stdout done', 'a stderr err'],
    );
  });

  it('cuts a line that never ends', () => {
    const found = events(log('a', 'x'.repeat(50_000))).events;
    expect(found.map((event) => (event.kind === 'log' ? event.line.length : 0))).toEqual([16_384, 16_384, 16_384, 848]);
  });

  it('ends the lines of a step before the step', () => {
    const found = events(
      vertex({ id: 'a', name: 'x', started: 1 }),
      log('a', 'last words'),
      vertex({ id: 'a', name: 'x', started: 1, completed: 2, error: 'exit code: 1' }),
    ).events;
    expect(kinds(found)).toEqual(['step-started a', 'log', 'step-finished a']);
  });

  it('takes a cache that cannot be read for a warning, and never for what failed', () => {
    const name = 'importing cache manifest from registry.example/cache:1';
    const { events: found, trace } = events(
      vertex({ id: 'a', name, started: 1 }),
      vertex({ id: 'a', name, started: 1, completed: 2, error: 'registry.example/cache:1: not found' }),
      vertex({ id: 'b', name: '[2/2] RUN x', started: 2, completed: 3, error: 'exit code: 1' }),
    );
    expect(found).toContainEqual({
      kind: 'warning',
      message: 'The cache of registry.example/cache:1 is not used: registry.example/cache:1: not found',
    });
    expect(found.flatMap((event) => (event.kind === 'step-finished' ? [event.step.error] : []))).toEqual([
      undefined,
      'exit code: 1',
    ]);
    expect(trace.failedStep?.name).toBe('[2/2] RUN x');
  });

  it('says nothing of a cache that was read no further when the build failed', () => {
    const name = 'importing cache manifest from registry.example/cache:1';
    const found = events(vertex({ id: 'a', name, started: 1, completed: 2, error: 'context canceled' })).events;
    expect(kinds(found)).toEqual(['step-started a', 'step-finished a']);
  });

  it('names the step that failed, not the ones that were cancelled with it', () => {
    const { trace } = events(
      vertex({ id: 'a', name: 'beside', started: 1, completed: 2, error: 'context canceled' }),
      vertex({ id: 'b', name: 'culprit', started: 1, completed: 2, error: 'exit code: 1' }),
    );
    expect(trace.failedStep?.name).toBe('culprit');
  });

  it('passes progress with a size, and each warning once', () => {
    const found = events(
      progress('a', 'layer', 5, 10),
      progress('a', 'layer', 0, 0),
      warning('Old syntax', 'https://example.com'),
      warning('Old syntax', 'https://example.com'),
    ).events;
    expect(found).toEqual([
      { kind: 'progress', stepId: 'a', name: 'layer', current: 5, total: 10 },
      { kind: 'warning', message: 'Old syntax', url: 'https://example.com' },
    ]);
  });
});
