import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'lifecycle/exits-on-stdin-eof',
  title: 'Server ends when its client closes stdin',
  why: 'Clients that crash or are killed leave one container each behind; `--rm` never fires because nothing ever ends.',
  remedy:
    "End the process when stdin ends: `process.stdin.on('end', …)` in Node.js, where the transport of the TypeScript SDK 1.x does not. Close timers and connections that keep it alive.",
  severity: 'error',
  references: [
    {
      title: 'MCP specification: Shutdown over stdio',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#stdio',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['stdioEnd'],
  run({ stdioEnd: { durationMs, budgetMs, command, process = false } }) {
    if (durationMs !== undefined) return [];
    const seconds = Math.max(1, Math.ceil(budgetMs / 1000));
    return [
      {
        message: `${formatDuration(budgetMs)} after stdin closed the ${process ? 'process still ran (stdio)' : 'container still ran (stdio, no init)'}.`,
        measured: `more than ${formatDuration(budgetMs)}`,
        limit: formatDuration(budgetMs),
        ...(command === undefined ? {} : { repro: `(sleep 2) | timeout ${seconds + 2} ${command}; echo $?` }),
      },
    ];
  },
});
