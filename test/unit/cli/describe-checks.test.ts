import { describe, expect, it } from 'vitest';
import stopsOnSigterm from '../../../src/checks/lifecycle/stops-on-sigterm.js';
import runningInTime from '../../../src/checks/start/running-in-time.js';
import {
  checkAsData,
  explainCheck,
  explanation,
  inPlaceOfRun,
  listChecks,
  listing,
} from '../../../src/cli/describe-checks.js';
import { verdictLine } from '../../../src/cli/verdict-line.js';
import type { Report } from '../../../src/model/report.js';

describe('checks in words', () => {
  it('are listed by id', () => {
    expect(listChecks([runningInTime, stopsOnSigterm])).toBe(
      [
        'lifecycle/stops-on-sigterm  error    quick     Server stops on SIGTERM in time',
        'start/running-in-time       warning  quick     Container runs soon after the start call',
      ].join('\n'),
    );
  });

  it('are explained with why, remedy and sources', () => {
    const text = explainCheck(stopsOnSigterm);
    for (const part of [stopsOnSigterm.why, stopsOnSigterm.remedy, 'docs/checks/lifecycle/stops-on-sigterm.md'])
      expect(text).toContain(part);
  });

  it('are JSON for programs and words for people', () => {
    expect(listing([stopsOnSigterm], { json: false })).toBe(listChecks([stopsOnSigterm]));
    expect(JSON.parse(listing([stopsOnSigterm], { json: true }))).toMatchObject([{ id: stopsOnSigterm.id }]);
    expect(explanation([stopsOnSigterm], stopsOnSigterm.id, { json: false })).toBe(explainCheck(stopsOnSigterm));
    expect(JSON.parse(explanation([stopsOnSigterm], stopsOnSigterm.id, { json: true }))).toMatchObject({
      id: stopsOnSigterm.id,
    });
    expect(() => explanation([stopsOnSigterm], 'no/such', { json: false })).toThrow('no/such');
  });

  it('are data without their code', () => {
    expect(JSON.parse(JSON.stringify(checkAsData(stopsOnSigterm)))).toMatchObject({
      id: 'lifecycle/stops-on-sigterm',
      needs: ['httpStop'],
    });
  });
});

describe('inPlaceOfRun', () => {
  const select = async () => [stopsOnSigterm];
  it.each([
    { name: 'nothing', flags: { list: false }, text: undefined },
    { name: 'a list', flags: { list: true }, text: listChecks([stopsOnSigterm]) },
    {
      name: 'one check, whatever else is asked',
      flags: { list: true, explain: stopsOnSigterm.id },
      text: explainCheck(stopsOnSigterm),
    },
  ])('is $name', async ({ flags, text }) => {
    expect(await inPlaceOfRun([stopsOnSigterm], { json: false, ...flags }, select)).toBe(text);
  });
});

describe('verdictLine', () => {
  const report = (exitCode: number) =>
    ({ target: 'x', summary: { exitCode, errors: 2, warnings: 1, unknown: 1, broken: 0 } }) as unknown as Report;

  it.each([
    { exitCode: 0, line: undefined },
    {
      exitCode: 1,
      line: '{"error":{"code":"FINDINGS","title":"Not everything holds","message":"x: 2 errors, 1 warning, 1 could not be told.","suggestions":["The report on stdout says what was found, why it matters and what to do."],"exitCode":1}}',
    },
    {
      exitCode: 4,
      line: '{"error":{"code":"TARGET_UNREACHABLE","title":"The target gives no MCP answer","message":"x never answered.","suggestions":["The report on stdout says what was found, why it matters and what to do."],"exitCode":4}}',
    },
  ])('says $line for $exitCode', ({ exitCode, line }) => {
    expect(verdictLine(report(exitCode))).toBe(line);
  });
});
