import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'health/becomes-healthy',
  title: 'Engine calls the container healthy',
  why: 'Compose, Swarm and many platforms send no traffic to a container that is not healthy, or restart it.',
  remedy:
    'Run the probe by hand with `docker exec`, and make it ask the port and path on which the server listens, with a program that the image has.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['health', 'settings'],
  run({ health: { declared, status, healthyMs, log, command, waitedMs, intervalUsedMs }, settings }) {
    if (!declared) return { notApplicable: 'The image declares no health check.' };
    const limit = settings.budgets.healthyMs;
    const repro =
      command?.startsWith('docker run --rm ') === true
        ? `id=$(${detached(command, intervalUsedMs)}); sleep ${Math.ceil(limit / 1000)}; docker inspect --format '{{json .State.Health}}' "$id"; docker stop "$id"`
        : command;
    const evidence = log.flatMap(({ exitCode, output }) => {
      const [first = '', ...others] = output.split('\n');
      return [`probe: exit ${exitCode}${first === '' ? '' : `, ${first}`}`, ...others.map((line) => `  ${line}`)];
    });
    if (status !== 'healthy') {
      const after = waitedMs === undefined ? '' : ` after ${formatDuration(waitedMs)}`;
      return [
        {
          message: `The engine calls the container "${status}"${after}.`,
          measured: status,
          limit: formatDuration(limit),
          evidence,
          ...(repro === undefined ? {} : { repro }),
        },
      ];
    }
    if (healthyMs === undefined || healthyMs <= limit) return [];
    return [
      {
        message: `The container was healthy ${formatDuration(healthyMs)} after its start.`,
        measured: formatDuration(healthyMs),
        limit: formatDuration(limit),
        ...(repro === undefined ? {} : { repro }),
      },
    ];
  },
});

/** At the image's own interval, often 30 s, the same container would not be called anything by then. */
const detached = (command: string, intervalMs: number | undefined): string =>
  command.replace('--rm', `--rm --detach${intervalMs === undefined ? '' : ` --health-interval ${intervalMs}ms`}`);
