import probeLeak from '../../../../src/checks/resources/probe-leak.js';
import type { Samples } from '../../../../src/model/facts/trials.js';
import { settings } from '../../../support/mcp-facts.js';
import { COMMAND } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const ROUNDS = 10;
const line = (perRound: number, rounds = ROUNDS) =>
  Array.from({ length: rounds + 1 }, (_, round) => 40e6 + perRound * round);
const series = (memoryBytes: readonly number[], each: number, openFiles = [27, 27, 27]): Samples => ({
  what: '/health',
  each,
  memoryBytes: [...memoryBytes],
  openFiles,
  failed: 0,
});
const soak = (probes: Samples[], sessions: Samples[] = []) => ({
  settings: settings(),
  soak: { probes, sessions, command: COMMAND },
});
const LEAK = 64 * 1024;

testCheck(probeLeak, {
  pass: [
    { name: 'memory that stays', facts: soak([series(line(0), 20)], [series(line(0), 5)]) },
    {
      name: 'a warm-up: what grew at first stays in the longer series',
      facts: soak([series(line(LEAK * 20), 20), series(line(2_000), 40)]),
    },
    {
      name: 'garbage that is collected now and then',
      facts: soak([series([40e6, 44e6, 48e6, 41e6, 45e6, 49e6, 41e6, 45e6, 49e6, 41e6, 45e6], 20)]),
    },
    { name: 'one file more, once', facts: soak([series(line(0), 20, [27, 28, 28])]) },
    {
      name: 'a session that costs what it may',
      facts: soak([], [series(line(90e3 * 5), 5), series(line(90e3 * 10), 10)]),
    },
  ],
  unknown: [
    {
      name: 'probes that nobody answered',
      facts: soak([{ ...series(line(0), 20), failed: 180, failure: 'connect ECONNREFUSED' }]),
      reason: '180 of 200 requests of /health failed: connect ECONNREFUSED.',
    },
    {
      name: 'sessions that were refused',
      facts: soak([series(line(0), 20)], [{ ...series(line(0), 5), what: 'session', failed: 50 }]),
      reason: '50 of 50 sessions failed: no answer.',
    },
  ],
  fail: [
    {
      name: 'memory that every probe leaves behind',
      facts: soak([series(line(LEAK * 20), 20), series(line(LEAK * 40), 40)]),
      messages: ['Each health probe leaves 66 kB behind, 189 MB a day at one every 30 s.'],
    },
    {
      name: 'memory and open files of sessions',
      facts: soak([], [series(line(300e3 * 5), 5, [27, 52, 77]), series(line(300e3 * 10), 10, [77, 127, 177])]),
      messages: ['Each session leaves 300 kB behind.', 'Each session leaves 1.0 open files behind.'],
    },
    {
      name: 'less than usual, over the project’s own limit',
      facts: {
        ...soak([series(line(5e3 * 20), 20), series(line(5e3 * 40), 40)]),
        settings: settings({ budgets: { ...settings().budgets, leakPerProbeBytes: 2e3 } }),
      },
      messages: ['Each health probe leaves 5.0 kB behind, 14 MB a day at one every 30 s.'],
    },
  ],
});
