import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { seenInside } from '../../../../src/probes/soaking/seen-inside.js';
import { probedPath } from '../../../../src/probes/soaking/repeated.js';

const missing = { exitCode: 127, stdout: 'exec failed: executable file not found', stderr: '' };
const usage = { cpuMs: 1, readAtMs: 1, anonymousBytes: 5_000_000 };

describe.skipIf(process.platform !== 'linux')('what is seen inside', () => {
  it.each(['sh', 'node'])('is read by %s alone', async (program) => {
    const exec = async (_: string, [name = '', ...args]: readonly string[]) =>
      name === program
        ? {
            exitCode: 0,
            stderr: '',
            stdout: (await promisify(execFile)(name === 'node' ? process.execPath : name, args)).stdout,
          }
        : missing;
    const seen = await seenInside({ exec, containerUsage: () => Promise.reject(new Error('not asked')) }, 'c1');
    expect(seen.memoryBytes).toBeGreaterThan(1e6);
    expect(seen.openFiles).toBeGreaterThan(3);
  });
});

it('is the engine’s word where nothing inside can read', async () => {
  expect(await seenInside({ exec: async () => missing, containerUsage: async () => usage }, 'c1')).toEqual({
    memoryBytes: 5_000_000,
  });
});

it.each([
  { test: ['CMD', 'curl', '-f', 'http://127.0.0.1:3000/health'], path: '/health' },
  { test: ['CMD-SHELL', 'wget -q http://localhost:$PORT/healthz || exit 1'], path: '/healthz' },
  { test: ['CMD', 'curl', 'http://localhost:3000'], path: undefined },
  { test: ['CMD', 'node', 'probe.js'], path: undefined },
  { test: ['CMD', 'curl', 'https://example.org/x'], path: undefined },
])('asks what $test asks', ({ test, path }) => {
  expect(probedPath(test)).toBe(path);
});
