import { QUICK, sharedContainer, SMALL, WHOLE_PROCESSOR } from '../stack/server-services.js';
import type { Part } from './part.js';

const PORT = 8000;
const DATA = '/app/data';
const SQLITE = `sqlite:///${DATA}/todo.db`;

/** Tasks in a service of their own, which other programs can use as well. */
export const backend: Part = {
  id: 'backend',
  title: 'a FastAPI service that keeps the tasks, in SQLite unless there is postgres',
  requires: [],
  contribute: ({ project, network, version, hostPort, has }) => {
    const image = `${project}-backend:${version}`;
    const port = hostPort(PORT);
    return {
      compose: {
        ...sharedContainer({
          environment: {
            FASTAPI_BASE_URL: `\${FASTAPI_BASE_URL:-http://backend:${PORT}}`,
            '#DATABASE_URL': 'Secrets of other services, which .env would hand over as well. Empty means unset.',
            DATABASE_URL: '',
          },
          volumes: undefined,
          depends_on: { backend: { condition: 'service_healthy' } },
        }),
        services: {
          '#stdio':
            'For one client on standard input and output: docker compose -f compose.yaml -f compose.prod.yaml run --rm --no-TTY stdio',
          backend: {
            '<<': 'container',
            image,
            build: { context: './backend', target: 'runtime' },
            environment: {
              SERVICE_AUTH_TOKEN: '${SERVICE_AUTH_TOKEN:?is not set; see .env.example}',
              DATABASE_URL: `\${DATABASE_URL:-${SQLITE}}`,
              MCP_LOG_LEVEL: '${MCP_LOG_LEVEL:-INFO}',
              LOG_FORMAT: '${LOG_FORMAT:-json}',
            },
            volumes: [`backend_data:${DATA}`],
            networks: [network],
            restart: 'unless-stopped',
            healthcheck: QUICK,
            deploy: SMALL,
          },
        },
        volumes: { data: undefined, backend_data: { name: `${project}-backend-data` } },
      },
      development: {
        services: {
          backend: {
            image: `${project}-backend:dev`,
            build: { target: 'dev' },
            environment: { MCP_LOG_LEVEL: 'DEBUG', LOG_FORMAT: 'text', API_DOCS: 'true' },
            read_only: false,
            volumes: ['./backend/src:/app/src:ro'],
            '#ports': `With API_DOCS, http://127.0.0.1:${port}/docs explains the interface.`,
            ports: [`127.0.0.1:\${BACKEND_PORT:-${port}}:${PORT}`],
            deploy: WHOLE_PROCESSOR,
          },
        },
      },
      production: {
        services: {
          backend: { environment: { LOG_FORMAT: 'json' }, restart: 'always' },
        },
      },
      images: {
        backend: {
          image,
          folder: 'backend',
          example: 'todo-backend',
          files: ['src/', 'tests/', 'pyproject.toml', 'uv.lock'],
        },
      },
      variables: [
        {
          name: 'FASTAPI_BASE_URL',
          description: 'Address of the backend, as seen from inside the container of the server.',
          active: true,
          value: `http://backend:${PORT}`,
        },
        {
          name: 'DATABASE_URL',
          description:
            'Another database for the backend, such as a hosted one: postgresql://USER:PASSWORD@HOST/NAME?sslmode=require.',
          active: false,
          value: SQLITE,
          default: SQLITE,
        },
        {
          name: 'BACKEND_PORT',
          description: has('fullstack')
            ? 'Port on this machine of the backend.'
            : 'Port on this machine of the backend, which only compose.override.yaml publishes.',
          active: false,
          value: String(port),
          default: String(port),
        },
      ],
      services: [
        {
          name: 'backend',
          does: 'keeps the tasks; FastAPI',
          reached: `\`http://backend:${PORT}\` by the server; ${has('fullstack') ? `http://127.0.0.1:${port}/health` : `during development also http://127.0.0.1:${port}/docs`}`,
        },
      ],
      store: { kind: 'volume', key: 'backend_data', service: 'backend', path: DATA },
      backups: [
        {
          what: 'The SQLite file of the backend',
          backup: `docker compose -f compose.yaml stop backend\ndocker compose -f compose.yaml cp backend:${DATA}/. backup\ndocker compose -f compose.yaml start backend`,
          restore: `docker compose -f compose.yaml stop backend\ndocker run --rm -v ${project}-backend-data:${DATA} -v "$PWD/backup:/backup:ro" --entrypoint cp ${image} -R /backup/. ${DATA}\ndocker compose -f compose.yaml start backend`,
        },
      ],
    };
  },
};
