import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import type { StartedProcess } from '../../src/ports/process-runner.js';

const runner = createExecaProcessRunner();
const start = (script: string, environment: Record<string, string> = {}) =>
  runner.start(process.execPath, ['-e', script], { cwd: import.meta.dirname, environment });

const lineOf = async ({ stdout }: StartedProcess) => String((await once(stdout, 'data'))[0]).trim();

const stateOf = async (pid: number) =>
  /\) (\w)/u.exec(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))?.[1];

/** A zombie is no process any more, but somebody has not asked for its end yet; of one without parents that is the system's task. */
const isGone = async (pid: number) => ['Z', undefined].includes(await stateOf(pid));

async function untilGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (await isGone(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

describe('a program that runs beside us', () => {
  it('has its own standard input and output, and the folder it is told', async () => {
    const started = await start('console.log(process.cwd()); process.stdin.pipe(process.stderr)');
    expect(await lineOf(started)).toBe(import.meta.dirname);
    started.stdin.end('hello');
    expect(String((await once(started.stderr, 'data'))[0])).toBe('hello');
    expect(await started.exited).toEqual({ exitCode: 0 });
  });

  it('has the given variables and no others', async () => {
    const started = await start('console.log(Object.keys(process.env).join())', { MCP_DOCK_X: '1' });
    expect(await lineOf(started)).toBe('MCP_DOCK_X');
    await started.kill();
  });

  it.each([
    ['process.exit(7)', { exitCode: 7 }],
    ['process.kill(process.pid, "SIGKILL")', { exitCode: 137 }],
  ])('says how it ended: %s', async (script, exit) => {
    expect(await (await start(script)).exited).toEqual(exit);
  });

  it('says that there is no such program', async () => {
    const started = await runner.start('mcp-dock-no-such-program', [], { cwd: '/', environment: {} });
    expect(await started.exited).toEqual({ exitCode: 127, error: expect.stringContaining('ENOENT') as string });
    await started.kill();
  });

  it('says that a file is no program', async () => {
    const started = await runner.start(import.meta.filename, [], { cwd: '/', environment: {} });
    expect(await started.exited).toEqual({ exitCode: 126, error: expect.stringContaining('EACCES') as string });
  });

  it('can be asked to end', async () => {
    const started = await start(
      'process.on("SIGTERM", () => process.exit(3)); setInterval(() => {}, 9); console.log()',
    );
    await once(started.stdout, 'data');
    started.terminate();
    expect(await started.exited).toEqual({ exitCode: 3 });
  });

  it('is left alone when it does not end, however long that takes', async () => {
    const started = await start('process.on("SIGTERM", () => {}); setInterval(() => {}, 9); console.log(process.pid)');
    const pid = Number(await lineOf(started));
    started.terminate();
    await new Promise((resolve) => setTimeout(resolve, 5_500));
    expect(await isGone(pid)).toBe(false);
    await started.kill();
  });

  it('is killed with everything that it started, and leaves no zombie', async () => {
    const started = await start(
      `const child = require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 9)'], { stdio: 'inherit' });
       console.log(process.pid + ' ' + child.pid); setInterval(() => {}, 9)`,
    );
    const [pid = 0, child = 0] = (await lineOf(started)).split(' ').map(Number);
    expect(await isGone(child)).toBe(false);
    await started.kill();
    expect(await started.exited).toEqual({ exitCode: 137 });
    expect(await stateOf(pid)).toBeUndefined();
    expect(await untilGone(child)).toBe(true);
    // Once more is no error.
    await started.kill();
  });

  it('is gone when it has ended, whoever holds its output open', async () => {
    const started = await start(
      `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 9)'], { stdio: 'inherit' });
       process.stdin.on('end', () => process.exit(4)).resume(); console.log(child.pid)`,
    );
    const child = Number(await lineOf(started));
    const ended = started.outputEnded.then(() => 'ended');
    started.stdin.end();
    expect(await started.exited).toEqual({ exitCode: 4 });
    expect(await Promise.race([ended, Promise.resolve('open')])).toBe('open');
    expect(await isGone(child)).toBe(false);
    await started.kill();
    expect(await ended).toBe('ended');
    expect(await untilGone(child)).toBe(true);
  });

  it('has said its last words when it is gone', async () => {
    const started = await start('process.stderr.write("x".repeat(60_000)); console.log("bye"); process.exit(1)');
    let said = '';
    started.stdout.on('data', (chunk) => (said += String(chunk)));
    expect(await started.exited).toEqual({ exitCode: 1 });
    expect(said).toBe('bye\n');
  });

  it('is killed when its parent exits in a hurry', async () => {
    const adapter = new URL('../../src/adapters/execa-process-runner.ts', import.meta.url).href;
    const script = `(await import('node:module')).registerHooks({
        resolve: (name, from, next) => { try { return next(name, from) } catch { return next(name.replace(/js$/, 'ts'), from) } },
      });
      const { createExecaProcessRunner } = await import(${JSON.stringify(adapter)});
      const started = await createExecaProcessRunner().start(process.execPath, ['-e', 'console.log(process.pid); setInterval(() => {}, 9)'], { cwd: '/', environment: {} });
      started.stdout.once('data', (pid) => { process.stdout.write(pid, () => process.exit(0)); });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: import.meta.dirname,
    });
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    expect(pid).toBeGreaterThan(1);
    expect(await untilGone(pid)).toBe(true);
  });

  it('leaves one listener, however many there were', async () => {
    for (let count = 0; count < 3; count += 1) await (await start('setInterval(() => {}, 9)')).kill();
    const before = process.listenerCount('exit');
    for (let count = 0; count < 4; count += 1) await (await start('setInterval(() => {}, 9)')).kill();
    // Those of programs that are gone for good go with them.
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('does not fill the table of open files', async () => {
    const open = async () => (await readdir('/proc/self/fd')).length;
    const before = await open();
    for (let count = 0; count < 8; count += 1) await (await start('setInterval(() => {}, 9)')).kill();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await open()).toBeLessThanOrEqual(before + 2);
  });
});
