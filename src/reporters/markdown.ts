import type { Finding } from '../model/finding.js';
import type { Report, Result } from '../model/report.js';
import { formatBytes, formatDuration } from '../model/units.js';
import { countWords, LINE_WORDS } from './checklists.js';
import { clientTable, revisionTable } from './client-rows.js';
import { cleanReport } from './clean-report.js';
import { defineReporter } from './define-reporter.js';
import { cellCode, codeBlock, codeSpan, markdownProse, markdownText } from './markdown-text.js';
import { acceptedFindings, isFailing, openFindings, undecided } from './open-findings.js';
import { placeWords } from './place.js';
import { areaGroups, causeFirst, details } from './pretty.js';
import { markdownTable } from './report-tables.js';
import { verdictOf } from './verdict.js';

/** GitHub-flavoured Markdown, for the summary of a CI run, a pull request or a wiki page. */
export default defineReporter({
  id: 'markdown',
  title: 'Markdown',
  use: 'For pull requests, wikis and chats. Nothing that a server says becomes a link, a mention or markup.',
  extension: 'md',
  render: (report) => markdownReport(report),
});

/** How much of a report is shown; the least leaves the verdict and the counts. */
export type Detail = 'everything' | 'findings' | 'names' | 'verdict';

export function markdownReport(found: Report, detail: Detail = 'everything'): string {
  const report = cleanReport(found);
  const failing = causeFirst(report.results.filter(isFailing));
  const blocks = [
    heading(report),
    subtitle(report),
    ...(detail === 'verdict' ? [] : [areaTable(report)]),
    ...(detail === 'names' && failing.length > 0 ? [nameList(failing)] : []),
    ...(detail === 'everything' || detail === 'findings'
      ? failing.flatMap((result) => failureBlocks(result, detail))
      : []),
    ...(detail === 'everything'
      ? [
          ...clientTable(report),
          ...(report.clients === undefined ? [] : markdownTable(revisionTable(report.clients))),
          ...(report.tables ?? []).flatMap(markdownTable),
          ...checklists(report),
          ...openQuestions(report),
          ...accepted(report),
          ...notRun(report),
        ]
      : []),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const SIGNS = { error: '❌', warning: '⚠️', info: 'ℹ️' } as const;

function heading(report: Report): string {
  const { good, subject, words } = verdictOf(report);
  const name = report.command === 'doctor' ? subject : codeSpan(subject);
  return `## ${good ? '✅' : '❌'} ${name} ${words}`;
}

function subtitle({ command, image, durationMs, tool, startedAt, profile }: Report): string {
  return [
    `mcp-dock ${markdownText(tool.version)} ${command}`,
    ...(image === undefined ? [] : [`${formatBytes(image.sizeBytes)}, ${markdownText(image.platform)}`]),
    ...(profile === undefined ? [] : [`profile ${profile}`]),
    formatDuration(durationMs),
    markdownText(startedAt),
  ].join(' · ');
}

function areaTable(report: Report): string {
  const groups = areaGroups(report);
  const number = (count: number) => (count === 0 ? '' : String(count));
  const rows = groups.flatMap(({ title, members }) => {
    const asked = members.filter(({ outcome }) => outcome !== 'not-applicable');
    if (asked.length === 0) return [];
    const failing = asked.filter(isFailing);
    const cells = [
      markdownText(title),
      number(asked.filter(({ outcome }) => outcome === 'pass').length),
      ...(['error', 'warning', 'info'] as const).map((severity) =>
        number(failing.filter((result) => result.severity === severity).length),
      ),
      number(asked.filter(({ outcome }) => outcome === 'unknown' || outcome === 'error').length),
      markdownText(details(title, report)),
    ];
    return [`| ${cells.join(' | ')} |`];
  });
  return ['| | Passed | Errors | Warnings | Notes | Could not tell | |', '|---|--:|--:|--:|--:|--:|---|', ...rows].join(
    '\n',
  );
}

const nameList = (failing: readonly Result[]): string =>
  failing.map(({ id, severity, title }) => `- ${SIGNS[severity]} ${codeSpan(id)} ${markdownText(title)}`).join('\n');

function failureBlocks(result: Result, detail: 'everything' | 'findings'): string[] {
  const { id, severity, title, docsUrl } = result;
  const findings = openFindings(result);
  const fixes = [...new Set(findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix])))];
  const remedies = [...new Set(findings.map(({ remedy = result.remedy }) => remedy))];
  return [
    `### ${SIGNS[severity]} ${codeSpan(id)}`,
    `Expected: ${markdownText(title)} (${severity}).`,
    ...findings.flatMap((finding, index) => findingBlocks(finding, findings[index + 1], detail)),
    ...remedies.map((remedy) => `**Mend it:** ${markdownProse(remedy)}`),
    ...fixes.map((fix) => `**Fix:** ${codeSpan(`mcp-dock doctor --fix ${fix}`)}`),
    `[Why and how](${docsUrl})`,
  ];
}

function findingBlocks(finding: Finding, next: Finding | undefined, detail: 'everything' | 'findings'): string[] {
  const { message, evidence = [], repro } = finding;
  const place = placeWords(finding);
  return [
    `${markdownProse(message)}${place === undefined ? '' : ` ${codeSpan(place)}`}`,
    ...(evidence.length === 0 || detail === 'findings' ? [] : [codeBlock(evidence.join('\n'), 'text')]),
    // Findings of one kind are shown by one command, under the last of them.
    ...(repro === undefined || repro === next?.repro || detail === 'findings'
      ? []
      : ['**See it:**', codeBlock(repro, 'sh')]),
  ];
}

const checklists = ({ checklists: lists = [] }: Report): string[] =>
  lists.flatMap(({ title, lines }) => [
    `### Checklist: ${markdownText(title)}`,
    markdownText(countWords(lines)),
    [
      '| line | outcome | | checks |',
      '|---|---|---|---|',
      ...lines.map(({ text, outcome, because, by }) => {
        const cells = [
          `${LINE_SIGNS[outcome]} ${markdownText(text)}`,
          LINE_WORDS[outcome],
          outcome === 'pass' || because === undefined ? '' : markdownText(because),
          by.map(cellCode).join(' '),
        ];
        return `| ${cells.join(' | ')} |`;
      }),
    ].join('\n'),
  ]);

const LINE_SIGNS = { pass: '✅', fail: '❌', manual: '✍️', 'not-applicable': '➖', unknown: '❔' } as const;

function openQuestions({ results }: Report): string[] {
  const reasons = [...undecided(results)];
  if (reasons.length === 0) return [];
  const rows = reasons.map(
    ([reason, members]) => `${markdownProse(reason)} ${members.map(({ id }) => codeSpan(id)).join(', ')}`,
  );
  return ['### ❔ Could not tell', ...rows];
}

function accepted({ results }: Report): string[] {
  const found = acceptedFindings(results);
  if (found.length === 0) return [];
  return [
    '### Accepted',
    [
      '| check | finding | |',
      '|---|---|---|',
      ...found.map(
        ({ result, finding, because }) =>
          `| ${cellCode(result.id)} | ${markdownText(finding.message)} | ${markdownText(because)} |`,
      ),
    ].join('\n'),
  ];
}

function notRun({ notRun: left = [] }: Report): string[] {
  if (left.length === 0) return [];
  const reasons = new Map<string, string[]>();
  for (const { id, because } of left) reasons.set(because, [...(reasons.get(because) ?? []), id]);
  return [
    '### Not run',
    ...[...reasons].map(([because, ids]) => `${markdownText(because)} ${ids.map(codeSpan).join(', ')}`),
  ];
}
