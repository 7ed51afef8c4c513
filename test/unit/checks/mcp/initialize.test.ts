import { expect, it } from 'vitest';
import initialize from '../../../../src/checks/mcp/initialize.js';
import { failure, httpSession, refusal, result, silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const hello = (overrides: object) => ({
  handshake: result('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    serverInfo: { name: 'todo', version: '1' },
    ...overrides,
  }),
});

testCheck(initialize, {
  pass: [
    { name: 'a good answer on both transports', facts: { mcpSessions: [httpSession(), stdioSession()] } },
    { name: 'an older revision', facts: { mcpSessions: [httpSession(hello({ protocolVersion: '2024-11-05' }))] } },
  ],
  fail: [
    {
      name: 'no answer',
      facts: { mcpSessions: [silentSession()] },
      messages: ['Over HTTP, initialize got no result: no answer within 10 s.'],
    },
    {
      name: 'an answer under another id',
      facts: {
        mcpSessions: [
          silentSession({ handshake: failure('initialize', 'other-id', 'an answer with another id (0 instead of 1)') }),
        ],
      },
      messages: ['Over HTTP, initialize got no result: an answer with another id (0 instead of 1).'],
      remedies: ['Answer initialize with the id that the request has; mcp/error-shape shows what came instead.'],
    },
    {
      name: 'another path',
      facts: {
        mcpSessions: [
          silentSession({
            handshake: { ...failure('initialize', 'not-json', 'HTTP 404'), httpStatus: 404 },
            repeat: { start: 'docker run --rm --detach todo', url: 'http://127.0.0.1:3000/mcp' },
          }),
        ],
      },
      remedies: [undefined],
      messages: [
        "Over HTTP, initialize got no result: HTTP 404. An endpoint at another path is named in server.transports.http.path of mcp-dock.yaml, or in the image's label io.mcp-dock.transports.",
      ],
    },
    {
      name: 'another path of an address',
      facts: {
        mcpSessions: [
          silentSession({ handshake: { ...failure('initialize', 'not-json', 'HTTP 404'), httpStatus: 404 } }),
        ],
      },
      messages: ['Over HTTP, initialize got no result: HTTP 404.'],
      remedies: ['Give the path of its MCP endpoint, which its documentation names; most have /mcp.'],
    },
    {
      name: 'a connection that is cut, by which nothing has ended',
      facts: {
        mcpSessions: [
          silentSession({ handshake: failure('initialize', 'closed', 'the server closed the connection') }),
        ],
      },
      messages: ['Over HTTP, initialize got no result: the server closed the connection.'],
      remedies: ['See that the server runs and listens on the port that is asked.'],
    },
    {
      name: 'the transport of 2024-11-05',
      facts: {
        mcpSessions: [
          silentSession({ oldTransport: '/sse', handshake: failure('initialize', 'not-json', 'HTTP 404') }),
        ],
      },
      messages: [
        'Over HTTP, initialize got no result: HTTP 404. The server has the transport HTTP+SSE of 2024-11-05, an event stream at /sse, and Streamable HTTP at none of the usual paths. HTTP+SSE is deprecated since 2025-03-26: a client connects only if it supports it still.',
      ],
      remedies: [
        'Serve Streamable HTTP, for which many servers and gateways have an option, and give its path. Until then, use a client that still supports HTTP+SSE.',
      ],
    },
    {
      name: 'the transport of 2024-11-05 beside the one that replaced it',
      facts: {
        mcpSessions: [
          silentSession({
            oldTransport: '/sse',
            answersAt: '/mcp',
            handshake: failure('initialize', 'not-json', 'HTTP 405'),
          }),
        ],
      },
      messages: [
        'Over HTTP, initialize got no result: HTTP 405. Something speaks MCP at /mcp. Beside it the server has the transport HTTP+SSE of 2024-11-05, an event stream at /sse, which is deprecated since 2025-03-26.',
      ],
      remedies: ['Give /mcp as the path.'],
    },
    {
      name: 'an image whose endpoint is at another path than it says',
      facts: {
        mcpSessions: [
          silentSession({
            repeat: { start: 'docker run', url: 'http://127.0.0.1:3000/wrong' },
            answersAt: '/mcp',
            handshake: failure('initialize', 'not-json', 'HTTP 404'),
          }),
        ],
      },
      messages: ['Over HTTP, initialize got no result: HTTP 404. Something speaks MCP at /mcp.'],
      remedies: [
        "Name /mcp in server.transports.http.path of mcp-dock.yaml, or in the image's label io.mcp-dock.transports.",
      ],
    },
    {
      name: 'a container that exited, beside a good transport',
      facts: {
        mcpSessions: [
          httpSession(),
          silentSession({
            transport: 'stdio',
            handshake: failure('initialize', 'closed', 'it exited with code 1: API_KEY is required'),
          }),
        ],
      },
      messages: ['Over stdio, initialize got no result: it exited with code 1: API_KEY is required.'],
      remedies: [
        'Give the server what it asks for before it ends: arguments under server.transports.stdio.args of mcp-dock.yaml, variables with --env NAME.',
      ],
    },
    {
      name: 'a container that ended, with what helps against that',
      facts: {
        mcpSessions: [
          silentSession({
            transport: 'stdio',
            handshake: failure('initialize', 'closed', 'it exited with code 127: its program was not found'),
            exited: { exitCode: 127, oomKilled: false, afterMs: 90, lastLines: [], error: 'spawn x ENOENT' },
          }),
        ],
      },
      messages: ['Over stdio, initialize got no result: it exited with code 127: its program was not found.'],
      remedies: [expect.stringMatching(/^See that the program of ENTRYPOINT is in the image/u) as string],
    },
    {
      name: 'an error with control sequences',
      facts: { mcpSessions: [silentSession({ handshake: refusal('initialize', -32_000, 'no \u001b[31m way') })] },
      messages: ['Over HTTP, initialize got no result: error -32000 "no \\u001b[31m way".'],
    },
    {
      name: 'a server that wants a token',
      facts: {
        mcpSessions: [
          silentSession({
            authRequired: true,
            handshake: { ...failure('initialize', 'unauthorized', '401'), challenge: 'Bearer realm="todo"' },
          }),
        ],
      },
      messages: [
        'The server answers 401 over HTTP (challenge: Bearer realm="todo"), so nothing more could be asked. Give a token with --bearer-env or --header.',
      ],
      remedies: [
        'Give a token with --bearer-env NAME, the name of a variable that holds it, or a header with --header; or let mcp-dock get one, with --client-id-env and --client-secret-env.',
      ],
    },
    {
      name: 'a server that refuses the token',
      facts: {
        mcpSessions: [
          silentSession({
            authRequired: true,
            authGiven: true,
            handshake: { ...failure('initialize', 'unauthorized', '401'), challenge: 'Bearer error="invalid_token"' },
          }),
        ],
      },
      messages: [
        'The server answers 401 over HTTP (challenge: Bearer error="invalid_token"): it refuses the authorization that was sent. See whether the token has expired, or is meant for another server.',
      ],
    },
    {
      name: 'a made-up revision',
      facts: { mcpSessions: [httpSession(hello({ protocolVersion: '1999-01-01' }))] },
      messages: [
        'Over HTTP, initialize names the protocol version "1999-01-01", which is no revision with a handshake.',
      ],
    },
    {
      name: 'a result without its parts',
      facts: { mcpSessions: [stdioSession(hello({ capabilities: undefined, serverInfo: {} }))] },
      messages: ['Over stdio, the result of initialize has no capabilities and no serverInfo.name.'],
    },
  ],
  notApplicable: [
    { name: 'a server of 2026-07-28 only', facts: { mcpSessions: [httpSession({ eras: ['2026-07-28'] })] } },
  ],
  unknown: [
    {
      name: 'a server that ended for want of a variable',
      facts: {
        mcpSessions: [
          silentSession({
            transport: 'stdio',
            handshake: failure('initialize', 'closed', 'it exited with code 1'),
            wants: { variables: ['API_KEY'], placeholder: false, said: 'Error: API_KEY is required' },
          }),
        ],
      },
      reason:
        'Not started, because it asks for API_KEY: Error: API_KEY is required. Give a value from your environment: mcp-dock verify --env API_KEY',
    },
    {
      name: 'a server that does not take made-up values',
      facts: {
        mcpSessions: [silentSession({ wants: { variables: ['API_KEY', 'TEAM_ID'], placeholder: true } })],
      },
      reason:
        'Not started, because API_KEY and TEAM_ID have values that are made up (server.env of mcp-dock.yaml). Give real values from your environment: mcp-dock verify --env API_KEY --env TEAM_ID',
    },
  ],
});

it('names the cause of an exit', () => {
  const answer = initialize.run({
    mcpSessions: [
      silentSession({
        transport: 'stdio',
        handshake: failure('initialize', 'closed', 'it exited with code 1'),
        exited: { exitCode: 1, oomKilled: false, afterMs: 90, lastLines: ["Error: Cannot find module '/app/x.mjs'"] },
      }),
    ],
  } as never);
  expect(answer).toEqual([
    expect.objectContaining({
      cause: expect.any(String) as string,
      evidence: ["Error: Cannot find module '/app/x.mjs'"],
    }),
  ]);
});
