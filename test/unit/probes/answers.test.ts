import { describe, expect, it } from 'vitest';
import answerFrames from '../../../src/probes/answer-frames.js';
import versionAnswers from '../../../src/probes/version-answers.js';
import { answered, bare, httpRules, refused } from '../../support/http-rules.js';
import { httpSession, stdioSession } from '../../support/mcp-facts.js';

const mcpHttp = httpSession();

describe('version answers over HTTP', () => {
  it('are those of the handshakes and of the other era', () => {
    const rules = httpRules([
      refused('modern-unsupported', 400, -32_022, {
        about: '1999-01-01',
        message: {
          jsonrpc: '2.0',
          id: 1,
          error: { code: -32_022, message: 'No', data: { supported: ['2026-07-28'] } },
        },
      }),
      answered('version', { protocolVersion: '2025-06-18' }, { about: '2024-11-05' }),
      refused('version', 400, -32_000, { about: '1999-01-01' }),
    ]);
    expect(versionAnswers.derive({ httpRules: rules, mcpHttp })).toMatchObject([
      {
        transport: 'http',
        handshakes: [
          { asked: '2024-11-05', answered: '2025-06-18' },
          { asked: '1999-01-01', instead: '400 and error -32000 "Refused"' },
        ],
        unsupported: { status: 400, code: -32_022, supported: ['2026-07-28'] },
      },
    ]);
  });

  it('have the list of a refused handshake', () => {
    const error = { code: -32_602, message: 'Unsupported protocol version', data: { supported: ['2025-11-25'] } };
    const rules = httpRules([
      refused('version', 400, 0, { about: '1999-01-01', message: { jsonrpc: '2.0', id: 1, error } }),
    ]);
    expect(versionAnswers.derive({ httpRules: rules, mcpHttp })).toMatchObject([
      { handshakes: [{ asked: '1999-01-01', code: -32_602, supported: ['2025-11-25'] }] },
    ]);
  });

  it.each([
    [{ contentType: 'text/plain', text: 'Unsupported "x"' }, 'text/plain "Unsupported \\"x\\""'],
    [{ contentType: 'text/html' }, 'no body'],
    [{ text: 'No' }, 'no content type "No"'],
  ])('are no results where they are no JSON-RPC: %j', (more, said) => {
    const rules = httpRules([
      bare('modern-unsupported', 400, { about: '1999-01-01', contentType: undefined, ...more }),
    ]);
    expect(versionAnswers.derive({ httpRules: rules, mcpHttp })).toMatchObject([
      { unsupported: { status: 400, said } },
    ]);
  });

  it('leave out what did not end in our time', () => {
    const failure = { kind: 'timeout', message: 'HTTP 200 but no end of the answer within 5.0 s' };
    const rules = httpRules([bare('version', 200, { about: '2024-11-05', failure })], { eras: ['handshake'] });
    expect(versionAnswers.derive({ httpRules: rules, mcpHttp })).toMatchObject([{ handshakes: [] }]);
  });

  it('leave out what was asked too often', () => {
    const rules = httpRules([bare('version', 429, { about: '2024-11-05' })], { eras: ['handshake'] });
    expect(versionAnswers.derive({ httpRules: rules, mcpHttp })).toMatchObject([
      {
        handshakes: expect.not.arrayContaining([expect.objectContaining({ asked: '2024-11-05' })]) as unknown,
        untold: 'HTTP 429',
      },
    ]);
  });
});

describe('answer frames', () => {
  it('have no content, and the same kind of answer once', () => {
    const message = (id: number) => ({ jsonrpc: '2.0', id, result: { tools: ['a secret', 'another'] } });
    const frames = answerFrames.derive({
      mcpHttp,
      httpTranscript: {
        transport: 'http',
        left: 0,
        messages: [
          { era: 'handshake', answers: 'tools/list', message: message(1) },
          { era: 'handshake', answers: 'tools/list', message: message(2) },
          { era: 'handshake', message: { jsonrpc: '2.0', method: 'notifications/message' } },
        ],
      },
    });
    expect(frames).toMatchObject([{ answers: 'tools/list', frame: { jsonrpc: '2.0', result: {} } }]);
    expect(JSON.stringify(frames)).not.toContain('secret');
  });

  it('know the ids that were sent over stdio, and what could not be read', () => {
    const frames = answerFrames.derive({
      mcpStdio: stdioSession(),
      stdioTranscript: {
        transport: 'stdio',
        left: 0,
        messages: [{ era: 'handshake', answers: 'ping', sentId: 3, message: { jsonrpc: '2.0', id: '3', result: {} } }],
        unreadable: [{ era: 'handshake', answers: 'tools/list', reason: 'no JSON', excerpt: '…NaN…' }],
      },
    });
    expect(frames).toMatchObject([
      { transport: 'stdio', answers: 'ping', sentId: 3, frame: { id: '3' } },
      { transport: 'stdio', answers: 'tools/list', frame: {}, unreadable: { reason: 'no JSON', excerpt: '…NaN…' } },
    ]);
  });

  it('have the status of a refusal by HTTP', () => {
    const frames = answerFrames.derive({
      mcpHttp,
      httpTranscript: {
        transport: 'http',
        left: 0,
        messages: [{ era: 'handshake', answers: 'initialize', status: 401, message: { error: 'invalid_token' } }],
      },
    });
    expect(frames).toMatchObject([{ answers: 'initialize', status: 401, frame: { error: 'invalid_token' } }]);
  });

  it('tell answers to other ids apart, and leave out what answers no request', () => {
    const exchanges = [
      answered('request'),
      answered('request', {}, { sentId: 12 }),
      bare('notification', 200, { message: {} }),
    ];
    expect(answerFrames.derive({ mcpHttp, httpRules: httpRules([], { exchanges }) })).toHaveLength(2);
  });
});
