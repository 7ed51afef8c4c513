import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProcessResult, ProcessRunner } from '../../../../src/ports/process-runner.js';
import { installSuite } from '../../../../src/probes/conformance/install-suite.js';

const PROGRAM = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
const done: ProcessResult = { exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false };

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'mcp-dock-suite-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

function contextWith(npm: (cwd: string) => Promise<Partial<ProcessResult>>) {
  const calls: (readonly string[])[] = [];
  const notes: string[] = [];
  const given: unknown[] = [];
  return {
    calls,
    notes,
    given,
    environment: { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, NPM_CONFIG_REGISTRY: 'r', MCP_TOKEN: 'hunter2' },
    signal: new AbortController().signal,
    note: (message: string) => void notes.push(message),
    processes: {
      async run(
        command: string,
        args: readonly string[],
        { cwd = '', environment, extendEnv }: Parameters<ProcessRunner['run']>[2] = {},
      ) {
        given.push({ environment, extendEnv });
        calls.push([command, ...args]);
        return { ...done, ...(await npm(cwd)) };
      },
      start: () => Promise.reject(new Error('Nothing is started.')),
    },
  };
}

const installs = async (cwd: string) => {
  await mkdir(dirname(join(cwd, PROGRAM)), { recursive: true });
  await writeFile(join(cwd, PROGRAM), '');
  return {};
};

describe('the suite', () => {
  it('is installed once, exactly, without running anything, and said', async () => {
    const context = contextWith(installs);
    const both = await Promise.all([installSuite(context), installSuite(context)]);
    const again = await installSuite(context);
    expect(new Set([...both, again]).size).toBe(1);
    expect(again).toContain(join('conformance', '0.2.0-alpha.12'));
    expect(context.calls).toHaveLength(1);
    expect(context.calls[0]).toEqual(
      expect.arrayContaining(['npm', '@modelcontextprotocol/conformance@0.2.0-alpha.12', '--ignore-scripts']),
    );
    expect(context.given).toEqual([
      { environment: { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, NPM_CONFIG_REGISTRY: 'r' }, extendEnv: false },
    ]);
    expect(context.notes).toEqual([expect.stringContaining(cache)]);
    expect(await readdir(join(cache, 'mcp-dock', 'conformance'))).toEqual(['0.2.0-alpha.12']);
  });

  it.each([
    [{ exitCode: undefined, missing: true }, 'there is no npm here'],
    [{ exitCode: undefined, timedOut: true }, 'within 180 s'],
    [
      { exitCode: 1, stderr: 'npm error code ENOTFOUND\nnpm error network request to registry failed' },
      'network request to registry failed. It is asked for once, and needs the registry for that.',
    ],
  ])('that cannot be installed leaves nothing behind: %j', async (answer, words) => {
    const context = contextWith(() => Promise.resolve(answer));
    await expect(installSuite(context)).rejects.toThrow(words);
    expect(await readdir(join(cache, 'mcp-dock', 'conformance'))).toEqual([]);
    await expect(installSuite(contextWith(installs))).resolves.toContain('index.js');
  });
});
