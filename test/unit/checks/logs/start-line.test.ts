import { expect, it } from 'vitest';
import startLine from '../../../../src/checks/logs/start-line.js';
import { httpSession, silentSession, tool } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';
import { serverLogs } from '../../../support/trial-facts.js';

const entry = (message: string) => ({ timestamp: '2026-11-01T00:00:00Z', level: 'INFO', message });
const two = httpSession({ tools: [tool({ name: 'list_tasks' }), tool({ name: 'list' })] });

testCheck(startLine, {
  pass: [
    { name: 'a line about the start', facts: { serverLogs: serverLogs(['Starting']), mcpSessions: [httpSession()] } },
    ...[
      'listening on 0.0.0.0:3000',
      'INFO Starting todo-mcp-server',
      'Weather MCP Server running on stdio',
      'Uvicorn on http://0.0.0.0:8000',
      entry('Starting todo'),
      { ts: '1', severity: 'info', msg: 'Server ready' },
    ].map((line) => ({
      name: JSON.stringify(line),
      facts: { serverLogs: serverLogs([line]), mcpSessions: [httpSession()] },
    })),
    {
      name: 'tools with signs in their names',
      facts: {
        serverLogs: serverLogs(['Starting x', 'registered tool get-tasks', 'registered tool a.b']),
        mcpSessions: [httpSession({ tools: [tool({ name: 'get-tasks' }), tool({ name: 'a.b' })] })],
      },
    },
    {
      name: 'a line for each tool',
      facts: {
        serverLogs: serverLogs(['Starting x', entry('Registered tool list_tasks'), 'registering tool: list']),
        mcpSessions: [two],
      },
    },
    {
      name: 'one line with all tools',
      facts: { serverLogs: serverLogs(['Server started', 'Registered tools: list_tasks, list']), mcpSessions: [two] },
    },
  ],
  fail: [
    {
      name: 'a silent server',
      facts: { serverLogs: serverLogs([]), mcpSessions: [httpSession()] },
      messages: ['The server logged nothing at all.'],
    },
    {
      name: 'one word that says nothing of it',
      facts: { serverLogs: serverLogs(['hello']), mcpSessions: [httpSession()] },
      messages: ['The one line that the server logged does not say that it started or where it listens.'],
    },
    {
      name: 'words that say nothing of it',
      facts: {
        serverLogs: serverLogs(['hello', entry('GET /health 200'), 'Error: failed to start metrics']),
        mcpSessions: [httpSession()],
      },
      messages: ['None of the 3 lines that the server logged says that it started or where it listens.'],
    },
    {
      name: 'tools that are told of, and not all of them or more than once',
      facts: {
        serverLogs: serverLogs(['Starting x', 'Registered tool list', 'Registered tool list']),
        mcpSessions: [two],
      },
      messages: [
        'The log tells of tools that are registered, and not of "list_tasks".',
        'The log tells more than once that "list" is registered.',
      ],
    },
  ],
  notApplicable: [
    {
      name: 'a container that was found running',
      facts: { serverLogs: serverLogs([], { command: 'docker inspect todo' }), mcpSessions: [httpSession()] },
    },
    { name: 'a server that never answered', facts: { serverLogs: serverLogs([]), mcpSessions: [silentSession()] } },
  ],
});

it.each([
  ['docker inspect todo', {}, 'It was found running: its start may be out of the log.'],
  ['node server.js', { process: true }, 'It is a process of this machine, and its client has its log.'],
  ['docker compose run --rm todo', {}, 'It was started as a service of a Compose project, not as the image alone.'],
])('says of %s why its log is left alone', (command, more, notApplicable) => {
  const logs = serverLogs([], { command, ...more });
  expect(startLine.run({ serverLogs: logs, mcpSessions: [httpSession()] } as never)).toEqual({ notApplicable });
});
