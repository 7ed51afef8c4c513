import { FIXED_VARIABLES, TODO_CALLS, TODO_TOOLS, TODO_VARIABLES } from '../todo-server.js';
import type { ServerTemplate } from './server-template.js';

/** The reference server. */
export const todo = {
  id: 'todo',
  title: 'a todo list, with or without a backend',
  description: 'A todo list for MCP clients, over HTTP and stdio.',
  examples: { node: 'todo-typescript', 'python-uv': 'todo-python', 'python-pip': 'todo-python' },
  exampleName: 'todo',
  pythonPackage: 'todo_server',
  port: 3000,
  tools: TODO_TOOLS,
  calls: TODO_CALLS,
  callsNote: 'The calls leave the list of tasks as they found it.',
  variables: TODO_VARIABLES,
  fixed: FIXED_VARIABLES,
  alwaysWritten: ['MCP_LOG_LEVEL', 'LOG_FORMAT'],
  serviceToken: true,
  dataFile: { variable: 'DATABASE_PATH', name: 'todo.db' },
  warmUp:
    'METRICS_ENABLED=true LOG_LEVEL=WARNING DATABASE_PATH=/tmp/todo.db python -m todo_server stdio < /dev/null && rm /tmp/todo.db',
  openHome: false,
  refuses: [],
  production: false,
  stack: [],
} as const satisfies ServerTemplate;
