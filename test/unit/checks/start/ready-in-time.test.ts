import readyInTime from '../../../../src/checks/start/ready-in-time.js';
import { diagnoseSilence } from '../../../../src/model/causes/silence-causes.js';
import { settings } from '../../../support/mcp-facts.js';
import { exit, start } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const never = { listeningMs: undefined, readyMs: undefined };

testCheck(readyInTime, {
  pass: [{ name: 'a server that is ready at once', facts: { settings: settings(), httpStart: start() } }],
  fail: [
    {
      name: 'a server that takes longer than the warning',
      facts: { settings: settings(), httpStart: start({ readyMs: 6_200 }) },
      messages: ['The server was ready 6.2 s after its start, over 5.0 s (budgets.readyWarning).'],
      severities: ['warning'],
    },
    {
      name: 'a server that takes longer than the limit',
      facts: { settings: settings(), httpStart: start({ readyMs: 15_800 }) },
      messages: ['The server was ready 16 s after its start, over 15 s (budgets.ready).'],
    },
    {
      name: 'a container that exits at once',
      facts: {
        settings: settings(),
        httpStart: start({ ...never, exited: exit({ lastLines: ['Error: no such table: tasks'] }) }),
      },
      messages: ['The container exited after 0.3 s with code 1: Error: no such table: tasks.'],
    },
    {
      name: 'a server that never listens',
      facts: {
        settings: settings(),
        httpStart: start({ ...never, lastAnswer: 'the connection was closed (/health)' }),
      },
      messages: [
        'The server was not ready within 15 s (budgets.ready); the last answer was: the connection was closed (/health).',
      ],
    },
    {
      name: 'a server that stays unready',
      facts: { settings: settings(), httpStart: start({ readyMs: undefined, lastAnswer: '503 from /health' }) },
      messages: [
        'The server listens since 0.4 s after its start and was not ready within 15 s (budgets.ready); the last answer was: 503 from /health.',
      ],
    },
    {
      name: 'a server without the health path',
      facts: {
        settings: settings(),
        httpStart: start({ readyMs: undefined, lastStatus: 404, lastAnswer: '404 from /health' }),
      },
      messages: [
        'The server listens since 0.4 s after its start and never got ready; the last answer was: 404 from /health.',
      ],
    },
    {
      name: 'a server that says nothing while it comes up',
      facts: {
        settings: settings(),
        httpStart: start({
          ...never,
          silence: diagnoseSilence({
            transport: 'http',
            stderr: [],
            processes: ['node server.js'],
            listening: [],
          }),
        }),
      },
      messages: [
        'The server was not ready within 15 s (budgets.ready): it runs (node server.js), wrote nothing, and listens on no port.',
      ],
      remedies: [
        'Listen first and load afterwards, and say on stderr when it is ready; start the server, and in its HTTP mode. One that has to take longer is given its time with budgets.ready of mcp-dock.yaml.',
      ],
    },
    {
      name: 'a running server that does not answer',
      facts: {
        settings: settings(),
        httpStart: start({ ...never, foundRunning: true, lastAnswer: 'the connection was refused' }),
      },
      messages: ['Nothing answers there: the connection was refused.'],
      remedies: ['See that the server runs, and that host and port are right.'],
    },
    {
      name: 'a running server that accepts connections alone',
      facts: {
        settings: settings(),
        httpStart: start({
          readyMs: undefined,
          listeningMs: 0,
          foundRunning: true,
          lastAnswer: 'no answer within 15 s (/mcp)',
        }),
      },
      messages: ['Something accepts connections there, and does not answer: no answer within 15 s (/mcp).'],
      remedies: [
        'See what the server, or the proxy before it, waits for; most clients have given up by then. One that has to take longer is given its time with budgets.handshake of mcp-dock.yaml.',
      ],
    },
    {
      name: 'an address that accepts connections alone',
      facts: {
        settings: settings({ configured: false }),
        httpStart: start({
          readyMs: undefined,
          listeningMs: 0,
          foundRunning: true,
          lastAnswer: 'no answer within 15 s',
        }),
      },
      messages: ['Something accepts connections there, and does not answer: no answer within 15 s.'],
      remedies: ['See what the server, or the proxy before it, waits for; most clients have given up by then.'],
    },
    {
      name: 'a host that does not exist',
      facts: {
        settings: settings(),
        httpStart: start({
          ...never,
          foundRunning: true,
          fault: 'no-such-host',
          lastAnswer: 'there is no host named nowhere.example',
        }),
      },
      messages: ['Nothing answers there: there is no host named nowhere.example.'],
      remedies: ['Correct the name of the host.'],
    },
    {
      name: 'a certificate of its own',
      facts: {
        settings: settings(),
        httpStart: start({
          ...never,
          foundRunning: true,
          fault: 'untrusted',
          lastAnswer: 'its certificate is not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT)',
        }),
      },
      messages: ['Nothing answers there: its certificate is not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT).'],
      remedies: [
        'Set NODE_EXTRA_CA_CERTS to a PEM file of the authority that issued the certificate, or of the certificate itself where it is self-signed, and address the server by a name that is in it.',
      ],
    },
    {
      name: 'a stream of HTTP+SSE beside the path that is meant',
      facts: {
        settings: settings(),
        httpStart: start({
          readyMs: undefined,
          foundRunning: true,
          lastStatus: 404,
          lastAnswer: '404 from /sse',
          oldTransport: '/sse',
          answersAt: '/mcp',
        }),
      },
      messages: [
        'A server answers there, but has no such path: 404 from /sse. Something speaks MCP at /mcp. Beside it the server has the transport HTTP+SSE of 2024-11-05, an event stream at /sse, which is deprecated since 2025-03-26.',
      ],
      remedies: ['Give /mcp as the path.'],
    },
    {
      name: 'a wrong path beside the right one',
      facts: {
        settings: settings(),
        httpStart: start({
          readyMs: undefined,
          foundRunning: true,
          lastStatus: 404,
          lastAnswer: '404 from /wrong',
          answersAt: '/mcp',
        }),
      },
      messages: ['A server answers there, but has no such path: 404 from /wrong. Something speaks MCP at /mcp.'],
      remedies: ['Give /mcp as the path.'],
    },
    {
      name: 'a wrong path alone',
      facts: {
        settings: settings(),
        httpStart: start({ readyMs: undefined, foundRunning: true, lastStatus: 404, lastAnswer: '404 from /wrong' }),
      },
      messages: ['A server answers there, but has no such path: 404 from /wrong.'],
      remedies: ['Give the path of its MCP endpoint, which its documentation names; most have /mcp.'],
    },
    {
      name: 'a server that is not ready',
      facts: {
        settings: settings(),
        httpStart: start({ readyMs: undefined, foundRunning: true, lastStatus: 503, lastAnswer: '503 from /mcp' }),
      },
      messages: ['A server answers there, and is not ready: 503 from /mcp.'],
    },
    {
      name: 'another port',
      facts: { settings: settings(), httpStart: start({ ...never, elsewhere: ['0.0.0.0:8099'] }) },
      messages: ['The server never answered on its port; it listens on 0.0.0.0:8099.'],
      remedies: [
        "It listens on port 8099: make the server's own setting, EXPOSE of the Dockerfile and server.transports.http.port of mcp-dock.yaml agree.",
      ],
    },
  ],
  notApplicable: [
    {
      name: 'the transport of 2024-11-05 alone',
      facts: {
        settings: settings(),
        httpStart: start({
          readyMs: undefined,
          foundRunning: true,
          lastStatus: 404,
          lastAnswer: '404 from /sse',
          oldTransport: '/sse',
        }),
      },
    },
    {
      name: 'a server that was found running',
      facts: { settings: settings(), httpStart: start({ foundRunning: true }) },
    },
    {
      name: 'a server that only its container reaches',
      facts: { settings: settings(), httpStart: start({ ...never, onlyInside: ['127.0.0.1:3000'] }) },
    },
  ],
  unknown: [
    {
      name: 'a server that wants a variable',
      facts: {
        settings: settings(),
        httpStart: start({ ...never, exited: exit({ lastLines: ['SERVICE_AUTH_TOKEN is required'] }) }),
      },
      reason:
        'Not started, because it asks for SERVICE_AUTH_TOKEN: SERVICE_AUTH_TOKEN is required. Give a value from your environment: mcp-dock verify --env SERVICE_AUTH_TOKEN',
    },
    {
      name: 'a server that does not take a made-up value',
      facts: {
        settings: settings({ placeholders: ['API_KEY'] }),
        httpStart: start({ ...never, exited: exit({ lastLines: ['Error: invalid key.'] }) }),
      },
      reason:
        'Not started, because API_KEY has a value that is made up (server.env of mcp-dock.yaml): Error: invalid key. Give a real value from your environment: mcp-dock verify --env API_KEY',
    },
  ],
});
