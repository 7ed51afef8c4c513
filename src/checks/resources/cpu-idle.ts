import { detachedAnd } from './detached.js';
import { defineCheck } from '../define-check.js';

/** Percent of one core. */
const LIMIT = 30;

export default defineCheck({
  id: 'resources/cpu-idle',
  title: 'Server is idle while nobody asks it anything',
  why: 'A server that spins or polls takes its share from everything beside it, all day, on every machine of every user.',
  remedy:
    'Wait for events in place of asking again and again, and look with a profiler at what runs between requests; raise budgets.idleCpu when the work is meant.',
  severity: 'warning',
  references: [
    { title: 'docker container stats', url: 'https://docs.docker.com/reference/cli/docker/container/stats/' },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['idleCpu', 'settings'],
  run({ idleCpu: { percent, windows, mode, command }, settings }) {
    const limit = settings.budgets.idleCpu ?? LIMIT;
    if (percent <= limit) return [];
    return [
      {
        message: `Asked nothing, the server uses ${percent.toFixed(0)} % of a core (${mode === 'http' ? 'HTTP' : 'stdio'}).`,
        measured: `${percent.toFixed(0)} %`,
        limit: `${limit} %`,
        evidence: [`second by second: ${windows.map((one) => `${one.toFixed(0)} %`).join(', ')}`],
        repro: detachedAnd(command, 'docker stats --no-stream "$id"'),
      },
    ];
  },
});
