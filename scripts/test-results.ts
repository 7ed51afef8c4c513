import { sep } from 'node:path';

/** How many tests ended how. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What vitest's JSON reporter writes, as far as it matters here. */
export interface VitestReport {
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string }[];
  }[];
}

/**
 * Adds counts up.
 *
 * @param all - The parts.
 * @returns Their sum.
 */
export function sum(all: Iterable<Counts>): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/**
 * The one line that everything ends with.
 *
 * @param counts - What is to be said.
 * @returns Such as `12 passed, 0 failed` or `12 passed, 0 failed, 3 skipped`.
 */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Counts a report of vitest per tier, which is the folder below `test/` that a file is in.
 *
 * @param report - The parsed report.
 * @returns The counts of every tier that has files in the report.
 */
export function countVitest(report: VitestReport): Map<string, Counts> {
  const tiers = new Map<string, Counts>();
  for (const file of report.testResults) {
    const parts = file.name.split(sep === '\\' ? /[\\/]/u : '/');
    const tier = parts[parts.lastIndexOf('test') + 1] ?? 'unknown';
    const counts = tiers.get(tier) ?? { passed: 0, failed: 0, skipped: 0 };
    const before = counts.failed;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    }
    // A file that could not be loaded has no tests to fail, and a failing hook blames none.
    if (file.status === 'failed' && counts.failed === before) counts.failed += 1;
    tiers.set(tier, counts);
  }
  return tiers;
}

/**
 * Counts the output of an example's own tests: Node's test runner or vitest.
 *
 * @param output - Everything it printed.
 * @param code - Its exit code, which is believed where the output says something kinder.
 * @returns The counts.
 */
export function countOutput(output: string, code: number): Counts {
  // Colours would stand between the words and their numbers.
  // eslint-disable-next-line no-control-regex
  const text = output.replaceAll(/\u001B\[[\d;]*m/gu, '');
  const counts = countNodeTest(text) ?? countVitestText(text) ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function countNodeTest(text: string): Counts | undefined {
  const read = (word: string): number | undefined => {
    // A package may run several test commands one after the other.
    const found = [...text.matchAll(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, 'gmu'))];
    if (found.length === 0) return undefined;
    return found.reduce((total, match) => total + Number(match[1]), 0);
  };
  const passed = read('pass');
  if (passed === undefined) return undefined;
  return {
    passed,
    failed: (read('fail') ?? 0) + (read('cancelled') ?? 0),
    skipped: (read('skipped') ?? 0) + (read('todo') ?? 0),
  };
}

function countVitestText(text: string): Counts | undefined {
  const line = /^\s*Tests\s+(.+)$/mu.exec(text)?.[1];
  if (line === undefined) return undefined;
  const read = (word: string): number => Number(new RegExp(`(\\d+) ${word}`, 'u').exec(line)?.[1] ?? 0);
  return { passed: read('passed'), failed: read('failed'), skipped: read('skipped') + read('todo') };
}
