import { McpServer } from '@modelcontextprotocol/server';
import type { McpServerFactory, Transport } from '@modelcontextprotocol/server';

import packageJson from '../package.json' with { type: 'json' };
import type { CallMonitor } from './call-monitor.ts';
import type { Tool, ToolContext } from './tools/tool.ts';

export interface TodoServerOptions extends ToolContext {
  name: string;
  tools: readonly Tool[];
  monitor: CallMonitor;
}

export const { version } = packageJson;

/**
 * Makes MCP servers: one per HTTP request, or one per stdio session.
 * The same tools serve clients of every protocol version; the SDK speaks the differences.
 */
export function todoServerFactory({ name, tools, monitor, ...context }: TodoServerOptions): McpServerFactory {
  return () => {
    const server = new MonitoredServer({ name, title: 'Todo', version, monitor });
    for (const tool of tools) tool.register(server, context);
    return server;
  };
}

class MonitoredServer extends McpServer {
  readonly #monitor: CallMonitor;

  constructor({ monitor, ...info }: { name: string; title: string; version: string; monitor: CallMonitor }) {
    super(info, {
      capabilities: { tools: { listChanged: false } },
      instructions: 'Keeps one todo list. Call list_tasks first to learn the ids that the other tools take.',
    });
    this.#monitor = monitor;
  }

  override async connect(transport: Transport): Promise<void> {
    this.#monitor.watch(transport);
    await super.connect(transport);
  }
}
