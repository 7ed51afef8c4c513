import { describe, expect, it } from 'vitest';
import { whySilent } from '../../../../src/probes/collecting/why-silent.js';
import type { ScenarioProbeContext } from '../../../../src/probes/define-probe.js';

const process = (pid: number, parentPid: number | undefined, command: string) => ({
  pid,
  user: '0',
  command,
  ...(parentPid === undefined ? {} : { parentPid }),
});

const wordsAbout = async (processes: readonly object[]) => {
  const silence = await whySilent({
    run: { owned: true, containerId: 'c1', spec: { mode: 'http' }, hasExited: () => undefined },
    target: { secretValues: [] },
    engine: {
      containerLogs: async () => [],
      containerProcesses: async () => processes,
      exec: async () => ({ exitCode: 0, stdout: 'sl local_address rem_address st', stderr: '' }),
    },
  } as unknown as ScenarioProbeContext);
  return silence?.words;
};

describe('why a server is silent', () => {
  it('names the server, and not what the engine runs beside it', async () => {
    const beside = [
      process(30, 5, '/bin/sh -c wget x'),
      process(31, 30, 'wget x'),
      process(32, 5, 'cat /proc/net/tcp'),
    ];
    expect(await wordsAbout([process(20, 5, 'sh start.sh'), ...beside, process(21, 20, 'node server.js')])).toBe(
      'it runs (node server.js), wrote nothing, and listens on no port',
    );
  });

  it('takes every process for its own where no parents are told', async () => {
    expect(await wordsAbout([process(20, undefined, 'sh start.sh'), process(21, undefined, 'node server.js')])).toBe(
      'it runs (node server.js), wrote nothing, and listens on no port',
    );
  });

  it.each([
    [['MCP server running on http://localhost:4260/mcp'], 'serves-http', 'verify its URL'],
    [['Need to install the following packages:'], 'installing-at-start', '-y'],
    [['Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)'], 'serves-http', 'verify its URL'],
    [['[INFO] HTTP server listening on 127.0.0.1:4260, endpoint /mcp'], 'serves-http', 'verify its URL'],
    [['Server is listening on port 3000'], 'serves-http', 'verify its URL'],
    [['Loading the catalogue'], 'still-starting', 'Answer the first request'],
    [['MCP Server running on stdio, docs: http://localhost:1/'], 'still-starting', 'Answer the first request'],
    [['worker started at 2026-11-22T15:31:02Z'], 'still-starting', 'Answer the first request'],
    [['server started, connecting to redis:6379'], 'still-starting', 'Answer the first request'],
    [[], 'silent', 'stdin'],
  ])('says of a program of this machine that wrote %j why', async (lines, cause, remedy) => {
    const silence = await whySilent({
      run: {
        owned: true,
        spec: { mode: 'stdio' },
        hasExited: () => undefined,
        logged: () => lines.map((line) => ({ stream: 'stderr', line })),
      },
      target: { secretValues: [] },
    } as unknown as ScenarioProbeContext);
    expect(silence?.cause).toBe(cause);
    expect(silence?.remedy).toContain(remedy);
  });
});
