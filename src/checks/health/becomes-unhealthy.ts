import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'health/becomes-unhealthy',
  title: 'Engine notices a server that stands still',
  why: 'A health check that looks at a process, a file or a socket stays green while no client gets an answer, and nothing restarts the server.',
  remedy:
    'Let the probe ask the server for something that its own code answers, such as GET on the health path, with a time limit of a few seconds, and fail without a good answer.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['frozen', 'imageConfig'],
  run({ frozen, imageConfig: { healthcheck } }) {
    const { healthyBefore, status, probes, succeeded, waitedMs, log, used, command } = frozen;
    if (!healthyBefore) return { notApplicable: 'It was not healthy before; health/becomes-healthy says why.' };
    if (status === 'unhealthy') return [];
    const evidence = [
      `HEALTHCHECK ${JSON.stringify(healthcheck?.test ?? [])}`,
      ...log.map(
        ({ exitCode, output }) => `probe: exit ${exitCode}${output === '' ? '' : `, ${output.split('\n')[0]}`}`,
      ),
    ];
    if (probes === 0)
      return {
        unknown: `The engine ran no probe to its end within ${formatDuration(waitedMs)} of the freeze, although it stops each after ${formatDuration(used.timeoutMs)}.`,
      };
    return [
      {
        message:
          succeeded === 0
            ? `The engine still calls the container "${status}" ${formatDuration(waitedMs)} after all its processes were stopped.`
            : `The health check found nothing wrong ${succeeded} times after all processes of the container were stopped.`,
        measured: status,
        limit: 'unhealthy',
        evidence,
        repro: `id=$(${command.replace('docker run --rm', `docker run --rm --detach --health-interval ${used.intervalMs}ms --health-timeout ${used.timeoutMs}ms --health-retries ${used.retries}`)}); sleep 5; docker kill --signal STOP "$id"; sleep 8; docker inspect --format '{{.State.Health.Status}}' "$id"; docker kill "$id"`,
      },
    ];
  },
});
