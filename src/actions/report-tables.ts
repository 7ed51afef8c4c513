import { TEARDOWN_WORDS, teardownCell } from '../checks/lifecycle-matrix.js';
import type { CollectedFacts } from '../model/facts.js';
import {
  teardownSchema,
  type ColdCondition,
  type ColdRow,
  type ColdStart,
  type LifecycleMatrix,
} from '../model/facts/lifecycle.js';
import { diagnose } from '../model/explain-exit.js';
import type { ReportTable } from '../model/report.js';
import { formatDuration } from '../model/units.js';

/** How long clients wait for the first answer, from their own words or from reports of their users. */
const CLIENTS: readonly { readonly name: string; readonly budgetMs: number; readonly source: string }[] = [
  { name: 'Codex', budgetMs: 10_000, source: 'https://github.com/openai/codex/issues/11851' },
  { name: 'Claude Code', budgetMs: 60_000, source: 'https://github.com/anthropics/claude-code/issues/16837' },
  { name: 'Docker catalogue', budgetMs: 60_000, source: 'https://github.com/docker/mcp-registry' },
];

const CONDITIONS: Readonly<Record<ColdCondition, string>> = {
  'as-configured': 'as configured',
  'without-configuration': 'without configuration',
  'without-network': 'without a network',
  'unreachable-network': 'with a network on which nothing answers',
  'read-only': 'read-only, with its volumes',
  'random-user': 'as a user of no name, group 0',
  'no-capabilities': 'without capabilities and new privileges',
};
const ORDER = Object.keys(CONDITIONS);

/** What was measured in more than one way, for people who compare. */
export function reportTables({ coldStart, lifecycleMatrix }: CollectedFacts): ReportTable[] {
  return [
    ...(coldStart?.status === 'known' ? [coldTable(coldStart.value)] : []),
    ...(lifecycleMatrix?.status === 'known' ? [matrixTable(lifecycleMatrix.value)] : []),
  ];
}

function coldTable({ transport, rows }: ColdStart): ReportTable {
  const ordered = rows.toSorted((a, b) => ORDER.indexOf(a.condition) - ORDER.indexOf(b.condition));
  return {
    id: 'cold-start',
    title: `Time to the first MCP answer (${transport === 'http' ? 'HTTP' : 'stdio'})`,
    columns: [
      'Started',
      'First answer',
      ...CLIENTS.map(({ name, budgetMs }) => `${name} (${formatDuration(budgetMs)})`),
    ],
    rows: ordered.map((row) => [
      CONDITIONS[row.condition],
      answerCell(row),
      ...CLIENTS.map(({ budgetMs }) => budgetCell(row, budgetMs)),
    ]),
    notes: CLIENTS.map(({ name, budgetMs, source }) => `${name} waits ${formatDuration(budgetMs)}: ${source}`),
  };
}

function answerCell({ firstAnswerMs, exited, waitedMs, notTried, error }: ColdRow): string {
  if (notTried !== undefined) return `not tried: ${notTried}`;
  if (firstAnswerMs !== undefined) return formatDuration(firstAnswerMs);
  if (exited !== undefined) return `none: exit code ${exited.exitCode}, ${diagnose(exited).id}`;
  return `none within ${formatDuration(waitedMs ?? 0)}${error === undefined || error.startsWith('no answer') ? '' : `: ${error}`}`;
}

function budgetCell({ firstAnswerMs, exited, waitedMs = 0, notTried }: ColdRow, budgetMs: number): string {
  if (notTried !== undefined) return '-';
  if (firstAnswerMs !== undefined) return firstAnswerMs <= budgetMs ? 'in time' : 'too late';
  return exited === undefined && waitedMs < budgetMs ? 'not waited for' : 'never';
}

function matrixTable({ client, because, budgetMs, rows }: LifecycleMatrix): ReportTable {
  const cell = (teardown: string, init: boolean) => {
    const row = rows.find((one) => one.teardown === teardown && one.init === init);
    return row === undefined ? '-' : teardownCell(row);
  };
  return {
    id: 'lifecycle',
    title: 'What is left of the container',
    columns: ['After', 'docker run -i --rm', 'with --init'],
    rows: teardownSchema.options.map((teardown) => [
      TEARDOWN_WORDS[teardown],
      cell(teardown, false),
      cell(teardown, true),
    ]),
    notes: [
      `Each is given ${formatDuration(budgetMs)}.`,
      ...(client === 'docker run' ? [] : [`Its connection alone was cut: ${because ?? 'there was no client.'}`]),
    ],
  };
}
