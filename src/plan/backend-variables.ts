import type { ServerVariable } from './todo-server.js';

/** Every environment variable of the backend. */
export const BACKEND_VARIABLES: readonly ServerVariable[] = [
  {
    name: 'SERVICE_AUTH_TOKEN',
    description: 'Token that callers have to show: `Authorization: Bearer TOKEN`. Required.',
  },
  {
    name: 'DATABASE_URL',
    description:
      '`sqlite:///FILE`, or `postgresql://USER@HOST:5432/NAME`, with what libpq knows, such as `?sslmode=require`.',
    default: 'sqlite:////app/data/todo.db',
  },
  { name: 'POSTGRES_PASSWORD', description: 'Password, where `DATABASE_URL` has none.' },
  { name: 'DB_POOL_SIZE', description: 'Connections to Postgres at most, together with the next.', default: '20' },
  { name: 'DB_MAX_OVERFLOW', description: 'Connections on top of that.', default: '10' },
  { name: 'DB_POOL_TIMEOUT', description: 'Seconds to wait for a free connection.', default: '10' },
  { name: 'REDIS_URL', description: 'Redis in which pages of tasks are remembered; none when not set.' },
  { name: 'REDIS_MAX_CONNECTIONS', description: 'Connections to Redis at most.', default: '50' },
  { name: 'CACHE_TTL', description: 'Seconds for which a page may be remembered.', default: '10' },
  { name: 'BACKEND_HOST', description: 'Address on which it listens.', default: '0.0.0.0' },
  { name: 'PORT', description: 'Port on which it listens.', default: '8000' },
  { name: 'MCP_LOG_LEVEL', description: 'DEBUG, INFO, WARNING or ERROR. `LOG_LEVEL` means the same.', default: 'INFO' },
  { name: 'LOG_FORMAT', description: 'json or text.', default: 'json' },
  { name: 'DEBUG', description: 'true lowers the log level to DEBUG when no level is set.', default: 'false' },
  { name: 'API_DOCS', description: 'true explains the interface at `/docs`, to anybody.', default: 'false' },
];
