import type { McpAnswer, McpSession, McpTool } from '../../src/model/facts/mcp.js';
import type { Settings } from '../../src/model/facts/settings.js';
import type { TranscriptFact, WireMessage } from '../../src/model/facts/wire.js';
import type { Utilities } from '../../src/model/facts/utilities.js';

/** Settings of a project that asks nothing special; name what the row is about. */
export function settings(overrides: Partial<Settings> = {}): Settings {
  return {
    configured: true,
    name: 'todo',
    transports: { http: { port: 3000, path: '/mcp' }, stdio: { args: ['stdio'] } },
    transportsFrom: 'config',
    dataPaths: [],
    calls: [],
    budgets: {
      imageSizeWarningBytes: 200e6,
      imageSizeBytes: 250e6,
      runningMs: 2_000,
      readyWarningMs: 5_000,
      readyMs: 15_000,
      handshakeMs: 10_000,
      healthyMs: 15_000,
      memoryBytes: 512 * 1024 ** 2,
      stopMs: 5_000,
    },
    ...overrides,
  };
}

export const result = (method: string, value: unknown): McpAnswer => ({ method, result: value, durationMs: 1 });
export const refusal = (method: string, code: number, message: string): McpAnswer => ({
  method,
  error: { code, message },
  durationMs: 1,
});
export const failure = (method: string, kind: string, message: string): McpAnswer => ({
  method,
  failure: { kind, message },
  durationMs: 1,
});

export const tool = (overrides: Partial<McpTool> = {}): McpTool => ({
  name: 'list_tasks',
  description: 'Lists all tasks.',
  inputSchema: { type: 'object' },
  ...overrides,
});

/** A session with a sound server of both eras over HTTP; name what the row is about. */
export function httpSession(overrides: Partial<McpSession> = {}): McpSession {
  return {
    transport: 'http',
    endpoint: 'http://127.0.0.1:3000/mcp',
    answered: true,
    authRequired: false,
    handshake: result('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'todo', version: '1.0.0' },
    }),
    discover: result('server/discover', {
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {} },
      ttlMs: 0,
      cacheScope: 'private',
    }),
    protocolVersion: '2025-11-25',
    modernVersions: ['2026-07-28'],
    eras: ['handshake', '2026-07-28'],
    serverInfo: { name: 'todo', version: '1.0.0' },
    capabilities: { tools: {} },
    tools: [tool()],
    toolsInOtherEra: ['list_tasks'],
    listTools: result('tools/list', { tools: 1, pages: 1 }),
    unknownMethod: refusal('mcp-dock/no-such-method', -32_601, 'Method not found'),
    unknownTool: refusal('tools/call', -32_602, 'Unknown tool'),
    otherEra: {
      era: '2026-07-28',
      listTools: result('tools/list', { tools: 1, pages: 1 }),
      unknownMethod: { ...refusal('mcp-dock/no-such-method', -32_601, 'Method not found'), httpStatus: 404 },
      unknownTool: refusal('tools/call', -32_602, 'Unknown tool'),
    },
    calls: [],
    ...overrides,
  };
}

/** The same server over stdio, where only one era is asked. */
export function stdioSession(overrides: Partial<McpSession> = {}): McpSession {
  const { toolsInOtherEra: _, otherEra: __, ...session } = httpSession();
  return { ...session, transport: 'stdio', endpoint: 'docker run -i --rm todo:1.0.0 stdio', ...overrides };
}

/** A session in which nothing was answered, with why. */
export const silentSession = (overrides: Partial<McpSession> = {}): McpSession => ({
  transport: 'http',
  endpoint: 'http://127.0.0.1:3000/mcp',
  answered: false,
  authRequired: false,
  handshake: failure('initialize', 'timeout', 'no answer within 10 s'),
  discover: failure('server/discover', 'timeout', 'no answer within 10 s'),
  modernVersions: [],
  eras: [],
  calls: [],
  ...overrides,
});

/** What a server said in one run: results by the method that they answer, and messages of its own accord. */
export const transcript = (
  messages: readonly (readonly [answers: string | undefined, message: object, era?: WireMessage['era']])[],
  overrides: Partial<TranscriptFact> = {},
): TranscriptFact => ({
  transport: 'http',
  version: '2025-11-25',
  messages: messages.map(([answers, message, era = 'handshake'], at) => ({
    era,
    ...(answers === undefined ? {} : { answers }),
    message: { jsonrpc: '2.0', ...(answers === undefined ? {} : { id: at + 1 }), ...message },
  })),
  left: 0,
  ...overrides,
});

/** What a sound server says to the questions about the rest of the protocol; name what the row is about. */
export const utilities = (overrides: Partial<Utilities> = {}): Utilities => ({
  transport: 'http',
  era: 'handshake',
  ping: result('ping', {}),
  lists: [
    {
      method: 'tools/list',
      pages: 1,
      count: 1,
      names: ['list_tasks'],
      answer: result('tools/list', { tools: 1, pages: 1 }),
    },
    { method: 'resources/list', pages: 1, answer: refusal('resources/list', -32_601, 'Method not found') },
    { method: 'prompts/list', pages: 1, answer: refusal('prompts/list', -32_601, 'Method not found') },
  ],
  badCursor: refusal('tools/list', -32_602, 'Invalid cursor'),
  together: {
    questions: [
      { method: 'tools/list', alone: 'tools', found: 'tools', answer: result('tools/list', {}) },
      { method: 'ping', alone: 'empty', found: 'empty', answer: result('ping', {}) },
    ],
    strayAnswers: 0,
  },
  progress: { tool: 'list_tasks', answer: result('tools/call', {}), values: [1, 2], foreignTokens: [], afterAnswer: 0 },
  cancellations: [
    {
      era: 'handshake',
      method: 'tools/list',
      by: 'notification',
      notificationAnswered: false,
      next: result('ping', {}),
    },
  ],
  ...overrides,
});
