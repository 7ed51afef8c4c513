import { BACKEND_VARIABLES } from '../backend-variables.js';
import { PART_IDS } from '../parts/index.js';
import { TODO_TOOLS, TODO_VARIABLES, type ServerVariable, type VariableGroup } from '../todo-server.js';
import type { ServerTemplate } from './server-template.js';

/** Variables of the backend that are in no group of the MCP server. */
const OF_THE_BACKEND = [
  'DATABASE_URL',
  'POSTGRES_PASSWORD',
  'DB_POOL_SIZE',
  'DB_MAX_OVERFLOW',
  'DB_POOL_TIMEOUT',
  'REDIS_URL',
  'REDIS_MAX_CONNECTIONS',
  'CACHE_TTL',
  'API_DOCS',
];

const DEFAULT_BACKEND = 'http://host.docker.internal:8000';
const ABSENT = { isError: true, contains: 'The task backend cannot be reached' };

const group = (title: string): VariableGroup['variables'] =>
  TODO_VARIABLES.find((one) => one.title.startsWith(title))?.variables ?? [];

const ofBackend = (): ServerVariable[] => BACKEND_VARIABLES.filter(({ name }) => OF_THE_BACKEND.includes(name));

/** Backend and MCP server in one image; the first argument says which of them a container is. */
export const dualMode = {
  id: 'dual-mode',
  title: 'a FastAPI backend and an MCP server over stdio in one image, with PostgreSQL, in Python',
  description: 'A todo list in one image with two modes: a FastAPI backend, and an MCP server over stdio.',
  examples: { 'python-uv': 'dual-mode' },
  exampleName: 'mcp-demo',
  pythonPackage: 'todo_server',
  marker: '"/app/docker-entrypoint.sh"',
  port: 8000,
  portVariable: 'BACKEND_PORT',
  tools: TODO_TOOLS,
  calls: [
    { tool: 'list_tasks', arguments: {}, expect: ABSENT },
    { tool: 'create_task', arguments: { title: 'Buy milk' }, expect: ABSENT },
    { tool: 'update_task', arguments: { task_id: 1, title: 'Buy oat milk' }, expect: ABSENT },
    { tool: 'mark_task_completed', arguments: { task_id: 1 }, expect: ABSENT },
    { tool: 'delete_task', arguments: { task_id: 1 }, expect: ABSENT },
  ],
  callsNote: 'No backend runs beside it then: every call has to say so. `make test-integration` asks the real one.',
  variables: [
    { title: 'Logs of both modes', variables: group('Logs') },
    {
      title: 'Mode mcp: the way to the backend',
      variables: group('Tasks in a backend')
        .filter(({ name }) => name !== 'STORAGE')
        .map((variable) =>
          variable.name === 'FASTAPI_BASE_URL'
            ? { name: variable.name, description: 'Address of the backend, as seen from inside the container.', default: DEFAULT_BACKEND }
            : variable,
        ),
    },
    { title: 'Mode mcp: tools', variables: group('Tools') },
    { title: 'Mode fastapi: database, cache and documentation', variables: ofBackend() },
  ],
  fixed: [
    { name: 'MCP_SERVER_NAME', description: 'Name of the server in logs and towards clients.' },
    {
      name: 'PORT',
      description: 'Port of mode fastapi inside the container; hosting platforms set it.',
      default: '8000',
    },
  ],
  alwaysWritten: ['MCP_LOG_LEVEL', 'LOG_FORMAT'],
  serviceToken: true,
  warmUp: [
    'SERVICE_AUTH_TOKEN=none DATABASE_URL=sqlite:////tmp/todo.db python -c "import uvicorn.main, uvicorn.lifespan.on, uvicorn.loops.auto, uvicorn.protocols.http.auto, app.storage.postgres_store; from app.main import create; create()"',
    'SERVICE_AUTH_TOKEN=none FASTAPI_BASE_URL=http://127.0.0.1:1 python run_mcp_server_standalone.py < /dev/null',
  ].join(' && '),
  openHome: false,
  refuses: PART_IDS,
  production: true,
  whyRefused: 'it takes no parts, since it comes with its own backend, PostgreSQL and development setup',
  transports: ['stdio'],
  services: ['backend', 'postgres'],
  develop: 'uv run --env-file .env uvicorn app.main:app --reload',
  stack: [],
} as const satisfies ServerTemplate;
