import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/model/facts.js';
import containerState from '../../../src/probes/container-state.js';
import type { Probe, ScenarioProbeContext } from '../../../src/probes/define-probe.js';
import { failure, silentSession, stdioSession } from '../../support/mcp-facts.js';
import { exit } from '../../support/run-facts.js';

type Reader = Extract<Probe<'containerState'>, { phase?: 'running'; scenario: string }>;

function read(mcpStdio: Facts['mcpStdio'], running: boolean, watchMs?: number) {
  const exited = running ? undefined : exit({ exitCode: 3 });
  const context = {
    run: {
      owned: true,
      containerId: 'c1',
      spec: { mode: 'stdio' },
      hasExited: () => exited,
      startedAt: performance.now(),
      exited: exited === undefined ? new Promise(() => undefined) : Promise.resolve(exited),
    },
    target: { settings: { budgets: { watchMs } } },
    signal: new AbortController().signal,
    engine: {
      inspectContainer: async () => ({ running, restartCount: 0, oomKilled: false, ...(exited && { exitCode: 3 }) }),
    },
    fact: async () => mcpStdio,
  } as unknown as ScenarioProbeContext;
  return (containerState as Reader).collect(context);
}

describe('the state of a stdio server', () => {
  it('is running while its client is there', async () => {
    expect(await read(stdioSession(), true)).toEqual({
      running: true,
      restartCount: 0,
      oomKilled: false,
      watchedMs: expect.any(Number) as number,
    });
  });

  it('tells of one that went away while it was asked', async () => {
    expect(await read(stdioSession(), false)).toMatchObject({ running: false, exitCode: 3, exited: { exitCode: 3 } });
  });

  it('is watched for as long as the project says', async () => {
    const { watchedMs = 0 } = await read(stdioSession(), true, 120);
    expect(watchedMs).toBeGreaterThanOrEqual(119);
  });

  it('is not watched any longer once it has gone', async () => {
    const { watchedMs = 0 } = await read(stdioSession(), false, 60_000);
    expect(watchedMs).toBeLessThan(5_000);
  });

  it('leaves one that does not survive server/discover to another check', async () => {
    const session = stdioSession({ discover: failure('server/discover', 'closed', 'it exited') });
    await expect(read(session, false)).rejects.toMatchObject({ name: 'NotApplicable' });
  });

  it('leaves one that a question ends to the check about that question', async () => {
    const session = stdioSession({ unknownMethod: failure('none', 'ended', 'it exited with code 3') });
    await expect(read(session, false)).rejects.toThrow('It ended over what it was asked; mcp/unknown-method says so.');
  });

  it('cannot tell of one that never answered', async () => {
    await expect(read(silentSession({ transport: 'stdio' }), false)).rejects.toThrow(/exited after .* with code 3/u);
  });
});
