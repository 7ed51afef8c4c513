import type { Exchange, HttpRules } from '../../src/model/facts/http-rules.js';

type Row = Partial<Exchange> & Pick<Exchange, 'question'>;

const JSON_TYPE = 'application/json';

/** One request and its answer; name what the row is about. */
export const exchange = (row: Row): Exchange => ({
  era: 'handshake',
  method: 'POST',
  headers: ['Content-Type: application/json', 'MCP-Protocol-Version: 2025-11-25', 'Mcp-Session-Id: $S'],
  body: '{"jsonrpc":"2.0","id":11,"method":"tools/list"}',
  answerHeaders: {},
  bytes: 0,
  durationMs: 1,
  ...row,
});

export const answered = (question: string, result: object = {}, row: Partial<Exchange> = {}): Exchange =>
  exchange({
    question,
    sentId: 11,
    status: 200,
    contentType: JSON_TYPE,
    message: { jsonrpc: '2.0', id: 11, result },
    ...row,
  });

export const refused = (question: string, status: number, code = -32_000, row: Partial<Exchange> = {}): Exchange =>
  exchange({
    question,
    sentId: 11,
    status,
    contentType: JSON_TYPE,
    message: { jsonrpc: '2.0', id: 11, error: { code, message: 'Refused' } },
    ...row,
  });

export const bare = (question: string, status: number, row: Partial<Exchange> = {}): Exchange =>
  exchange({ question, status, ...row });

const version = (about: string, protocolVersion = about) => answered('version', { protocolVersion }, { about });

const HANDSHAKE = [
  answered('initialize', { protocolVersion: '2025-11-25' }),
  bare('notification', 202),
  answered('request'),
  answered('string-id'),
  answered('zero-id'),
  refused('unknown-method', 200, -32_601),
  refused('no-accept', 406),
  refused('accept-json', 406),
  refused('text-plain', 415),
  refused('batch', 400),
  refused('bad-json', 400, -32_700),
  refused('bad-version-header', 400),
  answered('no-version-header'),
  exchange({ question: 'get-stream', method: 'GET', status: 200, contentType: 'text/event-stream' }),
  refused('no-session', 400),
  refused('bogus-session', 404),
  bare('delete', 200, { method: 'DELETE' }),
  refused('ended-session', 404),
  version('2024-11-05'),
  version('2025-03-26'),
  version('2025-06-18'),
  version('2025-11-25'),
  version('1999-01-01', '2025-11-25'),
];

const modern = (row: Exchange): Exchange => ({ ...row, era: '2026-07-28' });

const MODERN = [
  answered('modern-request', { resultType: 'complete', tools: [], ttlMs: 0, cacheScope: 'private' }),
  refused('modern-no-method', 400, -32_020),
  refused('modern-other-method', 400, -32_020),
  refused('modern-no-name', 400, -32_020),
  refused('modern-other-name', 400, -32_020),
  refused('modern-encoded-name', 200, -32_602),
  refused('modern-other-version', 400, -32_020),
  refused('modern-unsupported', 400, -32_022),
  refused('modern-no-meta', 400, -32_602),
  refused('modern-no-capabilities', 400, -32_602),
].map(modern);

/** What only a server without the handshake era is asked. */
const MODERN_ALONE = [
  refused('modern-no-version', 400, -32_020),
  answered('modern-session', { resultType: 'complete' }),
  bare('modern-get', 405, { method: 'GET' }),
  bare('modern-delete', 405, { method: 'DELETE' }),
].map(modern);

const put = (all: readonly Exchange[], rows: readonly Exchange[]): Exchange[] => [
  ...all.filter(({ question }) => !rows.some((row) => row.question === question)),
  ...rows,
];

/** A sound server of both eras that gives session ids, with these answers in place of its own. */
export const httpRules = (rows: readonly Exchange[] = [], overrides: Partial<HttpRules> = {}): HttpRules => ({
  eras: ['handshake', '2026-07-28'],
  version: '2025-11-25',
  sessions: { issued: true, length: 36, same: false, outside: [] },
  exchanges: put([...HANDSHAKE, ...MODERN], rows),
  ...overrides,
});

/** A sound server that has only 2026-07-28. */
export const modernRules = (rows: readonly Exchange[] = []): HttpRules => ({
  eras: ['2026-07-28'],
  exchanges: put([...MODERN, ...MODERN_ALONE], rows.map(modern)),
});
