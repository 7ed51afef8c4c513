import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { ensureBaseImages } from '../test/support/base-images.ts';
import { ensureBrowser } from '../test/support/browser.ts';
import { ensureEngine } from '../test/support/engine.ts';
import { progressLog } from '../test/support/log.ts';
import { ensureNewerEngine } from '../test/support/newer-engine.ts';
import { foreground, wasInterrupted, watchSignals } from './child-process.ts';
import { duration, styled, taskStarted } from './console-style.ts';
import { whyInstall } from './installed-packages.mjs';
import { countOutput, countVitest, sum, summaryLine, type Counts, type VitestReport } from './test-results.ts';

const ROOT = resolve(import.meta.dirname, '..');
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const QUICK = ['unit', 'templates', 'contract', 'meta'];
const EXAMPLES = 'examples';
const ON_ENGINE = ['e2e', 'package'];
const TIERS = [...QUICK, EXAMPLES, ...ON_ENGINE];
/** A test that hangs must not hold up everything until somebody looks. */
const EXAMPLE_SILENCE = 180_000;
const BASE_IMAGES = ['debian:bookworm-slim', 'node:24-bookworm-slim'];

const log = progressLog({ since: taskStarted() });

interface Results {
  counts: Map<string, Counts>;
  /** What a reader of the last line alone would not learn. */
  notes: string[];
}

interface Selection {
  tiers: string[];
  rest: string[];
}

function select(args: readonly string[]): Selection | string {
  let tiers = TIERS;
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg !== '--tier' && !arg.startsWith('--tier=')) {
      rest.push(arg);
      continue;
    }
    const value = arg === '--tier' ? (args[(index += 1)] ?? '') : arg.slice('--tier='.length);
    const asked = value.split(',').map((tier) => tier.trim());
    const unknown = asked.filter((tier) => !TIERS.includes(tier));
    if (unknown.length > 0) {
      return `There is no tier "${unknown.join('", "')}". Use some of: ${TIERS.join(', ')}.`;
    }
    tiers = TIERS.filter((tier) => asked.includes(tier));
  }
  return { tiers, rest };
}

function add(results: Results, tier: string, part: Partial<Counts>): void {
  const sofar = results.counts.get(tier) ?? { passed: 0, failed: 0, skipped: 0 };
  results.counts.set(tier, sum([sofar, { passed: 0, failed: 0, skipped: 0, ...part }]));
}

function heading(text: string): void {
  process.stdout.write(`\n${styled('bold', text)}\n`);
}

async function runVitest(
  tiers: readonly string[],
  rest: readonly string[],
  results: Results,
  folder: string,
): Promise<void> {
  heading(`vitest: ${tiers.join(', ')}`);
  const file = join(folder, `${tiers.join('-')}.json`);
  const { code } = await foreground(
    process.execPath,
    [
      VITEST,
      'run',
      ...tiers.flatMap((tier) => ['--project', tier]),
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...rest,
    ],
    { cwd: ROOT },
  );
  if (wasInterrupted()) return;
  let report: VitestReport | undefined;
  try {
    report = JSON.parse(await readFile(file, 'utf8')) as VitestReport;
  } catch {
    // It ended before it could write one; its exit code is judged below.
  }
  const counted = report ? countVitest(report) : new Map<string, Counts>();
  for (const [tier, counts] of counted) add(results, tier, counts);
  if (code !== 0 && sum(counted.values()).failed === 0) {
    add(results, tiers[0] ?? 'vitest', { failed: 1 });
    results.notes.push(`vitest ended with exit code ${code} without naming a failed test; see its output above.`);
  }
  for (const tier of tiers) {
    // A filter may leave a tier empty; without one, an empty tier proves nothing and says so.
    if (rest.length > 0 || (results.counts.get(tier)?.passed ?? 0) > 0) continue;
    if (counted.has(tier) || code !== 0) continue;
    add(results, tier, { failed: 1 });
    results.notes.push(`The tier ${tier} has no tests; counted as failed.`);
  }
}

async function countTests(tier: string, folder: string): Promise<number> {
  const file = join(folder, `${tier}-list.json`);
  await foreground(process.execPath, [VITEST, 'list', '--project', tier, `--json=${file}`], {
    cwd: ROOT,
    quiet: true,
  });
  try {
    return (JSON.parse(await readFile(file, 'utf8')) as unknown[]).length;
  } catch {
    return 0;
  }
}

