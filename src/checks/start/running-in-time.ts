import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'start/running-in-time',
  title: 'Container runs soon after the start call',
  why: 'Clients start a stdio server for every session, and an orchestrator that scales waits for this time with every replica.',
  remedy: 'Keep the image small, and move what an entrypoint script does before the server into the build.',
  severity: 'warning',
  references: [
    { title: 'docker container start', url: 'https://docs.docker.com/reference/cli/docker/container/start/' },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['starts', 'settings'],
  run({ starts, settings }) {
    const ours = starts.filter(({ foundRunning, exited }) => foundRunning !== true && exited?.exitCode !== 127);
    if (ours.length === 0) return { notApplicable: 'No container was started.' };
    const limit = settings.budgets.runningMs;
    return ours
      .filter(({ startCallMs }) => startCallMs >= limit)
      .map(({ transport, startCallMs, command }) => ({
        message: `The container ran ${formatDuration(startCallMs)} after the start call (${transport}).`,
        measured: formatDuration(startCallMs),
        limit: formatDuration(limit),
        ...(command === undefined ? {} : { repro: `time ${command}` }),
      }));
  },
});
