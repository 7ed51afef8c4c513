import { cleanText } from '../model/clean-text.js';
import type { Severity } from '../model/finding.js';
import type { Report } from '../model/report.js';
import { cleanReport } from './clean-report.js';
import { defineReporter, type RenderOptions } from './define-reporter.js';
import { isFailing, openFindings, undecided } from './open-findings.js';
import { fromTheTop, nearestFile } from './place.js';
import { causeFirst } from './pretty.js';
import { verdictOf } from './verdict.js';

/**
 * Workflow commands that GitHub shows as annotations of files. Of each kind it shows the first ten of a step, so what matters
 * most comes first; the rest is in the log and in the step summary.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export default defineReporter({
  id: 'github',
  title: 'GitHub annotations',
  use: 'Workflow commands that GitHub shows beside the lines of a pull request: `mcp-dock verify --format github` in a step. In every format, the report as Markdown is added to the step summary when `GITHUB_STEP_SUMMARY` is set, shortened where GitHub would show nothing of it (1 MiB).',
  extension: 'txt',
  render(found, { folder = '' }: RenderOptions) {
    const report = cleanReport(found);
    return [...findings(report, folder), ...openQuestions(report), lastLine(report)].join('\n');
  },
});

/**
 * An annotation stands between lines of code; the whole is in the other formats. The runner cuts one at 4,096 characters, and what
 * to do stands at its end.
 */
const MOST_EVIDENCE = 10;
const LONGEST_MESSAGE = 1_000;
const LONGEST_EVIDENCE = 120;
const LEVELS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

function findings(report: Report, folder: string): string[] {
  const failing = causeFirst(report.results.filter(isFailing));
  return failing.flatMap((result) =>
    openFindings(result).map((finding) => {
      const { message, evidence = [], repro, remedy = result.remedy, severity = result.severity } = finding;
      const place = nearestFile(finding, report);
      const properties = {
        ...(place !== undefined && { file: fromTheTop(folder, place.uri) }),
        ...(place?.line !== undefined && { line: place.line }),
        ...(place?.column !== undefined && { col: place.column }),
        ...(place?.endColumn !== undefined && { endColumn: place.endColumn }),
        title: result.id,
      };
      const lines = [
        cleanText(message, LONGEST_MESSAGE),
        ...evidence.slice(0, MOST_EVIDENCE).map((line) => `  ${cleanText(line, LONGEST_EVIDENCE)}`),
        `Mend it: ${remedy}`,
        ...(repro === undefined ? [] : [`See it: ${repro}`]),
        `Why and how: ${result.docsUrl}`,
      ];
      return command(LEVELS[severity], properties, lines.join('\n'));
    }),
  );
}

const openQuestions = ({ results }: Report): string[] =>
  [...undecided(results)].map(([reason, members]) =>
    command('warning', { title: 'Could not tell' }, [reason, ...members.map(({ id }) => `  ${id}`)].join('\n')),
  );

function lastLine(report: Report): string {
  const { subject, words } = verdictOf(report);
  return `mcp-dock ${report.command}: ${subject} ${words}.`;
}

function command(name: string, properties: Readonly<Record<string, string | number>>, data: string): string {
  const words = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(String(value))}`);
  return `::${name} ${words.join(',')}::${escapedData(data)}`;
}

const escapedData = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapedProperty = (text: string) => escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
