import { Config, Flags } from '@oclif/core';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BaseCommand } from '../../../src/cli/base-command.js';

class Repeats extends BaseCommand<typeof Repeats> {
  static override flags = {
    listed: Flags.string({ multiple: true, multipleNonGreedy: true, delimiter: ',', env: 'MCP_DOCK_TEST_LISTED' }),
    single: Flags.string({ multiple: true, multipleNonGreedy: true, env: 'MCP_DOCK_TEST_SINGLE' }),
  };

  async run(): Promise<object> {
    return { listed: this.flags.listed, single: this.flags.single };
  }
}

class Grouped extends BaseCommand<typeof Grouped> {
  static override id = 'group:one';

  async run(): Promise<void> {}
}

class Waits extends BaseCommand<typeof Waits> {
  async run(): Promise<void> {
    const { signal } = await this.createContext();
    signals.resolve();
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }
}

let signals: PromiseWithResolvers<void>;
beforeEach(() => {
  signals = Promise.withResolvers();
});

const load = () => Config.load({ root: fileURLToPath(new URL('../../../', import.meta.url)), ignoreManifest: true });
const run = async (argv: string[]) => Repeats.run(argv, await load());

/** What is written to stderr, and the status that is set, while the work is done. */
async function watched(work: () => Promise<unknown>): Promise<{ said: string; exitCode: unknown }> {
  let said = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  try {
    await work();
    return { said, exitCode: process.exitCode };
  } finally {
    write.mockRestore();
    process.exitCode = undefined;
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
  process.removeAllListeners('SIGINT');
  process.removeAllListeners('SIGTERM');
  process.removeAllListeners('SIGHUP');
});

describe('repeatable flags', () => {
  it('take several values, one each time', async () => {
    expect(await run(['--listed', 'a', '--listed', 'b,c', '--single', 'x,y'])).toEqual({
      listed: ['a', 'b', 'c'],
      single: ['x,y'],
    });
  });

  it('take a list from the environment where they have a delimiter, else one value', async () => {
    vi.stubEnv('MCP_DOCK_TEST_LISTED', 'a, b');
    vi.stubEnv('MCP_DOCK_TEST_SINGLE', 'json=a,b.json');
    expect(await run([])).toEqual({ listed: ['a', 'b'], single: ['json=a,b.json'] });
  });
});

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends the command with what it says of it', async (signal) => {
    const { said, exitCode } = await watched(async () => {
      const ended = load().then((config) => Waits.run([], config));
      await signals.promise;
      process.emit(signal);
      await ended;
    });
    expect(said).toContain('INTERRUPTED');
    expect(exitCode).toBe(130);
  });
});

describe('flags that cannot be parsed', () => {
  it('name the command as it is typed', async () => {
    const { said } = await watched(async () => Grouped.run(['--no-such-flag'], await load()));
    expect(said).toContain('`mcp-dock group one --help`');
  });

  it.each([
    { argv: ['--json'], variable: undefined, json: true },
    { argv: [], variable: '1', json: true },
    { argv: [], variable: 'Yes', json: true },
    { argv: [], variable: '0', json: false },
    { argv: [], variable: undefined, json: false },
  ])('are a line of JSON: $json, for $argv and MCP_DOCK_JSON=$variable', async ({ argv, variable, json }) => {
    vi.stubEnv('MCP_DOCK_JSON', variable);
    const { said, exitCode } = await watched(() => run([...argv, '--no-such-flag']));
    expect(exitCode).toBe(2);
    // oclif may warn before it.
    const last = said.trimEnd().split('\n').at(-1) ?? '';
    expect(last.startsWith('{"error":{"code":"FLAG_INVALID"'), said).toBe(json);
  });
});
