import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { BadInput } from '../../../../src/model/facts/http-rules.js';
import type { ContainerExit } from '../../../../src/model/facts/run.js';
import { blamed, endedBy } from '../../../../src/probes/collecting/ended-by.js';
import { exit } from '../../../support/run-facts.js';

const sent = (names: string, dead: string, exited?: ContainerExit): BadInput => ({
  transport: 'stdio',
  endpoint: 'docker run -i todo',
  inputs: names
    .split('')
    .map((name) => ({ name, title: name, printed: name, alive: !dead.includes(name), durationMs: 1 })),
  ...(exited === undefined ? {} : { exited }),
});
const shown = ({ inputs, exited }: BadInput) =>
  `${inputs.map(({ name, alive }) => `${name}${alive === true ? '' : '!'}`).join('')} ${exited?.exitCode ?? 'lives'}`;
const never = new Promise<never>(() => undefined);
const ends = (afterMs: number) => delay(afterMs).then(() => exit({ exitCode: 1 }));

describe('how a server ended over what it was sent', () => {
  it.each([
    { name: 'is not told of one that lives', given: sent('abc', ''), exited: never, expected: 'abc lives' },
    { name: 'is told of one that is gone', given: sent('abc', 'c'), exited: ends(20), expected: 'abc! 1' },
    { name: 'is told of one that ends late', given: sent('abc', ''), exited: ends(120), expected: 'abc! 1' },
  ])('$name', async ({ given, exited, expected }) => {
    expect(shown(await endedBy(given, { exited }))).toBe(expected);
  });
});

describe('what ended it', () => {
  const gone = sent('abc', 'c', exit({ exitCode: 1 }));
  const aloneOver = (guilty: string) => {
    const tried: string[] = [];
    const alone = async (name: string) => {
      tried.push(name);
      if (name === 'c' && guilty === 'a') throw new Error('It does not start.');
      return guilty === name ? sent(name, name, exit({ exitCode: 7 })) : sent(name, '');
    };
    return { tried, alone };
  };

  it.each([
    { guilty: 'c', expected: 'abc! 7', tries: 'c' },
    { guilty: 'b', expected: 'ab!c 7', tries: 'cb' },
    { guilty: 'a', expected: 'a!bc 7', tries: 'cba' },
    { guilty: 'none alone', expected: 'a!b!c! 1', tries: 'cba' },
  ])('is found with fresh servers: $guilty', async ({ guilty, expected, tries }) => {
    const { tried, alone } = aloneOver(guilty);
    expect(shown(await blamed(gone, alone))).toBe(expected);
    expect(tried.join('')).toBe(tries);
  });

  it('is not looked for where the server hangs or lives', async () => {
    const { tried, alone } = aloneOver('a');
    expect(shown(await blamed(sent('abc', ''), alone))).toBe('abc lives');
    expect(shown(await blamed(sent('abc', 'c'), alone))).toBe('abc! lives');
    expect(tried).toEqual([]);
  });
});
