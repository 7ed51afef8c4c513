import type { ValidateFunction } from 'ajv';
import type { Log, Result as SarifResult } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/model/finding.js';
import type { Report } from '../../../src/model/report.js';
import type { Reporter, RenderOptions } from '../../../src/reporters/define-reporter.js';
import { reporters } from '../../../src/reporters/index.js';
import { EVIL, hostileReport } from '../../support/hostile-report.js';
import { reportOfEverything, result } from '../../support/report.js';
import { junitFaults, reportValidator, sarifValidator } from '../../support/report-schemas.js';

const plain: RenderOptions = { colour: false, symbols: true, width: Infinity, verbose: true };

const empty = (): Report => ({
  ...reportOfEverything(),
  results: [],
  notRun: [],
});
const { image: _image, files: _files, ...rest } = reportOfEverything();

const REPORTS: readonly { name: string; report: Report }[] = [
  { name: 'everything', report: reportOfEverything() },
  { name: 'nothing', report: empty() },
  { name: 'no image and no project', report: rest },
  { name: 'texts that mean harm', report: hostileReport(EVIL) },
];

const render = async (id: Reporter['id'], report: Report, options = plain): Promise<string> =>
  (await reporters.find((reporter) => reporter.id === id)?.render(report, options)) ?? '';

const faultsOf = (validate: ValidateFunction, text: string) => {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
};

describe.each(REPORTS)('a report of $name', ({ report }) => {
  it('is SARIF by the schema of OASIS', async () => {
    expect(faultsOf(await sarifValidator(), await render('sarif', report))).toEqual([]);
  });

  it('is JUnit XML by the schema of Jenkins', async () => {
    expect(await junitFaults(await render('junit', report))).toEqual([]);
  });

  it('is JSON by the schema that is published', async () => {
    expect(faultsOf(await reportValidator(), await render('json', report))).toEqual([]);
  });
});

describe('the validators', () => {
  it('find what is wrong', async () => {
    const broken = reportOfEverything() as Record<string, unknown>;
    delete broken['summary'];
    expect(faultsOf(await reportValidator(), JSON.stringify(broken))).not.toEqual([]);
    expect(faultsOf(await sarifValidator(), '{"version":"2.1.0","runs":[{"results":[{}]}]}')).not.toEqual([]);
    expect(await junitFaults('<testsuites><testsuite/></testsuites>')).not.toEqual([]);
  });
});

async function sarifResult(finding: Partial<Finding>, options: Partial<RenderOptions> = {}): Promise<SarifResult> {
  const failed = result({ id: 'image/x', outcome: 'fail', findings: [{ message: 'It is so.', ...finding }] });
  const text = await render('sarif', { ...reportOfEverything(), results: [failed] }, { ...plain, ...options });
  const found = (JSON.parse(text) as Log).runs[0]?.results?.[0];
  if (found === undefined) throw new Error('There is no result.');
  return found;
}

describe('an annotation', () => {
  it('says what to do in the part of it that the runner keeps', async () => {
    const long = result({
      id: 'image/x',
      outcome: 'fail',
      findings: [
        { message: 'x '.repeat(9_000), evidence: Array<string>(50).fill('y '.repeat(3_000)), repro: 'docker x' },
      ],
    });
    const [line = ''] = (await render('github', { ...reportOfEverything(), results: [long] })).split('\n');
    const message = decodeURIComponent(line.slice(line.indexOf('::', 2) + 2));
    expect(message.length).toBeLessThan(4_096);
    for (const part of ['Mend it: ', 'See it: docker x', 'Why and how: ']) expect(message).toContain(part);
  });
});

