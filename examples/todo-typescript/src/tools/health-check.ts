import { z } from 'zod';

import type { Health } from '../health.ts';
import { defineTool } from './tool.ts';
import type { Tool } from './tool.ts';

/** What `/health` says, for clients that only speak MCP. ENABLE_HEALTH_TOOL turns it on. */
export const healthCheck = (health: Health): Tool =>
  defineTool({
    name: 'health_check',
    title: 'Check health',
    description: 'Tells whether this server and everything that it needs are well. Takes up to 5 s.',
    inputSchema: z.strictObject({}),
    outputSchema: z.object({
      status: z.enum(['healthy', 'unhealthy']).describe('healthy when every check is ok.'),
      timestamp: z.string().meta({ format: 'date-time' }).describe('When that was found out, in UTC.'),
      checks: z.record(z.string(), z.enum(['ok', 'error'])).describe('What the server needs, by name.'),
    }),
    annotations: { readOnlyHint: true, idempotentHint: true, destructiveHint: false, openWorldHint: false },
    run: async () => {
      const { status, ...report } = await health.report();
      return { status: status === 'ok' ? 'healthy' : 'unhealthy', ...report };
    },
  });
