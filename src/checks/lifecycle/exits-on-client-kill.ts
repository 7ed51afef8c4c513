import type { LifecycleMatrix, TeardownRow } from '../../model/facts/lifecycle.js';
import type { Finding } from '../../model/finding.js';
import { formatDuration } from '../../model/units.js';
import { TEARDOWN_WORDS, teardownLines } from '../lifecycle-matrix.js';
import { defineCheck } from '../define-check.js';
import { fixForSdk } from './sdk-fixes.js';

export default defineCheck({
  id: 'lifecycle/exits-on-client-kill',
  title: 'No container is left when its client is killed',
  why: 'Editors and gateways end the docker program that they started, and not the container: what does not end by itself then stays, one for every session.',
  remedy:
    'End the process when stdin ends and on SIGTERM: as process 1 it gets no signal that it does not handle, and `--rm` removes only what has ended.',
  severity: 'error',
  references: [
    {
      title: 'MCP specification: Shutdown over stdio',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#stdio',
    },
    {
      title: 'docker container run: --sig-proxy',
      url: 'https://docs.docker.com/reference/cli/docker/container/run/',
    },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['lifecycleMatrix'],
  run({ lifecycleMatrix: matrix }) {
    const tried = matrix.rows.filter(({ notTried }) => notTried === undefined);
    if (tried.length === 0) return { unknown: matrix.rows[0]?.notTried ?? 'No way to end it could be tried.' };
    const findings = matrix.rows.flatMap((row) => findingsOf(row, matrix));
    const open = matrix.rows.find((row) => row.notTried !== undefined && !isWithoutClient(row, matrix));
    if (findings.length === 0 && open !== undefined)
      return {
        unknown: `What follows ${TEARDOWN_WORDS[open.teardown]} (${initWords(open)}) is not known: ${open.notTried}`,
      };
    // The matrix says the same of each of them.
    return findings.map((finding, index) => (index === 0 ? { ...finding, evidence: teardownLines(matrix) } : finding));
  },
});

/** A connection has nobody who could get a signal. */
const isWithoutClient = ({ teardown }: TeardownRow, { client }: LifecycleMatrix): boolean =>
  client === 'attach' && teardown === 'client-sigterm';

const initWords = ({ init }: TeardownRow): string => (init ? 'with --init' : 'no --init');

function findingsOf(row: TeardownRow, matrix: LifecycleMatrix): Finding[] {
  const { teardown, gone, notRemoved, notTried, repro } = row;
  if (notTried !== undefined || (gone && notRemoved !== true) || isToldElsewhere(row)) return [];
  const limit = formatDuration(matrix.budgetMs);
  const setting = initWords(row);
  const how = `${TEARDOWN_WORDS[teardown]} (${setting})`;
  const remedy = fixForSdk(matrix.sdks);
  return [
    {
      message: gone
        ? `The container ended after ${how}, and --rm did not remove it.`
        : teardown === 'docker-stop'
          ? `docker stop had to kill the container after ${limit} (${setting}).`
          : `The container still ran ${limit} after ${how}.`,
      ...(gone ? {} : { measured: `more than ${limit}`, limit }),
      ...(!gone && endsAfterwards(row, matrix) ? { severity: 'warning' as const } : {}),
      ...(remedy === undefined ? {} : { remedy }),
      ...(repro === undefined ? {} : { repro }),
    },
  ];
}

/** Without an init, the end of stdin and `docker stop` have checks of their own. */
const isToldElsewhere = ({ teardown, init, gone }: TeardownRow): boolean =>
  !init && !gone && (teardown === 'stdin-closed' || teardown === 'docker-stop');

/** Who asks in vain kills next, and what ends with that is not left behind: it is only slow to go. */
const endsAfterwards = ({ teardown, init }: TeardownRow, { rows }: LifecycleMatrix): boolean =>
  teardown === 'docker-stop' ||
  (teardown === 'client-sigterm' &&
    rows.some((row) => row.teardown === 'client-sigkill' && row.init === init && row.gone));
