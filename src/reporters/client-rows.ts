import type { ClientVerdict, Report, ReportTable } from '../model/report.js';
import type { RenderOptions } from './define-reporter.js';
import { markdownText } from './markdown-text.js';
import type { Paint } from './paint.js';
import { plainTable } from './report-tables.js';
import { wrap } from './wrap.js';

type Clients = NonNullable<Report['clients']>;

export const CLIENTS_TITLE = 'Which clients can use it';

/** `yes`, `no: it has no handshake`. */
export function verdictWords({ verdict, because }: ClientVerdict): string {
  const word = verdict.replace('-', ' ');
  return because === undefined ? word : `${word}: ${because}`;
}

/** Families of clients, a line each; with `--verbose` every revision too. */
export function clientRows({ clients }: Report, paint: Paint, { verbose, width }: RenderOptions): string[] {
  if (clients === undefined) return [];
  const column = Math.max(...clients.families.map(({ name }) => name.length)) + 2;
  const indent = 6 + column;
  const narrow = width !== undefined && width < indent + 30;
  const lines = clients.families.flatMap(({ name, verdict, because }) => {
    const head = `    ${signOf(verdict, paint)} ${name.padEnd(narrow ? 0 : column)}`;
    if (narrow)
      return [head.trimEnd(), `        ${wrap(verdictWords({ verdict, because }), { width, used: 8, hanging: 8 })}`];
    return [`${head}${wrap(verdictWords({ verdict, because }), { width, used: indent, hanging: indent })}`];
  });
  return [
    '',
    `  ${paint.strong(CLIENTS_TITLE)}`,
    ...lines,
    ...(verbose ? ['', ...plainTable(revisionTable(clients), paint)] : []),
  ];
}

function signOf(verdict: ClientVerdict['verdict'], paint: Paint): string {
  if (verdict === 'yes') return paint.pass();
  return verdict === 'no' ? paint.faint('-') : paint.unknown();
}

/** Revisions by transport. */
export function revisionTable({ revisions }: Clients): ReportTable {
  const names = [...new Set(revisions.map(({ revision }) => revision))];
  const transports = [...new Set(revisions.map(({ transport }) => transport))];
  const cell = (transport: string, revision: string) => {
    const found = revisions.find((one) => one.transport === transport && one.revision === revision);
    return found === undefined ? '-' : verdictWords(found);
  };
  return {
    id: 'revisions',
    title: 'Revisions of the protocol',
    columns: ['Revision', ...transports.map((transport) => (transport === 'http' ? 'HTTP' : transport))],
    rows: names.map((revision) => [revision, ...transports.map((transport) => cell(transport, revision))]),
    notes: [],
  };
}

/** The same as a table for Markdown. */
export function clientTable({ clients }: Report): string[] {
  if (clients === undefined) return [];
  return [
    `### ${CLIENTS_TITLE}`,
    [
      '| Clients | |',
      '|---|---|',
      ...clients.families.map((family) => `| ${markdownText(family.name)} | ${markdownText(verdictWords(family))} |`),
    ].join('\n'),
  ];
}