describe('a result of SARIF', () => {
  it.each<{ name: string; finding: Partial<Finding>; folder?: string; uri: string; line: number }>([
    {
      name: 'the line that made the layer',
      finding: { location: { uri: 'todo:1.0.0', layer: 2 }, madeBy: { uri: 'Dockerfile', line: 7 } },
      uri: 'Dockerfile',
      line: 7,
    },
    {
      name: 'the file that it names',
      finding: { location: { uri: '.env', line: 3 } },
      uri: '.env',
      line: 3,
    },
    {
      name: 'the config where it names only the image',
      finding: { location: { uri: 'todo:1.0.0' } },
      uri: 'mcp-dock.yaml',
      line: 1,
    },
    {
      name: 'the config where its file is not of the project',
      finding: { location: { uri: '/etc/docker/daemon.json', line: 3 } },
      folder: 'servers/todo',
      uri: 'servers/todo/mcp-dock.yaml',
      line: 1,
    },
    { name: 'the config where it names nothing', finding: {}, uri: 'mcp-dock.yaml', line: 1 },
    {
      name: 'a path from the top of the repository',
      finding: { location: { uri: '../compose file.yaml', line: 3 } },
      folder: 'servers/todo',
      uri: 'servers/compose%20file.yaml',
      line: 3,
    },
  ])('is at $name', async ({ finding, folder, uri, line }) => {
    const { locations } = await sarifResult(finding, folder === undefined ? {} : { folder });
    expect(locations?.[0]?.physicalLocation).toMatchObject({ artifactLocation: { uri }, region: { startLine: line } });
  });

  it('has the columns of its place', async () => {
    const { locations } = await sarifResult({ location: { uri: 'Dockerfile', line: 2, column: 3, endColumn: 9 } });
    expect(locations?.[0]?.physicalLocation?.region).toEqual({
      startLine: 2,
      startColumn: 3,
      endLine: 2,
      endColumn: 9,
    });
  });

  it('has its fingerprint, its level, and the command that shows it', async () => {
    expect(await sarifResult({ fingerprint: '0123', severity: 'info', repro: 'docker inspect x' })).toMatchObject({
      level: 'note',
      partialFingerprints: { 'mcpDockFinding/v1': '0123' },
      message: { text: expect.stringContaining('See it: docker inspect x') as string },
      properties: { repro: 'docker inspect x' },
    });
  });

  it('is suppressed where it is waived', async () => {
    const { suppressions } = await sarifResult({ waived: { reason: 'It has to.', expires: '2027-01-31' } });
    expect(suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'Until 2027-01-31: It has to.' },
    ]);
  });

  it('is told from those of the baseline', async () => {
    const found = [{ message: 'Old.', known: true }, { message: 'New.' }];
    const report = { ...reportOfEverything(), results: [result({ id: 'image/x', outcome: 'fail', findings: found })] };
    const log = JSON.parse(await render('sarif', report)) as Log;
    expect(
      log.runs[0]?.results?.map(({ baselineState, suppressions }) => [baselineState, suppressions?.length]),
    ).toEqual([
      ['unchanged', 1],
      ['new', undefined],
    ]);
  });

  it('is left out where code scanning would refuse them all', async () => {
    const found = (severity: 'error' | 'warning', count: number) =>
      Array.from({ length: count }, (_, index) => ({ message: `${severity} ${index}`, severity }));
    const results = [
      result({ id: 'a/a', outcome: 'fail', findings: found('warning', 25_000) }),
      result({ id: 'b/b', outcome: 'fail', findings: found('error', 2) }),
    ];
    const log = JSON.parse(await render('sarif', { ...reportOfEverything(), results })) as Log;
    const [run] = log.runs;
    expect(run?.results).toHaveLength(25_000);
    expect(run?.results?.slice(0, 3).map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level])).toEqual([
      ['b/b', 1, 'error'],
      ['b/b', 1, 'error'],
      ['a/a', 0, 'warning'],
    ]);
    expect(run?.invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text)).toEqual([
      '2 findings are left out: the severest 25000 are here.',
    ]);
  });

  it('makes neither links nor holes of what it was told', async () => {
    const { message } = await sarifResult({ message: 'See [this](1), [a] and {0}.' });
    expect(message.text).toMatch(/^See \\\[this\]\(1\), \[a\] and \{\{0\}\}\./u);
  });

  it('says what could not be told in a notification', async () => {
    const log = JSON.parse(await render('sarif', reportOfEverything())) as Log;
    const [invocation] = log.runs[0]?.invocations ?? [];
    expect(invocation?.executionSuccessful).toBe(false);
    expect(
      invocation?.toolExecutionNotifications?.map(({ level, associatedRule }) => [level, associatedRule?.id]),
    ).toEqual([
      ['warning', 'mcp/initialize'],
      ['error', 'start/no-restarts'],
    ]);
  });
});
