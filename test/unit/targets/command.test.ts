import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { verifySettings } from '../../../src/plan/verify-settings.js';
import type { ProcessExit, StartedProcess } from '../../../src/ports/process-runner.js';
import { commandTarget, inheritedVariables } from '../../../src/targets/command.js';
import { processCommand } from '../../../src/targets/process-command.js';
import type { ScenarioSpec } from '../../../src/targets/target.js';

const settings = verifySettings({ name: 'server' });
const signal = new AbortController().signal;
const stdio = { name: 'stdio', mode: 'stdio', container: {}, ending: 'stdin-eof' } as const satisfies ScenarioSpec;

/** A program that ends as told. */
function scripted({ ends = [] as readonly ('stdin' | 'TERM')[], exitCode = 0, helper = false }) {
  const exit = Promise.withResolvers<ProcessExit>();
  const output = Promise.withResolvers<void>();
  void exit.promise.then(() => (helper ? undefined : output.resolve()));
  const did: string[] = [];
  const stdin = new PassThrough();
  stdin.once('finish', () => {
    did.push('stdin');
    if (ends.includes('stdin')) exit.resolve({ exitCode });
  });
  const stderr = new PassThrough();
  const process: StartedProcess = {
    stdin,
    stdout: new PassThrough(),
    stderr,
    exited: exit.promise,
    outputEnded: output.promise,
    terminate() {
      did.push('TERM');
      if (ends.includes('TERM')) exit.resolve({ exitCode });
    },
    async kill() {
      did.push('KILL');
      exit.resolve({ exitCode: 137 });
    },
  };
  return { process, did, stderr, exit };
}

function target(process: StartedProcess, more: Partial<Parameters<typeof commandTarget>[0]> = {}) {
  const started: unknown[] = [];
  const made = commandTarget({
    processes: {
      async start(...all) {
        started.push(all);
        return process;
      },
    },
    words: ['node', 'server.js', '--token', 's3cr3t'],
    cwd: '/here',
    environment: { LEVEL: 'debug', API_KEY: 'k3y' },
    inherited: { PATH: '/bin', HOME: '/root' },
    settings: { ...settings, budgets: { ...settings.budgets, stopMs: 20 } },
    secretValues: ['s3cr3t', 'k3y'],
    platform: 'linux',
    ...more,
  });
  return { made, started };
}

