import { describe, expect, it } from 'vitest';
import { sourceDate } from '../../../src/actions/source-date.js';
import { fakeProcesses } from '../../support/probe-context.js';

const GIT = 'git log -1 --format=%ct';
const ask = (epoch: string | undefined, git?: Parameters<typeof fakeProcesses>[0]) =>
  sourceDate('/project', {
    environment: { SOURCE_DATE_EPOCH: epoch },
    processes: fakeProcesses(git),
    signal: new AbortController().signal,
  });

describe('the time of a reproducible build', () => {
  it.each<[string, string | undefined, Parameters<typeof fakeProcesses>[0], number, RegExp]>([
    ['the variable', '1700000000', { [GIT]: { stdout: '5\n' } }, 1_700_000_000, /^SOURCE_DATE_EPOCH$/u],
    ['the last commit', undefined, { [GIT]: { stdout: '1600000000\n' } }, 1_600_000_000, /git commit$/u],
    [
      'the last commit, with an empty variable',
      '',
      { [GIT]: { stdout: '1600000000\n' } },
      1_600_000_000,
      /git commit$/u,
    ],
    ['fixed outside of git', undefined, { [GIT]: { exitCode: 128 } }, 499_162_500, /^fixed/u],
    ['fixed without git', undefined, {}, 499_162_500, /^fixed/u],
  ])('is that of %s', async (_, epoch, git, expected, from) => {
    const date = await ask(epoch, git);
    expect(date.epoch).toBe(expected);
    expect(date.from).toMatch(from);
  });

  it.each(['yesterday', '-1', '1.5', '1e9'])('is never guessed from %j', async (epoch) => {
    await expect(ask(epoch)).rejects.toMatchObject({ code: 'FLAG_INVALID' });
  });
});
