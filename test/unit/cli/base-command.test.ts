import { Config, Flags } from '@oclif/core';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
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

const run = async (argv: string[]) => {
  const config = await Config.load({
    root: fileURLToPath(new URL('../../../', import.meta.url)),
    ignoreManifest: true,
  });
  return Repeats.run(argv, config);
};

afterEach(() => {
  vi.unstubAllEnvs();
  process.removeAllListeners('SIGINT');
  process.removeAllListeners('SIGTERM');
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
