import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../../src/model/report.js';
import { reporters } from '../../../src/reporters/index.js';
import { reportOfEverything } from '../../support/report.js';

const plain = { colour: false, symbols: true, width: 100, verbose: false };

describe.each(reporters)('reporter $id', (reporter) => {
  it('renders a report of everything as it did before', async () => {
    await expect(reporter.render(reportOfEverything(), plain)).toMatchFileSnapshot(
      `golden/everything.${reporter.extension}`,
    );
  });

  it('is deterministic', () => {
    expect(reporter.render(reportOfEverything(), plain)).toBe(reporter.render(reportOfEverything(), plain));
  });

  it('has no escape sequences without colour', () => {
    expect(reporter.render(reportOfEverything(), plain)).not.toContain('\u001b');
  });
});

describe('json', () => {
  it('prints what the published schema describes', () => {
    const json = reporters.find(({ id }) => id === 'json');
    expect(() => reportSchema.parse(JSON.parse(json?.render(reportOfEverything(), plain) ?? ''))).not.toThrow();
  });
});

describe('pretty', () => {
  const pretty = reporters.find(({ id }) => id === 'pretty');

  it('says the verdict in the last line', () => {
    const lines = pretty?.render(reportOfEverything(), plain).split('\n') ?? [];
    expect(lines.at(-1)).toBe(
      '✖ todo:1.0.0 is not good: 1 error, 1 warning, 1 could not be told, 1 broken check, 1 passed.   exit 1',
    );
  });

  it('uses words in place of symbols when asked', () => {
    const text = pretty?.render(reportOfEverything(), { ...plain, symbols: false }) ?? '';
    expect(text).not.toMatch(/[✔✖]/u);
    expect(text).toContain('error lifecycle/exits-on-stdin-eof');
  });

  it('lists every check under verbose', () => {
    const text = pretty?.render(reportOfEverything(), { ...plain, verbose: true }) ?? '';
    for (const { id } of reportOfEverything().results) expect(text).toContain(id);
  });
});