describe('a command as target', () => {
  it.each([
    { exitCode: 127, error: 'spawn node ENOENT', missing: true },
    { exitCode: 126, error: 'spawn node EACCES', missing: false },
  ])('says that the program was not started: $error', async ({ missing, ...exit }) => {
    const { process } = scripted({});
    const { made } = target({ ...process, exited: Promise.resolve(exit) });
    await expect(made.open(stdio, signal)).rejects.toMatchObject({
      code: 'PROGRAM_NOT_STARTED',
      details: { program: 'node', missing, reason: exit.error },
    });
  });

  it('starts the program with few variables and shows no secret', async () => {
    const { process } = scripted({});
    const { made, started } = target(process);
    const run = await made.open(stdio, signal);
    expect(started).toEqual([
      [
        'node',
        ['server.js', '--token', 's3cr3t'],
        { cwd: '/here', environment: { PATH: '/bin', HOME: '/root', LEVEL: 'debug', API_KEY: 'k3y' } },
      ],
    ]);
    expect(made.title).toMatch(/^command:node server\.js --token '•+'$/u);
    expect(run.command).toMatch(
      /^env -i PATH="\$PATH" HOME="\$HOME" LEVEL=debug API_KEY="\$API_KEY" node server\.js --token /u,
    );
    expect(`${made.title}${run.command}`).not.toMatch(/s3cr3t|k3y/u);
    expect(run).toMatchObject({ owned: true });
    expect(run.containerId).toBeUndefined();
  });

  it.each([
    { ending: 'stdin-eof', ends: ['stdin'], did: ['stdin'], told: { how: 'stdin-eof', exitCode: 0, durationMs: true } },
    { ending: 'stdin-eof', ends: [], did: ['stdin', 'KILL'], told: { how: 'stdin-eof' } },
    { ending: 'SIGTERM', ends: ['TERM'], did: ['TERM'], told: { how: 'SIGTERM', exitCode: 0, durationMs: true } },
    { ending: 'SIGTERM', ends: ['stdin'], did: ['TERM', 'KILL'], told: { how: 'SIGTERM' } },
  ] as const)('ends it by $ending and says how that went', async ({ ending, ends, did, told }) => {
    const { process, did: done } = scripted({ ends });
    const { made } = target(process);
    const run = await made.open({ ...stdio, ending }, signal);
    const end = await run.end();
    const { durationMs, ...rest } = end ?? {};
    expect(done).toEqual(did);
    expect({ ...rest, ...(durationMs === undefined ? {} : { durationMs: durationMs >= 0 }) }).toEqual({
      budgetMs: 20,
      ...told,
    });
  });

  it('knows the end of the program from that of what it started', async () => {
    const { process } = scripted({ ends: ['stdin'], helper: true });
    const run = await target(process).made.open(stdio, signal);
    expect(await run.end()).toMatchObject({ how: 'stdin-eof', exitCode: 0, leaves: true });
    expect(run.hasExited()).toMatchObject({ exitCode: 0 });
  });

  it('is not ended once it ended by itself, whoever holds its output open', async () => {
    const { process, exit, did } = scripted({ helper: true });
    const run = await target(process).made.open(stdio, signal);
    exit.resolve({ exitCode: 0 });
    await run.exited;
    expect(await run.end()).toBeUndefined();
    expect(did).toEqual([]);
  });

  it('says why it ended by itself, and what it wrote', async () => {
    const { process, stderr, exit } = scripted({});
    const { made } = target(process);
    const run = await made.open(stdio, signal);
    stderr.write('Error: TOKEN s3cr3t is wrong\n');
    await new Promise((resolve) => setImmediate(resolve));
    exit.resolve({ exitCode: 1 });
    const ended = await run.exited;
    expect(ended).toMatchObject({ process: true, exitCode: 1 });
    expect(ended.lastLines.join()).toMatch(/^Error: TOKEN .* is wrong$/u);
    expect(ended.lastLines.join()).not.toContain('s3cr3t');
    expect(run.hasExited()).toEqual(ended);
    expect(await run.end()).toBeUndefined();
    expect(run.logged?.(10)).toEqual([{ stream: 'stderr', line: 'Error: TOKEN s3cr3t is wrong' }]);
  });

  it('ends whatever it started when it is disposed of', async () => {
    const { process, did } = scripted({});
    const { made } = target(process);
    await made.open(stdio, signal);
    await made[Symbol.asyncDispose]();
    expect(did).toEqual(['KILL']);
  });

  it('has no other scenario', () => {
    const { made } = target(scripted({}).process);
    expect(made.notApplicable(stdio)).toBeUndefined();
    expect(made.notApplicable({ ...stdio, name: 'http', mode: 'http' })).toBe('A command is asked over stdio.');
    expect(made.notApplicable({ ...stdio, name: 'hardened' })).toBe('A process of this machine is in no container.');
  });

  it('is not asked to stop where the system has no word for that', async () => {
    const run = await target(scripted({}).process, { platform: 'win32' }).made.open(stdio, signal);
    expect(run.notStopped).toBe('This system has no SIGTERM.');
    expect(run.command).toMatch(/^node server\.js --token /u);
  });
});

describe('variables of a program', () => {
  it.each([
    ['linux', { PATH: '/bin', HOME: '/root', AWS_SECRET_ACCESS_KEY: 'x', path: 'y' }, { PATH: '/bin', HOME: '/root' }],
    ['win32', { Path: 'C:\\', SystemRoot: 'C:\\Windows', TOKEN: 'x' }, { Path: 'C:\\', SystemRoot: 'C:\\Windows' }],
  ] as const)('%s', (platform, here, inherited) => {
    expect(inheritedVariables(here, platform)).toEqual(inherited);
  });

  it('are named once in the command to repeat', () => {
    expect(
      processCommand({ words: ['my server', "it's"], environment: { PATH: '/x' }, inherited: ['PATH', 'HOME'] }, []),
    ).toBe(String.raw`env -i HOME="$HOME" PATH=/x 'my server' 'it'\''s'`);
  });
});
