import { afterEach, expect, it, vi } from 'vitest';
import { createContext } from '../../../src/cli/create-context.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it.each([
  { noSymbols: false, environment: { NO_COLOR: '', TERM: 'xterm' }, mark: '✔' },
  { noSymbols: true, environment: { NO_COLOR: '', TERM: 'xterm' }, mark: 'done:' },
  { noSymbols: false, environment: { NO_COLOR: '1', TERM: 'xterm' }, mark: 'done:' },
  { noSymbols: false, environment: { NO_COLOR: '', TERM: 'dumb' }, mark: 'done:' },
])(
  'shows progress with "$mark" for --no-symbols $noSymbols and $environment',
  async ({ noSymbols, environment, mark }) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const written: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const { signal } = new AbortController();
    const { progress } = createContext({ silent: false, noSymbols, signal, toolVersion: '0' });
    await progress.step('Read', async () => undefined);
    expect(written.join('')).toMatch(new RegExp(`^${mark} Read `, 'u'));
  },
);
