import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { watchGuess } from '../../../../src/probes/collecting/watch-guess.js';
import type { ScenarioProbeContext } from '../../../../src/probes/define-probe.js';
import { settings } from '../../../support/mcp-facts.js';
import { start } from '../../../support/run-facts.js';

const SILENT = start({ listeningMs: undefined, readyMs: undefined });
const rows = [
  { name: 'a silent guess beside HTTP', ends: true },
  { name: 'one that the label declares', from: 'label' as const, ends: false },
  { name: 'one beside a port on which nothing listens', httpStart: SILENT, ends: false },
  { name: 'one that has said something', messages: 1, ends: false },
];

describe('watchGuess', () => {
  it.each(rows)(
    '$name: ends it $ends',
    async ({ from = 'image' as const, httpStart = start(), messages = 0, ends }) => {
      const killed: string[] = [];
      const context = {
        run: { owned: true, containerId: 'c1', hasExited: () => undefined },
        target: { settings: settings({ transportsFrom: from }) },
        engine: { killContainer: async (id: string) => void killed.push(id) },
        fact: async () => httpStart,
        signal: new AbortController().signal,
      } as unknown as ScenarioProbeContext;
      const record = { bytes: 0, messages, offending: [], truncated: false };
      const patience = { besideHttpMs: 10, withoutAWordMs: 10 };
      const guess = watchGuess(context, { stdoutRecord: () => record }, patience);
      expect(guess.givenUp()).toBe(false);
      await delay(60);
      expect(guess.givenUp()).toBe(ends);
      expect(killed).toEqual(ends ? ['c1'] : []);
    },
  );

  it.each([
    { sockets: ' 0: 00000000:11D7 00000000:0000 0A', ends: true },
    { sockets: '', ends: false },
  ])('an image without a word that listens on "$sockets": ends it $ends', async ({ sockets, ends }) => {
    const killed: string[] = [];
    const context = {
      run: { owned: true, containerId: 'c1', hasExited: () => undefined },
      target: { settings: settings({ transportsFrom: 'image', transports: { stdio: {} } }) },
      engine: {
        exec: async () => ({ exitCode: 0, stdout: `sl local_address rem_address st\n${sockets}`, stderr: '' }),
        killContainer: async (id: string) => void killed.push(id),
      },
      signal: new AbortController().signal,
    } as unknown as ScenarioProbeContext;
    const record = { bytes: 0, messages: 0, offending: [], truncated: false };
    watchGuess(context, { stdoutRecord: () => record }, { besideHttpMs: 10, withoutAWordMs: 10 });
    await delay(60);
    expect(killed).toEqual(ends ? ['c1'] : []);
  });
});
