import { exitDetails, explainExit } from '../../model/explain-exit.js';
import type { ColdRow } from '../../model/facts/lifecycle.js';
import type { Finding } from '../../model/finding.js';
import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'start/without-network',
  title: 'Server answers without a network',
  why: 'A request to somewhere before the first answer makes every start as slow as that place is, and on a train or behind a firewall there is no start at all.',
  remedy:
    'Answer initialize first, and look up catalogues, tokens and connections when the first tool needs them, with a time limit. Install nothing at start.',
  severity: 'warning',
  references: [
    { title: 'docker run: --network', url: 'https://docs.docker.com/reference/cli/docker/container/run/#network' },
    { title: 'openai/codex#11851: 10 s from start to answer', url: 'https://github.com/openai/codex/issues/11851' },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['coldStart', 'settings'],
  run({ coldStart: { rows }, settings }) {
    const limitMs = settings.budgets.handshakeMs;
    const asked = rows.filter(
      ({ condition, notTried }) =>
        (condition === 'without-network' || condition === 'unreachable-network') && notTried === undefined,
    );
    if (asked.length === 0) {
      const why = rows.find(({ condition }) => condition === 'without-network')?.notTried;
      return { notApplicable: why ?? 'It was not run without a network.' };
    }
    return asked.flatMap((row) => problemOf(row, limitMs));
  },
});

const WORDS: Partial<Record<ColdRow['condition'], string>> = {
  'without-network': 'Without a network',
  'unreachable-network': 'With a network on which nothing answers',
};

function problemOf(
  { condition, firstAnswerMs, waitedMs, exited, error, command }: ColdRow,
  limitMs: number,
): Finding[] {
  const where = WORDS[condition] ?? condition;
  const limit = formatDuration(limitMs);
  const shown = command === undefined ? {} : { repro: `time ${command}` };
  if (firstAnswerMs !== undefined)
    return firstAnswerMs <= limitMs
      ? []
      : [
          {
            message: `${where}, the first MCP answer came ${formatDuration(firstAnswerMs)} after the start.`,
            measured: formatDuration(firstAnswerMs),
            limit,
            ...shown,
          },
        ];
  if (exited !== undefined)
    return [{ message: `${where}: ${lower(explainExit(exited))}.`, ...exitDetails(exited), ...shown }];
  return [
    {
      message: `${where}, it does not answer within ${formatDuration(waitedMs ?? limitMs)}${error === undefined || error.startsWith('no answer') ? '' : `: ${error}`}.`,
      measured: `more than ${formatDuration(waitedMs ?? limitMs)}`,
      limit,
      ...shown,
    },
  ];
}

const lower = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);
