import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'health/matches-transport',
  title: 'The health check is right in each mode of the image',
  why: 'HEALTHCHECK belongs to the image and so to every mode of it: over stdio nothing listens, a probe of a port fails, and a server that works is shown, or ended, as unhealthy.',
  remedy:
    'Let the probe see in which mode the server runs (by the command line of process 1, or a file that the entrypoint writes) and ask the port only over HTTP; or switch it off where stdio is used: `healthcheck: { disable: true }`.',
  severity: 'error',
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
  ],
  since: '0.1.0',
  needs: ['stdioProbe'],
  run({ stdioProbe: { argv, exitCode, timeoutMs, output, command } }) {
    if (exitCode === 0) return [];
    const said = exitCode === undefined ? `has no answer after ${formatDuration(timeoutMs)}` : `exits with ${exitCode}`;
    return [
      {
        message: `Over stdio the server answers, and the image’s health check ${said}.`,
        measured: exitCode === undefined ? 'no answer' : `exit ${exitCode}`,
        limit: 'exit 0',
        evidence: [`HEALTHCHECK ${JSON.stringify(argv)}`, ...output],
        repro: `{ sleep 8; } | ${command.replace('docker run --rm', 'docker run --rm --name probe-me --health-interval 1s --health-retries 1')} & sleep 6; docker inspect --format '{{json .State.Health}}' probe-me; wait`,
      },
    ];
  },
});
