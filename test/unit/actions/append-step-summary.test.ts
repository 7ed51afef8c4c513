import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appendStepSummary } from '../../../src/actions/append-step-summary.js';
import { STEP_SUMMARY_BYTES } from '../../../src/reporters/step-summary.js';
import { reportOfEverything } from '../../support/report.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-summary-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('adds itself to what others wrote', async () => {
  const path = join(folder, 'summary');
  await writeFile(path, 'before\n');
  expect(await appendStepSummary(reportOfEverything(), path)).toBeUndefined();
  expect(await readFile(path, 'utf8')).toMatch(/^before\n\n## ❌ `todo:1\.0\.0` is not good/u);
});

it('begins a file that is not there yet', async () => {
  const path = join(folder, 'summary');
  expect(await appendStepSummary(reportOfEverything(), path)).toBeUndefined();
  expect(await readFile(path, 'utf8')).toMatch(/^## /u);
});

it('never makes the file larger than GitHub shows', async () => {
  const path = join(folder, 'summary');
  for (const left of [900, 5]) {
    await writeFile(path, 'x'.repeat(STEP_SUMMARY_BYTES - left));
    await appendStepSummary(reportOfEverything(), path);
    expect((await stat(path)).size).toBeLessThanOrEqual(STEP_SUMMARY_BYTES);
  }
});

it('says why there is none', async () => {
  expect(await appendStepSummary(reportOfEverything(), folder)).toBe(
    `The step summary could not be written to ${folder}: a folder has that name`,
  );
});
