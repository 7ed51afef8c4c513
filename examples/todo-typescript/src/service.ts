import type { McpServerFactory } from '@modelcontextprotocol/server';

import type { CallMonitor } from './call-monitor.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';

/** A running transport. */
export interface Service {
  /** Finishes running calls, for at most {@link FINISH_LIMIT_MS}, and lets go of everything. */
  stop(): Promise<void>;
}

export interface ServiceParts {
  factory: McpServerFactory;
  monitor: CallMonitor;
  metrics: Metrics;
  log: Logger;
}

/** Docker kills a container 10 s after it asked it to stop. */
export const FINISH_LIMIT_MS = 8_000;
