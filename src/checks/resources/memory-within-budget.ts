import { formatBytes } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

/** Share of the limit from which there is a warning. */
const NEAR = 0.8;

export default defineCheck({
  id: 'resources/memory-within-budget',
  title: 'Server stays within its memory budget',
  why: 'Over its limit the engine kills it without a word, in the middle of a request.',
  remedy:
    'Look for what is loaded at start and kept; raise budgets.memory and the limit of the deployment together when the server needs it.',
  severity: 'error',
  references: [
    { title: 'Resource constraints', url: 'https://docs.docker.com/engine/containers/resource_constraints/' },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['memory', 'settings'],
  run({ memory: { usageBytes, limitBytes, command }, settings }) {
    // A machine without a limit reports its whole memory: the smaller one is what counts.
    const limit = Math.min(settings.budgets.memoryBytes, limitBytes ?? Number.POSITIVE_INFINITY);
    if (usageBytes <= limit * NEAR) return [];
    const over = usageBytes >= limit;
    return [
      {
        message: `After the run the server uses ${formatBytes(usageBytes)}, ${over ? 'over' : 'close to'} its budget of ${formatBytes(limit)}.`,
        measured: formatBytes(usageBytes),
        limit: formatBytes(limit),
        ...(over ? {} : { severity: 'warning' as const }),
        ...(command?.startsWith('docker run --rm ') === true
          ? {
              repro: `id=$(${command.replace('--rm', '--rm --detach')}); sleep 3; docker stats --no-stream "$id"; docker stop "$id"`,
            }
          : {}),
      },
    ];
  },
});
