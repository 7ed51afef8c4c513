import { randomUUID } from 'node:crypto';

import type { CallToolResult, McpServer, ServerContext, ToolAnnotations } from '@modelcontextprotocol/server';
import type { z } from 'zod';

import type { Logger } from '../log.ts';
import { StoreError, TaskRefusedError } from '../storage/task-store.ts';
import type { CallContext, TaskStore } from '../storage/task-store.ts';

export interface ToolContext {
  store: TaskStore;
  log: Logger;
}

export interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> {
  name: string;
  title: string;
  description: string;
  inputSchema: Input;
  outputSchema: Output;
  annotations: ToolAnnotations;
  /** May throw a StoreError, whose message the client gets. Of any other error it learns nothing. */
  run: (input: z.output<Input>, store: TaskStore, call: CallContext) => Promise<z.output<Output>>;
}

/** A tool whose types are settled, ready to be listed beside others. */
export interface Tool {
  name: string;
  register(server: McpServer, context: ToolContext): void;
}

export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  // From here on the SDK's check against the schemas vouches for the types.
  const { name, run, ...config } = definition as unknown as ToolDefinition<z.ZodObject, z.ZodObject>;
  return {
    name,
    register(server, { store, log }) {
      server.registerTool(name, config, async (input, context): Promise<CallToolResult> => {
        const call = { requestId: requestId(context), signal: context.mcpReq.signal };
        const fields = {
          tool_name: name,
          request_id: call.requestId,
          user_id: context.http?.authInfo?.extra?.['subject'],
        };
        const startedAt = performance.now();
        log.debug('Tool started', fields);
        try {
          const output = await run(input, store, call);
          log.info('Tool invoked', { ...fields, result: 'success', duration_ms: elapsedMs(startedAt) });
          return { structuredContent: output, content: [{ type: 'text', text: JSON.stringify(output) }] };
        } catch (error) {
          const record = { ...fields, result: 'error', duration_ms: elapsedMs(startedAt) };
          if (call.signal.aborted) log.info('Tool cancelled', record);
          else if (error instanceof TaskRefusedError) log.info('Tool invoked', { ...record, reason: error.name });
          else log.error('Tool failed', { ...record, error });
          const text = error instanceof StoreError ? error.message : 'The server failed to do this. Its log says why.';
          return { isError: true, content: [{ type: 'text', text }] };
        }
      });
    },
  };
}

// The HTTP side makes sure that the header is there; stdio has none.
function requestId({ http }: ServerContext): string {
  return http?.req?.headers.get('x-request-id') ?? randomUUID();
}

function elapsedMs(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 10) / 10;
}