async function skipOnEngine(tiers: readonly string[], reason: string, results: Results, folder: string): Promise<void> {
  for (const tier of tiers) {
    // At least one, so that a skipped tier never vanishes from the last line.
    add(results, tier, { skipped: Math.max(1, await countTests(tier, folder)) });
    results.notes.push(`The tier ${tier} was skipped: ${reason}`);
  }
}

function examplesWithTests(): string[] {
  const folder = join(ROOT, 'examples');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((example) => {
      const manifest = join(example, 'package.json');
      if (!existsSync(manifest)) return false;
      const { scripts } = JSON.parse(readFileSync(manifest, 'utf8')) as { scripts?: Record<string, string> };
      return scripts?.['test'] !== undefined;
    });
}

async function runExamples(results: Results): Promise<void> {
  for (const example of examplesWithTests()) {
    if (wasInterrupted()) return;
    const name = example.slice(ROOT.length + 1);
    heading(`${name}: its own tests`);
    // Without dependencies there is no lock file, and nothing to install.
    const why = existsSync(join(example, 'package-lock.json')) ? whyInstall(example) : undefined;
    if (why) {
      log(`${why}; running npm ci in ${name}.`);
      const installed = await foreground('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: example,
        quiet: true,
      });
      if (installed.code !== 0) {
        process.stderr.write(installed.output);
        add(results, EXAMPLES, { failed: 1 });
        results.notes.push(`npm ci failed in ${name}; check that npm reaches its registry.`);
        continue;
      }
    }
    const { code, output } = await foreground('npm', ['test', '--silent'], {
      cwd: example,
      tee: true,
      silence: EXAMPLE_SILENCE,
    });
    if (!wasInterrupted()) add(results, EXAMPLES, countOutput(output, code));
  }
}

async function runOnEngine(
  tiers: readonly string[],
  rest: readonly string[],
  results: Results,
  folder: string,
): Promise<void> {
  heading('Engine and base images');
  const engine = await ensureEngine({ log });
  if (!engine.available) {
    const reason = `${engine.reason} ${engine.remedy}`;
    if (!engine.attempted) {
      await skipOnEngine(tiers, reason, results, folder);
      return;
    }
    for (const tier of tiers) add(results, tier, { failed: 1 });
    results.notes.push(`No engine for ${tiers.join(' and ')}: ${reason}`);
    return;
  }
  try {
    await ensureBaseImages(BASE_IMAGES, { log, engine });
  } catch (error) {
    for (const tier of tiers) add(results, tier, { failed: 1 });
    results.notes.push(`No base images for ${tiers.join(' and ')}: ${(error as Error).message}`);
    return;
  }
  if (tiers.includes('e2e')) {
    const newer = await ensureNewerEngine({ log });
    if (!newer.available) results.notes.push(`Tests against a newer engine were skipped: ${newer.reason}.`);
    const browser = await ensureBrowser({ log });
    if (!browser.available)
      results.notes.push(`Tests of the HTML report in a browser were skipped: ${browser.reason}.`);
  }
  await runVitest(tiers, rest, results, folder);
}

async function test(): Promise<number> {
  const selection = select(process.argv.slice(2));
  if (typeof selection === 'string') {
    process.stderr.write(`${selection}\n`);
    return 2;
  }
  watchSignals();
  const { tiers, rest } = selection;
  const results: Results = { counts: new Map(), notes: [] };
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-test-'));
  try {
    // What is quick comes first, so that a slip shows before an engine is installed.
    const quick = QUICK.filter((tier) => tiers.includes(tier));
    if (quick.length > 0) await runVitest(quick, rest, results, folder);
    if (tiers.includes(EXAMPLES) && rest.length === 0) await runExamples(results);
    const onEngine = ON_ENGINE.filter((tier) => tiers.includes(tier));
    if (onEngine.length > 0 && !wasInterrupted()) await runOnEngine(onEngine, rest, results, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const total = sum(results.counts.values());
  heading(`Tiers, after ${duration(Date.now() - taskStarted())}`);
  for (const [tier, counts] of results.counts) {
    const mark = counts.failed > 0 ? styled('red', '✖') : counts.passed > 0 ? styled('green', '✔') : '-';
    process.stdout.write(`${mark} ${tier.padEnd(10)} ${summaryLine(counts)}\n`);
  }
  for (const note of results.notes) process.stdout.write(`${note}\n`);
  if (wasInterrupted()) process.stdout.write('Interrupted; the tests that were left did not run.\n');
  process.stdout.write(`${summaryLine(total)}\n`);
  if (wasInterrupted()) return 130;
  return total.failed > 0 ? 1 : 0;
}

process.exitCode = await test();
