import { Readable } from 'node:stream';
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

  it('gives a standard input as it comes', async () => {
    const input = Readable.from([Buffer.from('one '), Buffer.from('two')]);
    expect(await node('process.stdin.pipe(process.stdout)', { input })).toMatchObject({
      exitCode: 0,
      stdout: 'one two',
    });
  });

  it('ends in order when the program reads nothing of it', async () => {
    const input = Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(65_536)));
    expect(await node('process.exit(5)', { input })).toMatchObject({ exitCode: 5 });
  });

  it('hands on what is said on stderr while it is said, however much, and keeps nothing of it', async () => {
    let characters = 0;
    const script = 'for (let n = 0; n < 64; n += 1) process.stderr.write("x".repeat(65536)); console.log("out")';
    const result = await node(script, {
      timeoutMs: Number.POSITIVE_INFINITY,
      onStderr: (chunk) => (characters += chunk.length),
    });
    expect(result).toEqual({ exitCode: 0, stdout: 'out', stderr: '', missing: false, timedOut: false });
    expect(characters).toBe(64 * 65_536);
  });

  it('gives a program the named variables alone', async () => {
    const script = 'console.log(process.env.MCP_DOCK_X, process.env.HOME ?? process.env.APPDATA)';
    const options = { environment: { MCP_DOCK_X: '1' }, extendEnv: false } as const;
    expect(await node(script, options)).toMatchObject({ stdout: '1 undefined' });
  });

  it('adds variables to those of this process', async () => {
    const script = 'console.log(process.env.MCP_DOCK_X, process.env.PATH === undefined)';
    expect(await node(script, { environment: { MCP_DOCK_X: '1', MCP_DOCK_Y: undefined } })).toMatchObject({
      stdout: '1 false',
    });
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
