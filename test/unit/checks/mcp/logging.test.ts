import logging from '../../../../src/checks/mcp/logging.js';
import {
  failure,
  httpSession,
  refusal,
  result,
  silentSession,
  stdioSession,
  transcript,
  utilities,
} from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const LOG = { method: 'notifications/message', params: { level: 'info', data: 'x' } };
const declaring = httpSession({ capabilities: { tools: {}, logging: {} } });
const set = (answer = result('logging/setLevel', {}), below: string[] = []) =>
  utilities({ setLevel: { level: 'error', answer, below } });

testCheck(logging, {
  pass: [
    {
      name: 'log messages of a server that declares them',
      facts: {
        mcpSessions: [declaring],
        mcpUtilities: [set()],
        transcripts: [transcript([[undefined, LOG]])],
      },
    },
    {
      name: 'log messages of the handshake era beside the question whether there is another one',
      facts: {
        mcpSessions: [stdioSession({ eras: ['handshake'], capabilities: { tools: {}, logging: {} } })],
        mcpUtilities: [],
        transcripts: [transcript([[undefined, LOG, '2026-07-28']], { transport: 'stdio' })],
      },
    },
    {
      name: 'a log message of the start of a server that speaks both eras',
      facts: {
        mcpSessions: [stdioSession({ capabilities: { tools: {}, logging: {} } })],
        mcpUtilities: [],
        transcripts: [
          transcript(
            [
              [undefined, LOG, '2026-07-28'],
              ['server/discover', { result: {} }, '2026-07-28'],
            ],
            { transport: 'stdio' },
          ),
        ],
      },
    },
    {
      name: 'a log message of a server whose capabilities nobody knows',
      facts: {
        mcpSessions: [stdioSession({ eras: ['handshake'], capabilities: undefined })],
        mcpUtilities: [],
        transcripts: [transcript([[undefined, LOG]], { transport: 'stdio' })],
      },
    },
    {
      name: 'a server that logs nothing',
      facts: { mcpSessions: [httpSession()], mcpUtilities: [utilities()], transcripts: [transcript([])] },
    },
  ],
  fail: [
    {
      name: 'log messages without the capability',
      facts: {
        mcpSessions: [stdioSession()],
        mcpUtilities: [],
        transcripts: [
          transcript(
            [
              [undefined, LOG],
              [undefined, LOG],
            ],
            { transport: 'stdio' },
          ),
        ],
      },
      messages: ['Over stdio, 2 log messages came, but the logging capability is not declared.'],
    },
    {
      name: 'more log messages than are kept',
      facts: {
        mcpSessions: [stdioSession()],
        mcpUtilities: [],
        transcripts: [
          transcript(
            [
              [undefined, LOG],
              [undefined, LOG],
            ],
            { transport: 'stdio', left: 900 },
          ),
        ],
      },
      messages: ['Over stdio, at least 2 log messages came, but the logging capability is not declared.'],
    },
    {
      name: 'a log message of the start without the capability',
      facts: {
        mcpSessions: [stdioSession({ eras: ['handshake'] })],
        mcpUtilities: [],
        transcripts: [transcript([[undefined, LOG, '2026-07-28']], { transport: 'stdio' })],
      },
      messages: ['Over stdio, a log message came, but the logging capability is not declared.'],
    },
    {
      name: 'log messages of the modern era over stdio, after the first answer',
      facts: {
        mcpSessions: [stdioSession({ eras: ['2026-07-28'], capabilities: { tools: {}, logging: {} } })],
        mcpUtilities: [],
        transcripts: [
          transcript(
            [
              ['server/discover', { result: {} }, '2026-07-28'],
              [undefined, LOG, '2026-07-28'],
            ],
            { transport: 'stdio' },
          ),
        ],
      },
      messages: ['Over stdio in 2026-07-28, a log message came for requests without a logLevel.'],
    },
    {
      name: 'log messages that no request of the modern era asked for',
      facts: {
        mcpSessions: [declaring],
        mcpUtilities: [],
        transcripts: [transcript([[undefined, LOG, '2026-07-28']])],
      },
      messages: ['Over HTTP in 2026-07-28, a log message came for requests without a logLevel.'],
    },
    {
      name: 'a level that is refused',
      facts: {
        mcpSessions: [declaring],
        mcpUtilities: [set(refusal('logging/setLevel', -32_601, 'Method not found'))],
        transcripts: [],
      },
      messages: [
        'Over HTTP, the logging capability is declared, but logging/setLevel got error -32601 "Method not found".',
      ],
    },
    {
      name: 'a level that is not kept to',
      facts: {
        mcpSessions: [declaring],
        mcpUtilities: [set(result('logging/setLevel', {}), ['info', 'debug', 'info'])],
        transcripts: [],
      },
      messages: ['Over HTTP, messages of the level info, debug came after the level was set to error.'],
      severities: ['warning'],
    },
    {
      name: 'no answer to the level',
      facts: {
        mcpSessions: [declaring],
        mcpUtilities: [set(failure('logging/setLevel', 'timeout', 'no answer within 5.0 s'))],
        transcripts: [],
      },
      messages: ['Over HTTP, the logging capability is declared, but logging/setLevel got no answer within 5.0 s.'],
    },
  ],
  notApplicable: [
    { name: 'a silent server', facts: { mcpSessions: [silentSession()], mcpUtilities: [], transcripts: [] } },
  ],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: { mcpSessions: [declaring], mcpUtilities: [utilities({ limited: 503 })], transcripts: [] },
      reason:
        'Over HTTP, the server refuses further requests: HTTP 503. Allow more of them while it is verified; this was not asked.',
    },
  ],
});
