import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';
import { streamLine } from '../mcp-repro.js';

export default defineCheck({
  id: 'lifecycle/stops-on-sigterm',
  title: 'Server stops on SIGTERM in time',
  why: 'A server that ignores it is killed in the middle of a request, and every deployment waits the full grace period.',
  remedy:
    'Handle SIGTERM in the server: close the listener and open streams, then end with code 0. As PID 1 a process without a handler ignores the signal.',
  severity: 'error',
  references: [{ title: 'docker container stop', url: 'https://docs.docker.com/reference/cli/docker/container/stop/' }],
  profile: 'quick',
  since: '0.1.0',
  needs: ['httpStop'],
  run({ httpStop: { durationMs, budgetMs, exitCode, command, stream, mode, process = false } }) {
    const grace = Math.max(1, Math.ceil(budgetMs / 1000));
    const connected = stream === undefined ? '' : `${streamLine(stream.openedBy, stream)} sleep 1; `;
    const overStdio = mode === 'stdio';
    const beside = overStdio ? ', over stdio' : stream === undefined ? '' : ', with a client connected';
    // The clients of a stdio server close its stdin first; only who stops it from outside waits.
    const milder = overStdio ? { severity: 'warning' as const } : {};
    // A container that is removed with its end shows its exit code only to whoever waits for it.
    const stopped =
      durationMs === undefined
        ? `time docker stop -t ${grace} "$id"`
        : `docker wait "$id" & docker stop -t ${grace} "$id"; wait`;
    const repro =
      command === undefined
        ? {}
        : process
          ? { repro: `sleep 60 | ${command} & sleep 3; kill "$!"; time wait "$!"; echo "$?"` }
          : { repro: `id=$(${command.replace('--rm', '--rm --detach')}); sleep 3; ${connected}${stopped}` };
    if (durationMs === undefined) {
      return [
        {
          message: `${formatDuration(budgetMs)} after SIGTERM the server still ran and was killed (${process ? 'over stdio' : `no init${beside}`}).`,
          measured: `more than ${formatDuration(budgetMs)}`,
          limit: formatDuration(budgetMs),
          ...milder,
          ...repro,
        },
      ];
    }
    if (exitCode === undefined || exitCode === 0 || exitCode === 143) return [];
    return [
      {
        message: `After SIGTERM the server ended with exit code ${exitCode}, not 0 or 143.`,
        measured: String(exitCode),
        limit: '0 or 143',
        ...milder,
        ...repro,
      },
    ];
  },
});
