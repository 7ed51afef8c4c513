import readyInTime from '../../../../src/checks/start/ready-in-time.js';
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
      messages: ['The server was ready 6.2 s after its start.'],
      severities: ['warning'],
    },
    {
      name: 'a server that takes longer than the limit',
      facts: { settings: settings(), httpStart: start({ readyMs: 15_800 }) },
      messages: ['The server was ready 16 s after its start.'],
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
      messages: ['The server never answered on its port; the last answer was: the connection was closed (/health).'],
    },
    {
      name: 'a server that stays unready',
      facts: { settings: settings(), httpStart: start({ readyMs: undefined, lastAnswer: '503 from /health' }) },
      messages: [
        'The server listens since 0.4 s after its start and never got ready; the last answer was: 503 from /health.',
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
      name: 'a host that does not exist',
      facts: {
        settings: settings(),
        httpStart: start({
          ...never,
          foundRunning: true,
          inVain: true,
          lastAnswer: 'there is no host named nowhere.example',
        }),
      },
      messages: ['Nothing answers there: there is no host named nowhere.example.'],
      remedies: ['Correct the address: its beginning, host and port.'],
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
