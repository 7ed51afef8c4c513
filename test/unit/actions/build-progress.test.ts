import { describe, expect, it } from 'vitest';
import { BuildProgress } from '../../../src/actions/build-progress.js';
import type { BuildEvent, BuildStep } from '../../../src/model/build-event.js';
import type { ProgressGroup } from '../../../src/ports/progress.js';

function follow(events: readonly BuildEvent[], keep = 2) {
  const calls: string[] = [];
  const all: string[] = [];
  const group: ProgressGroup = {
    update: (detail) => calls.push(`update ${detail}`),
    open: (id, title) => calls.push(`open ${id} ${title}`),
    log: (line, id) => calls.push(`log ${id} ${line}`),
    updateStep: (id, detail) => calls.push(`step ${id} ${detail}`),
    close: (id, outcome, detail) =>
      calls.push(['close', id, outcome, detail].filter((part) => part !== undefined).join(' ')),
  };
  const progress = new BuildProgress(group, { keep, onLine: (line) => all.push(line) });
  for (const event of events) progress.read(event);
  return { calls, progress, all };
}
const step = (id: string, name: string, rest: Partial<BuildStep> = {}): BuildStep => ({
  id,
  name,
  cached: false,
  ...rest,
});
const started = (id: string, name: string): BuildEvent => ({ kind: 'step-started', step: step(id, name) });
const finished = (id: string, name: string, rest: Partial<BuildStep> = {}): BuildEvent => ({
  kind: 'step-finished',
  step: step(id, name, { startedAtMs: 1000, finishedAtMs: 3500, ...rest }),
});
const logged = (stepId: string, line: string): BuildEvent => ({ kind: 'log', stepId, stream: 'stdout', line });

describe('following a build', () => {
  it('shows instructions and the export, counts instructions, and leaves out plumbing', () => {
    const { calls, progress } = follow([
      started('p', '[internal] load build definition'),
      finished('p', '[internal] load build definition'),
      started('a', '[1/2] FROM x'),
      finished('a', '[1/2] FROM x', { cached: true }),
      started('b', '[2/2] RUN --mount=type=cache,target=/c --mount=type=bind,source=a,target=a npm ci'),
      finished('b', '[2/2] RUN --mount=type=cache,target=/c --mount=type=bind,source=a,target=a npm ci'),
      started('e', 'exporting to image'),
      finished('e', 'exporting to image'),
    ]);
    progress.end();
    expect(calls).toEqual([
      'open a [1/2] FROM x',
      'update 0/2 steps',
      'update 1/2 steps',
      'close a cached',
      'open b [2/2] RUN npm ci',
      'update 1/2 steps',
      'update 2/2 steps',
      'close b done',
      'open e exporting to image',
      'update 2/2 steps',
      'close e done',
      'update 1 step',
    ]);
    expect(progress.steps).toEqual([
      { name: '[1/2] FROM x', cached: true, durationMs: 2500 },
      { name: expect.stringContaining('npm ci') as string, cached: false, durationMs: 2500 },
    ]);
  });

  it('adds up the steps of stages', () => {
    const { calls } = follow([started('a', '[build 1/6] FROM x'), started('b', '[stage-1 1/3] FROM y')]);
    expect(calls.filter((call) => call.startsWith('update'))).toEqual(['update 0/6 steps', 'update 0/9 steps']);
  });

  it('keeps the last lines of the step that failed, made safe', () => {
    const { progress, calls, all } = follow([
      started('a', '[1/1] RUN x'),
      logged('a', 'one'),
      logged('a', 'two'),
      logged('b', 'other'),
      logged('a', '\u001b[31mthree'),
      finished('a', '[1/1] RUN x', { error: 'exit code: 1' }),
    ]);
    expect(progress.lastLines).toEqual(['two', '\\u001b[31mthree']);
    expect(calls.at(-1)).toBe('close a failed');
    expect(all).toHaveLength(4);
  });

  it('shows plumbing when it is what failed, and says which steps were only cancelled', () => {
    const { progress, calls } = follow([
      started('a', '[1/1] RUN x'),
      finished('a', '[1/1] RUN x', { error: 'context canceled' }),
      started('m', '[internal] load metadata for x'),
      finished('m', '[internal] load metadata for x', { error: 'no such host' }),
    ]);
    expect(calls).toContain('close a failed cancelled');
    expect(calls.slice(-2)).toEqual(['open m [internal] load metadata for x', 'close m failed']);
    expect(progress.lastLines).toEqual([]);
  });

  it('adds up transfers of a step and keeps warnings', () => {
    const transfer = (name: string, current: number, total: number): BuildEvent => ({
      kind: 'progress',
      stepId: 'a',
      name,
      current,
      total,
    });
    const { calls, progress } = follow([
      started('a', '[1/1] FROM x'),
      transfer('layer 1', 1e6, 4e6),
      transfer('layer 2', 2e6, 6e6),
      { kind: 'warning', message: 'Old', url: 'https://example.com' },
      { kind: 'warning', message: 'Odd' },
    ]);
    expect(calls.filter((call) => call.startsWith('step'))).toEqual([
      'step a 1.0 MB of 4.0 MB',
      'step a 3.0 MB of 10 MB',
    ]);
    expect(progress.warnings).toEqual(['Old (https://example.com)', 'Odd']);
  });
});
