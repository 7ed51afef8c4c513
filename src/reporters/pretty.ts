import type { Severity } from '../model/finding.js';
import { areaOf, type Report, type Result } from '../model/report.js';
import { formatBytes, formatDuration } from '../model/units.js';
import { lockRows } from './lock-rows.js';
import { acceptedRows, notRunRows } from './accepted-rows.js';
import { checklistRows } from './checklists.js';
import { clientRows } from './client-rows.js';
import { cleanReport } from './clean-report.js';
import { defineReporter, type RenderOptions } from './define-reporter.js';
import { failureLines } from './failure-lines.js';
import { painter, type Paint } from './paint.js';
import { plainTable } from './report-tables.js';
import { verdictOf } from './verdict.js';
import { wrap } from './wrap.js';

/** For people: short when all is well, the cause first when it is not, the verdict last. */
export default defineReporter({
  id: 'pretty',
  title: 'Text for people',
  use: 'Short when all is well; `--verbose` lists every check. What is wrong comes with its place, what was seen, what to do, and a command that shows it.',
  extension: 'txt',
  render(found, options) {
    const report = cleanReport(found);
    const paint = painter(options);
    const shown = new Set(report.checklists?.map(({ name }) => `checklist/${name}`));
    const failed = report.results.filter(({ id, outcome }) => outcome === 'fail' && !shown.has(id));
    const undecided = report.results.filter(({ outcome }) => outcome === 'unknown' || outcome === 'error');
    const lines = [
      head(report, paint),
      '',
      ...overview(report, paint, options),
      ...clientRows(report, paint, options),
      ...(report.tables ?? []).flatMap((table) => ['', ...plainTable(table, paint)]),
      ...checklistRows(report, paint, options),
      ...causeFirst(failed).flatMap((result) => ['', ...failureLines(result, paint, options, report.command)]),
      ...undecidedLines(undecided, report, paint, options),
      '',
      verdict(report, paint),
    ];
    return lines.join('\n');
  },
});

function head({ command, target, image, durationMs, profile }: Report, paint: Paint): string {
  const parts = [
    `mcp-dock ${command}`,
    command === 'doctor' ? undefined : paint.strong(target),
    image?.platform,
    image === undefined ? undefined : formatBytes(image.sizeBytes),
    `(${profile === undefined ? '' : `${profile}, `}${formatDuration(durationMs)})`,
  ];
  return parts.filter((part) => part !== undefined).join('  ');
}

/** Areas in the order in which a person meets them; areas that ask one question of the reader share a line. */
const GROUPS: readonly { title: string; areas: readonly string[] }[] = [
  { title: 'Host', areas: ['host'] },
  { title: 'Project', areas: ['project', 'env', 'client', 'dockerfile', 'deps', 'ignore', 'compose', 'deploy'] },
  { title: 'Image', areas: ['image'] },
  { title: 'Start', areas: ['start'] },
  { title: 'Health', areas: ['health'] },
  { title: 'Lifecycle', areas: ['lifecycle'] },
  { title: 'Resources', areas: ['resources', 'scale'] },
  { title: 'Files', areas: ['fs'] },
  { title: 'Logs', areas: ['logs'] },
  { title: 'Security', areas: ['security'] },
  { title: 'MCP', areas: ['mcp', 'http', 'tools'] },
  { title: 'Publish', areas: ['publish'] },
  { title: 'Checklists', areas: ['checklist'] },
];

/** The results by group, without groups that have none; an area that is in no group is one of its own. */
export function areaGroups({ results }: Pick<Report, 'results'>): { title: string; members: Result[] }[] {
  const known = new Set(GROUPS.flatMap(({ areas }) => areas));
  const others = [...new Set(results.map(areaOf))].filter((area) => !known.has(area));
  return [...GROUPS, ...others.map((area) => ({ title: area, areas: [area] }))]
    .map(({ title, areas }) => ({ title, members: results.filter((result) => areas.includes(areaOf(result))) }))
    .filter(({ members }) => members.length > 0);
}

function overview(report: Report, paint: Paint, options: RenderOptions): string[] {
  const { verbose } = options;
  const rows = areaGroups(report).flatMap(({ title, members }) => {
    const asked = members.filter(({ outcome }) => outcome !== 'not-applicable');
    if (asked.length === 0 && !verbose) return [];
    return [
      groupLine(title, members, details(title, report), paint),
      ...(verbose ? members.map((result) => resultLine(result, paint)) : []),
    ];
  });
  const skipped = report.summary.notApplicable;
  const left = [
    ...acceptedRows(report, paint, options),
    ...lockRows(report, paint, options),
    ...notRunRows(report, paint, options),
  ];
  return skipped === 0 || verbose
    ? [...rows, ...left]
    : [
        ...rows,
        ...left,
        `  ${'Not asked'.padEnd(10)} ${String(skipped).padStart(3)}     ${paint.faint(`do not concern this ${report.command === 'doctor' ? 'machine or project' : 'target'} (--verbose lists them)`)}`,
      ];
}

