import type { Builder } from 'junit-report-builder';
import type { Result } from '../model/report.js';
import { cleanReport } from './clean-report.js';
import { defineReporter } from './define-reporter.js';

/**
 * JUnit XML as CI servers read it: a suite per area, a case per check. A failing error is a failure; warnings and infos pass
 * with their words in system-out, since JUnit knows no severities; unknown and broken checks are errors, never skipped.
 */
export default defineReporter({
  id: 'junit',
  title: 'JUnit XML',
  extension: 'xml',
  async render(report) {
    const junit = await loadBuilder();
    const { command, target, results, summary } = cleanReport(report);
    const builder = junit.newBuilder();
    for (const [area, members] of byArea(results)) {
      const suite = builder.testSuite().name(`mcp-dock ${command} ${target}: ${area}`);
      for (const result of members) {
        const test = suite
          .testCase()
          .className(`mcp-dock.${area}`)
          .name(`${result.id} ${result.title}`)
          .time(result.durationMs / 1000);
        const words = describe(result);
        if (result.outcome === 'not-applicable') test.skipped().standardOutput(result.reason ?? '');
        else if (result.outcome === 'unknown' || result.outcome === 'error')
          test.error(result.reason ?? '', result.outcome, words);
        else if (result.outcome === 'fail' && counts(result, summary.failOn)) {
          test.failure(words, result.severity);
          test.standardOutput(words);
        } else if (result.outcome === 'fail') test.standardOutput(words);
      }
    }
    return builder.build();
  },
});

const RANK = { info: 0, warning: 1, error: 2, never: 3 } as const;
const counts = ({ severity }: Result, failOn: keyof typeof RANK) => RANK[severity] >= RANK[failOn];

function byArea(results: readonly Result[]): Map<string, Result[]> {
  const areas = new Map<string, Result[]>();
  for (const result of results) {
    const area = result.id.split('/')[0] ?? result.id;
    areas.set(area, [...(areas.get(area) ?? []), result]);
  }
  return areas;
}

const describe = ({ findings, remedy, docsUrl }: Result) =>
  [
    ...findings.flatMap(({ message, location, evidence = [], repro }) => [
      message,
      ...(location === undefined
        ? []
        : [`  at ${location.uri}${location.line === undefined ? '' : `:${location.line}`}`]),
      ...evidence.map((line) => `  ${line}`),
      ...(repro === undefined ? [] : [`  See it: ${repro}`]),
    ]),
    ...[...new Set(findings.map((finding) => finding.remedy ?? remedy))].map((words) => `Mend it: ${words}`),
    docsUrl,
  ].join('\n');

/** Loaded when it is asked for: every other format would pay for it. */
async function loadBuilder(): Promise<Builder> {
  const { default: module } = await import('junit-report-builder');
  // A CommonJS module whose types describe an ES module: at run time the default import is the builder itself.
  return module as unknown as Builder;
}
