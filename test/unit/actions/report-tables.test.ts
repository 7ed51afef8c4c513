import { expect, it } from 'vitest';
import { reportTables } from '../../../src/actions/report-tables.js';
import { page } from '../../../src/reporters/html/page.js';
import { reporters } from '../../../src/reporters/index.js';
import { coldStart, matrix } from '../../support/lifecycle-facts.js';
import { reportOfEverything } from '../../support/report.js';
import { exit } from '../../support/run-facts.js';

const tables = reportTables({
  coldStart: {
    status: 'known',
    value: coldStart({
      'without-configuration': { exited: exit({ lastLines: ['API_KEY is required'] }) },
      'unreachable-network': { firstAnswerMs: 11_034 },
      'read-only': { waitedMs: 20_000, error: 'no answer within 20.0 s' },
      'random-user': { notTried: 'The engine refuses it.' },
    }),
  },
  lifecycleMatrix: { status: 'known', value: matrix([{ teardown: 'client-sigkill', init: true, gone: false }]) },
});

it('shows the time to the first answer beside the budgets of clients', () => {
  expect(tables[0]?.rows).toEqual([
    ['as configured', '0.4 s', 'in time', 'in time', 'in time'],
    ['without configuration', 'none: exit code 1, missing-variable', 'never', 'never', 'never'],
    ['without a network', '0.4 s', 'in time', 'in time', 'in time'],
    ['with a network on which nothing answers', '11 s', 'too late', 'in time', 'in time'],
    ['read-only, with its volumes', 'none within 20 s', 'never', 'not waited for', 'not waited for'],
    ['as a user of no name, group 0', 'not tried: The engine refuses it.', '-', '-', '-'],
    ['without capabilities and new privileges', '0.4 s', 'in time', 'in time', 'in time'],
  ]);
});

it('shows what each way to end it leaves', () => {
  expect(tables[1]?.rows[2]).toEqual(['SIGKILL to its client', 'gone after 90 ms', 'leaks']);
});

it.each(['pretty', 'markdown'])('is part of %s', async (id) => {
  const reporter = reporters.find((one) => one.id === id);
  const options = { colour: false, symbols: true, width: Infinity, verbose: true };
  const text = await reporter?.render({ ...reportOfEverything(), tables }, options);
  for (const words of ['Time to the first MCP answer', 'Claude Code (60 s)', 'leaks']) expect(text).toContain(words);
});

it('is part of the page', async () => {
  expect(await page({ ...reportOfEverything(), tables })).toContain('<th scope="row">without a network</th>');
});