function groupLine(title: string, members: readonly Result[], detail: string, paint: Paint): string {
  const count = (outcome: Result['outcome'], severity?: Severity) =>
    members.filter((result) => result.outcome === outcome && (severity === undefined || result.severity === severity))
      .length;
  const passed = count('pass');
  const marks = [
    passed > 0 ? `${String(passed).padStart(3)} ${paint.pass()}` : `${' '.repeat(3)}  `,
    count('fail', 'error') > 0 ? `${count('fail', 'error')} ${paint.error()}` : '',
    count('fail', 'warning') > 0 ? `${count('fail', 'warning')} ${paint.warning()}` : '',
    count('fail', 'info') > 0 ? `${count('fail', 'info')} ${paint.info()}` : '',
    count('accepted') > 0 ? `${count('accepted')} ${paint.accepted()}` : '',
    count('unknown') + count('error') > 0 ? `${count('unknown') + count('error')} ${paint.unknown()}` : '',
  ].filter((mark) => mark !== '');
  return `  ${title.padEnd(10)} ${marks.join('  ')}${detail === '' ? '' : `   ${paint.faint(detail)}`}`;
}

/** What a group of areas measured, beside its name. */
export function details(title: string, { timings = {}, mcp, image, host }: Report): string {
  const time = (name: string, word: string) =>
    timings[name] === undefined ? [] : [`${word} ${formatDuration(timings[name])}`];
  switch (title) {
    case 'Host':
      return host === undefined
        ? ''
        : [
            host.engine === undefined
              ? 'no engine'
              : `Engine ${host.engine}${host.buildkit === true ? ' with BuildKit' : ''}`,
            ...(host.api === undefined ? [] : [`API ${host.api}`]),
            ...(host.compose === undefined ? [] : [`Compose ${host.compose}`]),
            ...(host.freeBytes === undefined ? [] : [`${formatBytes(host.freeBytes)} free`]),
          ].join(' · ');
    case 'Project':
      return host?.project ?? '';
    case 'Start':
      return [
        ...time('ready', 'ready'),
        ...time('handshake', 'handshake'),
        // How much "keeps running" is worth.
        ...time('watched', 'watched for'),
      ].join(' · ');
    case 'Health':
      return time('healthy', 'healthy').join('');
    case 'Lifecycle':
      return [...time('stop', 'stop'), ...time('stdinEnd', 'stdin end')].join(' · ');
    case 'Image':
      return image === undefined ? '' : formatBytes(image.sizeBytes);
    case 'MCP':
      return mcp === undefined
        ? ''
        : [
            mcp.transports.map((transport) => (transport === 'http' ? 'HTTP' : 'stdio')).join(' + '),
            mcp.protocolVersions.join(' + '),
            toolsIn(mcp),
          ].join(' · ');
    default:
      return '';
  }
}

const toolsIn = ({ tools, toolCount = tools.length, toolsListed = true }: NonNullable<Report['mcp']>) =>
  !toolsListed ? 'no list of tools' : `${toolCount} ${toolCount === 1 ? 'tool' : 'tools'}`;

const mark = (result: Result, paint: Paint) =>
  result.outcome === 'pass'
    ? paint.pass()
    : result.outcome === 'not-applicable'
      ? paint.faint('-')
      : result.outcome === 'fail'
        ? paint[result.severity]()
        : result.outcome === 'accepted'
          ? paint.accepted()
          : paint.unknown();

const resultLine = (result: Result, paint: Paint) =>
  `    ${mark(result, paint)} ${result.id.padEnd(36)} ${paint.faint(result.reason ?? result.title)}`;

function undecidedLines(
  results: readonly Result[],
  { command }: Report,
  paint: Paint,
  { verbose, width }: RenderOptions,
): string[] {
  if (results.length === 0 || verbose) return [];
  const reasons = new Map<string, string[]>();
  for (const { id, reason = '' } of results) reasons.set(reason, [...(reasons.get(reason) ?? []), id]);
  return [
    '',
    `${paint.unknown()} Could not tell (${results.length} of the checks of this ${command})`,
    ...[...reasons].flatMap(([reason, ids]) => [
      `    ${wrap(reason, { width, used: 4, hanging: 4 })}`,
      `      ${paint.faint(wrap(ids.join(', '), { width, used: 6, hanging: 6 }))}`,
    ]),
  ];
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
/** What keeps everything else from working comes before what it causes; how the image is made up comes last. */
const CAUSES = ['host', 'project', 'env', 'client', 'start', 'http', 'mcp', 'tools', 'health', 'lifecycle'];
const causeRank = (result: Result) => {
  const rank = CAUSES.indexOf(areaOf(result));
  return rank < 0 ? CAUSES.length : rank;
};
export const causeFirst = (results: readonly Result[]) =>
  results.toSorted(
    (a, b) => RANK[a.severity] - RANK[b.severity] || causeRank(a) - causeRank(b) || (a.id < b.id ? -1 : 1),
  );

function verdict(report: Report, paint: Paint): string {
  const { good, subject, words } = verdictOf(report);
  return good
    ? `${paint.pass()} ${paint.strong(`${subject} ${words}.`)}`
    : `${paint.error()} ${paint.strong(`${subject} ${words}.`)}   exit ${report.summary.exitCode}`;
}
