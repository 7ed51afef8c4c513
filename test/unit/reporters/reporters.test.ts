import { describe, expect, it } from 'vitest';
import { reportSchema, type Report } from '../../../src/model/report.js';
import { reporters } from '../../../src/reporters/index.js';
import { reportOfEverything, result } from '../../support/report.js';

const plain = { colour: false, symbols: true, width: 100, verbose: false };

const EVIL = 'a\u001b]0;owned\u0007\u202eb\u009b2J\u061c\u{e0041}';
const evilReport = (): Report => {
  const report = reportOfEverything();
  return {
    ...report,
    target: EVIL,
    results: report.results.map((result) => ({
      ...result,
      ...(result.reason !== undefined && { reason: EVIL }),
      findings: result.findings.map((finding) => ({ ...finding, message: EVIL, evidence: [EVIL], repro: EVIL })),
    })),
    mcp: {
      transports: ['http'],
      eras: [EVIL],
      protocolVersions: [EVIL],
      serverInfo: { name: EVIL, version: EVIL },
      tools: [EVIL],
    },
  };
};

describe.each(reporters)('reporter $id', (reporter) => {
  it('renders a report of everything as it did before', async () => {
    await expect(await reporter.render(reportOfEverything(), plain)).toMatchFileSnapshot(
      `golden/${reporter.id}.${reporter.extension}`,
    );
  });

  it('is deterministic', async () => {
    const first = await reporter.render(reportOfEverything(), plain);
    expect(await reporter.render(reportOfEverything(), plain)).toBe(first);
  });

  it('has no escape sequences without colour', async () => {
    expect(await reporter.render(reportOfEverything(), plain)).not.toContain('\u001b');
  });
});

describe('json', async () => {
  it('prints what the published schema describes', async () => {
    const json = reporters.find(({ id }) => id === 'json');
    const text = (await json?.render(reportOfEverything(), plain)) ?? '';
    expect(() => reportSchema.parse(JSON.parse(text))).not.toThrow();
  });

  it('means the same text where it shows it escaped', async () => {
    const json = reporters.find(({ id }) => id === 'json');
    expect(JSON.parse((await json?.render(evilReport(), plain)) ?? '')).toEqual(evilReport());
  });
});

describe('pretty', async () => {
  const pretty = reporters.find(({ id }) => id === 'pretty');

  it('counts no tools where no list of them could be had', async () => {
    const { mcp, ...report } = reportOfEverything();
    const unlisted = { ...report, ...(mcp && { mcp: { ...mcp, tools: [], toolCount: 0, toolsListed: false } }) };
    expect(await pretty?.render(unlisted, plain)).toContain('· no list of tools');
  });

  it('says the verdict in the last line', async () => {
    const lines = ((await pretty?.render(reportOfEverything(), plain)) ?? '').split('\n');
    expect(lines.at(-1)).toBe(
      '✖ todo:1.0.0 is not good: 1 error, 1 warning, 1 could not be told, 1 broken check, 1 accepted, 1 passed.   exit 1',
    );
  });

  it('breaks no name and no place at the edge of a narrow terminal', async () => {
    const report = reportOfEverything();
    const long = result({
      id: 'dockerfile/entrypoint-script-sound',
      title: 'Entrypoint script starts, hands over to the server, and refuses a mode that it does not know',
      outcome: 'fail',
      findings: [
        {
          message: 'The script ends with exec node dist/index.js and passes nothing to it.',
          location: { uri: 'docker/entrypoint.sh', line: 12 },
          evidence: [`layer 5: COPY ${'/app/servers/one '.repeat(8)}`],
        },
      ],
    });
    const note = result({
      id: 'fs/arbitrary-uid',
      outcome: 'fail',
      severity: 'info',
      findings: [{ message: 'The container exited after 5.1 s with code 1, and said only that it has no folder.' }],
    });
    const text = await pretty?.render({ ...report, results: [long, note] }, { ...plain, width: 80 });
    const lines = (text ?? '').split('\n');
    expect(lines.slice(0, -1).filter((line) => line.length > 80)).toEqual([]);
    expect(lines).toContain('    docker/entrypoint.sh:12');
  });

  it('uses words in place of symbols when asked', async () => {
    const text = (await pretty?.render(reportOfEverything(), { ...plain, symbols: false })) ?? '';
    expect(text).not.toMatch(/[✔✖]/u);
    expect(text).toContain('error lifecycle/exits-on-stdin-eof');
  });

  it.each([
    ['verify', 'do not concern this target'],
    ['doctor', 'do not concern this machine or project'],
  ] as const)('says what %s did not ask', async (command, words) => {
    expect(await pretty?.render({ ...reportOfEverything(), command }, plain)).toContain(words);
  });

  it('shows the cause first, its own remedy, and one command for findings of one kind', async () => {
    const report = reportOfEverything();
    const failed = (id: string, findings: Report['results'][number]['findings']) =>
      result({ id, outcome: 'fail', findings });
    const results = [
      failed('image/oci-labels', [
        { message: 'Missing: a.', repro: 'docker image inspect todo' },
        { message: 'Missing: b.', repro: 'docker image inspect todo' },
      ]),
      failed('start/ready-in-time', [{ message: 'It exited.', remedy: 'Give it API_KEY.' }]),
    ];
    const text = (await pretty?.render({ ...report, results }, plain)) ?? '';
    expect(text.indexOf('start/ready-in-time')).toBeLessThan(text.indexOf('image/oci-labels'));
    expect(text.match(/See it:/gu)).toHaveLength(1);
    expect(text.match(/Mend it:.*/gu)).toEqual(['Mend it: Give it API_KEY.', 'Mend it: Change it.']);
  });

  it('lists every check under verbose', async () => {
    const text = (await pretty?.render(reportOfEverything(), { ...plain, verbose: true })) ?? '';
    for (const { id } of reportOfEverything().results) expect(text).toContain(id);
  });
});

describe.each(['pretty', 'junit', 'json'])('%s', (id) => {
  it('lets no text of a server, an image or a facts file reach a terminal as it came', async () => {
    const text = await reporters.find((candidate) => candidate.id === id)?.render(evilReport(), plain);
    expect(text?.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain(String.raw`a\u001b]0;owned\u0007\u202eb\u009b2J\u061c`);
  });
});
