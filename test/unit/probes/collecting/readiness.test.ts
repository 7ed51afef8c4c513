import { describe, expect, it } from 'vitest';
import type { StartFact } from '../../../../src/model/facts/run.js';
import { untilUp, untilUsed } from '../../../../src/probes/collecting/readiness.js';
import type { ScenarioProbeContext } from '../../../../src/probes/define-probe.js';
import { settings } from '../../../support/mcp-facts.js';
import { exit, start } from '../../../support/run-facts.js';

const context = (httpStart: StartFact) =>
  ({
    run: { owned: true, port: 3000, spec: { mode: 'http' }, hasExited: () => undefined },
    target: { settings: settings() },
    fact: async () => httpStart,
  }) as unknown as ScenarioProbeContext;

const never = { listeningMs: undefined, readyMs: undefined };
const rows = [
  { name: 'is ready', httpStart: start(), up: '', used: '' },
  { name: 'answers, and is not ready', httpStart: start({ readyMs: undefined }), up: '', used: '' },
  { name: 'answered nothing in time', httpStart: start(never), up: 'Nothing answered in the time', used: '' },
  {
    name: 'listens elsewhere',
    httpStart: start({ ...never, elsewhere: ['0.0.0.0:8080'] }),
    up: 'Nothing listens on port 3000',
    used: '',
  },
  { name: 'exited', httpStart: start({ ...never, exited: exit() }), up: 'exited', used: 'exited' },
];
const said = async (work: Promise<void>) => work.then(() => '').catch((error: Error) => error.message);

describe('a server that', () => {
  it.each(rows)('$name is asked, and looked at, accordingly', async ({ httpStart, up, used }) => {
    expect(await said(untilUp(context(httpStart)))).toMatch(up === '' ? /^$/u : up);
    expect(await said(untilUsed(context(httpStart)))).toMatch(used === '' ? /^$/u : used);
  });
});
