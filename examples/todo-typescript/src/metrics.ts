/** Where a call came in; a label, so it must stay one of few. */
export type Endpoint = '/mcp' | 'stdio';
export type Outcome = 'success' | 'error';

/** What the server measures. Labels take only values from fixed sets: a label from the wire would let clients fill the memory. */
export interface Metrics {
  requestReceived(method: string, endpoint: Endpoint): void;
  requestFinished(seconds: number): void;
  toolFinished(tool: string, endpoint: Endpoint, outcome: Outcome, seconds: number): void;
  authFinished(endpoint: Endpoint, outcome: Outcome, seconds: number): void;
  connectionOpened(endpoint: Endpoint): void;
  connectionClosed(endpoint: Endpoint): void;
  /** The Prometheus text of all families, and its media type. */
  render(): Promise<{ contentType: string; text: string }>;
}

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export async function createMetrics(enabled: boolean): Promise<Metrics> {
  if (!enabled) return NO_METRICS;

  // Loaded on demand: it is the slowest import of this program, and stdio servers seldom need it.
  const { Counter, Gauge, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'mcp_requests_total',
    help: 'JSON-RPC requests received.',
    labelNames: ['method', 'endpoint'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'mcp_request_duration_seconds',
    help: 'Time from a request to its response.',
    buckets: SECONDS,
    registers,
  });
  const connections = new Gauge({
    name: 'mcp_active_connections',
    help: 'Open exchanges over HTTP, or 1 for the stdio session.',
    labelNames: ['endpoint'],
    registers,
  });
  const toolCalls = new Counter({
    name: 'mcp_tool_calls_total',
    help: 'Tool calls answered.',
    labelNames: ['endpoint', 'tool_name', 'result'],
    registers,
  });
  const toolSeconds = new Histogram({
    name: 'mcp_tool_duration_seconds',
    help: 'Time a tool call took, failures included.',
    labelNames: ['endpoint', 'tool_name'],
    buckets: SECONDS,
    registers,
  });
  const authAttempts = new Counter({
    name: 'mcp_auth_attempts_total',
    help: 'Requests whose token was checked.',
    labelNames: ['endpoint', 'result'],
    registers,
  });
  const authSeconds = new Histogram({
    name: 'mcp_auth_duration_seconds',
    help: 'Time the check of a token took.',
    labelNames: ['endpoint'],
    buckets: SECONDS,
    registers,
  });

  return {
    requestReceived: (method, endpoint) => requests.inc({ method, endpoint }),
    requestFinished: (seconds) => requestSeconds.observe(seconds),
    toolFinished(tool_name, endpoint, result, seconds) {
      toolCalls.inc({ endpoint, tool_name, result });
      toolSeconds.observe({ endpoint, tool_name }, seconds);
    },
    authFinished(endpoint, result, seconds) {
      authAttempts.inc({ endpoint, result });
      authSeconds.observe({ endpoint }, seconds);
    },
    connectionOpened: (endpoint) => connections.inc({ endpoint }),
    connectionClosed: (endpoint) => connections.dec({ endpoint }),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

const NO_METRICS: Metrics = {
  requestReceived() {},
  requestFinished() {},
  toolFinished() {},
  authFinished() {},
  connectionOpened() {},
  connectionClosed() {},
  render: async () => ({ contentType: 'text/plain', text: '' }),
};
