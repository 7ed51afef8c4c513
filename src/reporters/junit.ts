import type { Builder } from 'junit-report-builder';
import { areaOf, type Result } from '../model/report.js';
import { cleanReport } from './clean-report.js';
import { defineReporter } from './define-reporter.js';
import { isFailing, openFindings, whyAccepted } from './open-findings.js';
import { placeWords } from './place.js';

/**
 * JUnit XML as CI servers read it: a suite per area, a case per check. A failing error is a failure; warnings and infos pass
 * with their words in system-out, since JUnit knows no severities; unknown and broken checks are errors, never skipped; what is
 * accepted is skipped, with the reason.
 */
export default defineReporter({
  id: 'junit',
  title: 'JUnit XML',
  use: 'For the test page of a CI server. Errors are failures; warnings and notes pass, with their words in `system-out`, unless `--fail-on` counts them; what could not be told is an error; what is accepted is skipped.',
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
        const words = inCdata(describe(result));
        if (result.outcome === 'not-applicable') test.skipped().standardOutput(inCdata(result.reason ?? ''));
        else if (result.outcome === 'unknown' || result.outcome === 'error')
          test.error(result.reason ?? '', result.outcome, words);
        else if (isFailing(result)) {
          // Some servers show only the attribute, others only what stands inside.
          if (counts(result, summary.failOn)) test.failure(headline(result), result.severity).stacktrace(words);
          else test.standardOutput(words);
        } else if (result.findings.length > 0) test.skipped().standardOutput(words);
        else if (result.reason !== undefined) test.standardOutput(inCdata(result.reason));
      }
    }
    return withoutSkipped(builder.build());
  },
});

/** What ends a CDATA section, shown as an escape: the library mends the first one only. */
const inCdata = (text: string) => text.replaceAll(']]>', String.raw`]]\u003e`);

/** Of the whole: the library counts it there, and no schema of JUnit knows it. */
const withoutSkipped = (xml: string) => xml.replace(/(<testsuites\b[^>]*?) skipped="\d+"/u, '$1');

const RANK = { info: 0, warning: 1, error: 2, never: 3 } as const;
const counts = ({ severity }: Result, failOn: keyof typeof RANK) => RANK[severity] >= RANK[failOn];

function byArea(results: readonly Result[]): Map<string, Result[]> {
  const areas = new Map<string, Result[]>();
  for (const result of results) {
    const area = areaOf(result);
    areas.set(area, [...(areas.get(area) ?? []), result]);
  }
  return areas;
}

function headline(result: Result): string {
  const [first, ...others] = openFindings(result);
  return `${first?.message ?? result.title}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}

const describe = ({ findings, remedy, docsUrl }: Result) =>
  [
    ...findings.flatMap((finding) => {
      const { message, evidence = [], repro } = finding;
      const place = placeWords(finding);
      return [
        message,
        ...(openFindings({ findings: [finding] }).length > 0 ? [] : [`  Accepted. ${whyAccepted(finding)}`]),
        ...(place === undefined ? [] : [`  at ${place}`]),
        ...evidence.map((line) => `  ${line}`),
        ...(repro === undefined ? [] : [`  See it: ${repro}`]),
      ];
    }),
    ...[...new Set(findings.map((finding) => finding.remedy ?? remedy))].map((words) => `Mend it: ${words}`),
    docsUrl,
  ].join('\n');

/** Loaded when it is asked for: every other format would pay for it. */
async function loadBuilder(): Promise<Builder> {
  const { default: module } = await import('junit-report-builder');
  // A CommonJS module whose types describe an ES module: at run time the default import is the builder itself.
  return module as unknown as Builder;
}
