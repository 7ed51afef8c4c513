import { expect, it } from 'vitest';
import { cleanReport } from '../../../src/reporters/clean-report.js';
import { reportOfEverything } from '../../support/report.js';

const mcp = reportOfEverything().mcp;

it.each([
  { name: 'a list of a usual length', versions: ['a', 'b'], shown: ['a', 'b'] },
  {
    name: 'a list of texts without end',
    versions: Array.from({ length: 3_000 }, (_, index) => `v${index}`),
    shown: [...Array.from({ length: 100 }, (_, index) => `v${index}`), '… and 2900 more'],
  },
  { name: 'a text without end', versions: ['x'.repeat(9_000)], shown: [`${'x'.repeat(4_000)}… (9000 characters)`] },
  { name: 'a control sequence', versions: ['\u009b2J'], shown: [String.raw`\u009b2J`] },
])('shows $name', ({ versions, shown }) => {
  const report = { ...reportOfEverything(), ...(mcp && { mcp: { ...mcp, protocolVersions: versions } }) };
  expect(cleanReport(report).mcp?.protocolVersions).toEqual(shown);
});

it('leaves out no result', () => {
  const report = reportOfEverything();
  const results = Array.from({ length: 300 }, (_, index) => ({ ...report.results[0], id: `a/${index}` }));
  expect(cleanReport({ ...report, results: results as typeof report.results }).results).toHaveLength(300);
});
