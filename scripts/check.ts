import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { foreground, wasInterrupted } from './child-process.ts';
import { duration, styled, taskStarted } from './console-style.ts';

const ROOT = resolve(import.meta.dirname, '..');

interface Step {
  name: string;
  command: string;
  args: string[];
  /** What mends most of its complaints. */
  remedy: string;
}

const STEPS: Step[] = [
  { name: 'types', command: 'tsc', args: ['--noEmit'], remedy: 'Repair the types.' },
  {
    name: 'lint',
    command: 'oxlint',
    args: ['--type-aware', '--deny-warnings'],
    remedy: '`npx oxlint --type-aware --fix` mends a part of it.',
  },
  { name: 'format', command: 'prettier', args: ['--check', '.'], remedy: 'Run `npm run format`.' },
  {
    name: 'generated files',
    command: process.execPath,
    args: [join('scripts', 'generate.ts'), '--check'],
    remedy: 'Run `npm run generate` and commit what it writes.',
  },
  { name: 'unused code', command: 'knip', args: [], remedy: 'Remove what nobody uses.' },
  {
    name: 'package',
    command: 'publint',
    args: ['--strict'],
    remedy: 'Repair package.json.',
  },
];

/**
 * Side by side, because most of them wait for one core while there are several; printed in order,
 * so that two runs can be compared.
 */
async function check(): Promise<number> {
  const selected = process.argv.slice(2);
  const steps = selected.length === 0 ? STEPS : STEPS.filter(({ name }) => selected.includes(name));
  if (steps.length === 0) {
    process.stderr.write(
      `There is no check "${selected.join(' ')}". Use: ${STEPS.map(({ name }) => `"${name}"`).join(', ')}.\n`,
    );
    return 2;
  }
  const runs = steps.map(async (step) => {
    const begun = Date.now();
    const missing = step.command === process.execPath && !existsSync(join(ROOT, step.args[0] ?? ''));
    const result = missing
      ? { code: 1, output: `${step.args[0]} does not exist.\n` }
      : await foreground(step.command, step.args, { cwd: ROOT, quiet: true });
    return { ...result, took: Date.now() - begun };
  });
  let failed = 0;
  for (const [index, run] of runs.entries()) {
    const step = steps[index];
    if (!step) continue;
    const { code, output, took } = await run;
    if (wasInterrupted()) return 130;
    const mark = code === 0 ? styled('green', '✔') : styled('red', '✖');
    process.stdout.write(`${mark} ${step.name.padEnd(16)} ${duration(took).padStart(8)}\n`);
    if (code !== 0) {
      failed += 1;
      process.stdout.write(`${output.trimEnd()}\n${step.remedy}\n\n`);
    }
  }
  const total = duration(Date.now() - taskStarted());
  process.stdout.write(
    failed === 0
      ? `All ${steps.length} checks passed after ${total}.\n`
      : `${failed} of ${steps.length} checks failed after ${total}.\n`,
  );
  return failed === 0 ? 0 : 1;
}

process.exitCode = await check();
