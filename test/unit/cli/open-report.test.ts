import { expect, it } from 'vitest';
import { openReport } from '../../../src/cli/open-report.js';

const flags = { json: true, verbose: false, 'fail-on': 'error', 'no-symbols': false } as const;
const open = (format: 'pretty' | 'json' | 'junit', json = true) =>
  openReport({ command: 'verify', flags: { ...flags, json, format }, cwd: '/', toolVersion: '0' });

it('knows of one format on stdout', async () => {
  expect((await open('pretty')).format).toBe('json');
  expect((await open('json')).format).toBe('json');
  expect((await open('junit', false)).format).toBe('junit');
  await expect(open('junit')).rejects.toMatchObject({
    code: 'FLAG_INVALID',
    exitCode: 2,
    message: '--json and --format junit exclude each other.',
  });
});
