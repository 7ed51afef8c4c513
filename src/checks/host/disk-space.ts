import { formatBytes } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

const ERROR_BYTES = 1e9;
const WARNING_BYTES = 5e9;

export default defineCheck({
  id: 'host/disk-space',
  title: 'There is room for a build',
  why: 'A build that runs out of space fails in the middle, and an engine without space stops containers that run.',
  remedy: 'Free space; `docker image prune` removes dangling images only, `docker builder prune` the build cache.',
  severity: 'error',
  references: [
    { title: 'Prune unused Docker objects', url: 'https://docs.docker.com/engine/manage-resources/pruning/' },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['disk', 'settings'],
  run({ disk: { path, freeBytes, reclaimableBytes = 0 }, settings: { budgets } }) {
    const { diskSpaceBytes = ERROR_BYTES, diskSpaceWarningBytes = Math.max(WARNING_BYTES, diskSpaceBytes) } = budgets;
    const short = freeBytes < diskSpaceBytes;
    if (!short && freeBytes >= diskSpaceWarningBytes) return [];
    return [
      {
        message: `${formatBytes(freeBytes)} are free at ${path}.`,
        measured: formatBytes(freeBytes),
        limit: formatBytes(short ? diskSpaceBytes : diskSpaceWarningBytes),
        severity: short ? 'error' : 'warning',
        ...(reclaimableBytes > 0 && {
          evidence: [`The engine could free ${formatBytes(reclaimableBytes)} of dangling images and build cache.`],
        }),
        repro: 'docker system df',
      },
    ];
  },
});
