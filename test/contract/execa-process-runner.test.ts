import { describe, expect, it } from 'vitest';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';

const runner = createExecaProcessRunner();
const node = (script: string, options: Parameters<typeof runner.run>[2] = {}) =>
  runner.run(process.execPath, ['-e', script], options);

describe('running a program', () => {
  it('gives both outputs and the exit code', async () => {
    expect(await node('console.log("out"); console.error("err"); process.exitCode = 3')).toEqual({
      exitCode: 3,
      stdout: 'out',
      stderr: 'err',
      missing: false,
      timedOut: false,
    });
  });

  it('says that a program is missing', async () => {
    expect(await runner.run('mcp-dock-no-such-program', [])).toMatchObject({ missing: true, exitCode: undefined });
  });

  it('ends one that takes too long', async () => {
    expect(await node('setTimeout(() => {}, 60000)', { timeoutMs: 100 })).toMatchObject({
      timedOut: true,
      exitCode: undefined,
    });
  });

  it('lets nobody wait for a standard input', async () => {
    expect(await node('process.stdin.on("end", () => console.log("end")).resume()')).toMatchObject({ stdout: 'end' });
  });

  it('gives the standard input that it is told to', async () => {
    expect(await node('process.stdin.pipe(process.stdout)', { input: 'host.example' })).toMatchObject({
      exitCode: 0,
      stdout: 'host.example',
    });
  });

  it('shows arguments to no shell', async () => {
    const argument = '$(echo x) "; rm y';
    const result = await runner.run(process.execPath, ['-p', 'process.argv[1]', argument]);
    expect(result.stdout).toBe(argument);
  });

  it('throws what the signal was aborted with', async () => {
    const abort = new AbortController();
    const work = node('setTimeout(() => {}, 60000)', { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(work).rejects.toThrow('enough');
  });
});
