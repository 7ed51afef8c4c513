const PYTHON = 'python:3.13-slim-trixie';
const UV = '0.13.8';
const DATA = '/app/data';
const PORT = 8000;
const PROGRAM = '/app/.venv/bin/python';
/** Asks the backend in its container whether it is well; with `live`, only whether it answers. Without site: Docker starts this again and again. */
export const BACKEND_HEALTHCHECK: readonly string[] = ['python3', '-I', '-S', '/app/healthcheck.py'];

/** What the Dockerfile of the backend is made of. */
export const backendImage = (project: {
  project: string;
  version: string;
  baseRegistry: string;
  hardened: boolean;
}) => ({
  baseRegistry: project.baseRegistry,
  hardened: project.hardened,
  pythonImage: PYTHON,
  uvVersion: UV,
  cacheId: `${project.project}-backend`,
  user: { name: 'mcpuser', id: 1000, group: 1000 },
  dataPath: DATA,
  databaseUrl: `sqlite:///${DATA}/todo.db`,
  port: PORT,
  entrypoint: ['/app/.venv/bin/todo-backend'],
  developmentCommand: [
    PROGRAM,
    '-m',
    'uvicorn',
    'todo_backend.main:create',
    '--factory',
    '--host',
    '0.0.0.0',
    '--port',
    String(PORT),
    '--reload',
    '--reload-dir',
    '/app/src',
  ],
  healthcheck: BACKEND_HEALTHCHECK,
  labels: [
    { key: 'org.opencontainers.image.title', value: `${project.project}-backend` },
    { key: 'org.opencontainers.image.description', value: 'Keeps the tasks of a todo server for MCP clients.' },
    { key: 'org.opencontainers.image.version', value: project.version },
    { key: 'org.opencontainers.image.licenses', value: 'MIT' },
  ],
});
