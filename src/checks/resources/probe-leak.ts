import type { Samples } from '../../model/facts/trials.js';
import type { Finding } from '../../model/finding.js';
import { growthOf, LEAK_PER_PROBE_BYTES, LEAK_PER_SESSION_BYTES, openFilesEach } from '../../model/leak.js';
import { formatBytes } from '../../model/units.js';
import { defineCheck } from '../define-check.js';
import { detachedAnd } from './detached.js';

/** A probe every 30 seconds, for a day. */
const PROBES_PER_DAY = 2_880;

export default defineCheck({
  id: 'resources/probe-leak',
  title: 'Health probes and sessions leave nothing behind',
  why: 'What every probe leaves behind adds up to tens of megabytes a day on a server that nobody uses, until it is killed for its memory.',
  remedy:
    'Free what a request or session allocates on every way out, also when it is refused: transports, listeners, timers, entries of maps; let probes ask a path of their own that opens no session.',
  severity: 'warning',
  references: [
    {
      title: 'MCP: Session management',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management',
    },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['soak', 'settings'],
  run({ soak: { probes, sessions, command }, settings }) {
    const { leakPerProbeBytes = LEAK_PER_PROBE_BYTES, leakPerSessionBytes = LEAK_PER_SESSION_BYTES } = settings.budgets;
    const port = settings.transports.http?.port;
    const loopOf = (path: string) =>
      port === undefined
        ? {}
        : {
            repro: detachedAnd(
              command,
              `docker stats --no-stream "$id"; for n in $(seq 1000); do curl -s -o /dev/null http://127.0.0.1:${port}${path}; done; docker stats --no-stream "$id"`,
            ),
          };
    const path = settings.transports.http?.path ?? '/mcp';
    const findings = [
      ...leaksOf(probes, leakPerProbeBytes, 'health probe').map((finding) => ({
        ...finding,
        ...loopOf(probes[0]?.what ?? '/health'),
      })),
      ...leaksOf(sessions, leakPerSessionBytes, 'session').map((finding) => ({
        ...finding,
        // Without a client of MCP at hand, a refused request is the nearest to one.
        ...loopOf(path),
      })),
    ];
    const unanswered = [probes, sessions].flatMap((series) => mostlyFailed(series) ?? []);
    const [first] = unanswered;
    return findings.length > 0 || first === undefined ? findings : { unknown: first };
  },
});

/** What nobody answers leaves nothing behind: that memory stays says nothing then. */
function mostlyFailed(series: readonly Samples[]): string | undefined {
  const worst = series.find(({ failed, each, memoryBytes }) => failed * 2 > each * (memoryBytes.length - 1));
  if (worst === undefined) return undefined;
  const { failed, each, memoryBytes, failure = 'no answer' } = worst;
  const what = worst.what === 'session' ? 'sessions' : `requests of ${worst.what}`;
  return `${failed} of ${each * (memoryBytes.length - 1)} ${what} failed: ${failure}.`;
}

/** Memory that still grows in the longer series, and open files that stay open. */
function leaksOf(series: readonly Samples[], limitBytes: number, what: string): Finding[] {
  const last = series.at(-1);
  if (last === undefined) return [];
  const findings: Finding[] = [];
  const all = series.map((samples) => ({ samples, ...growthOf(samples) }));
  const grown = series.length > 1 && all.every(({ bytesEach, steady }) => steady && bytesEach > limitBytes);
  const each = all.at(-1)?.bytesEach ?? 0;
  if (grown) {
    findings.push({
      message: `Each ${what} leaves ${formatBytes(each)} behind${what === 'session' ? '' : `, ${formatBytes(each * PROBES_PER_DAY)} a day at one every 30 s`}.`,
      measured: formatBytes(each),
      limit: formatBytes(limitBytes),
      evidence: all.map(
        ({ samples: { memoryBytes, each: times } }) =>
          `${(memoryBytes.length - 1) * times} times: ${formatBytes(memoryBytes[0] ?? 0)} to ${formatBytes(memoryBytes.at(-1) ?? 0)}`,
      ),
    });
  }
  const files = series.map(openFilesEach).find((rate) => rate !== undefined);
  if (files !== undefined) {
    const { openFiles = [] } = series.find((samples) => openFilesEach(samples) !== undefined) ?? last;
    findings.push({
      message: `Each ${what} leaves ${files.toFixed(1)} open files behind.`,
      measured: files.toFixed(1),
      limit: '0',
      evidence: [`open files: ${openFiles.join(', then ')}`],
    });
  }
  return findings;
}
