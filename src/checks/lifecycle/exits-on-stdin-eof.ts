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
  run({ stdioEnd: { durationMs, budgetMs, command, process = false, leaves = false } }) {
    const seconds = Math.max(1, Math.ceil(budgetMs / 1000));
    if (durationMs !== undefined) {
      if (!leaves) return [];
      return [
        {
          message: `The server ended ${formatDuration(durationMs)} after stdin closed, but what it started still ran and held its output open.`,
          severity: 'warning',
          remedy:
            'End what the server starts together with it, or give that an output of its own: clients wait for the end of the output before they take the server for gone.',
          ...(command === undefined
            ? {}
            : { repro: `time { (sleep 2) | ${command} | timeout ${seconds + 2} cat >/dev/null; }` }),
        },
      ];
    }
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
