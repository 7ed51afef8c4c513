import { AUTH_PORT, FRONTEND_PORT, PAGE_PORT } from '../fullstack-document.js';
import { NGINX, QUICK } from '../stack/server-services.js';
import type { Part } from './part.js';

/** A page for people beside the tools for models, over one backend, and who people are during development. */
export const fullstack: Part = {
  id: 'fullstack',
  title: 'a page for people with the same tasks, and an auth server for development',
  requires: ['backend'],
  contribute: ({ project, network, version, hostPort }) => {
    const page = hostPort(PAGE_PORT);
    const api = hostPort(8000);
    const auth = hostPort(8080);
    const images = { frontend: `${project}-frontend:${version}`, auth: `${project}-auth-server:${version}` };
    return {
      compose: {
        'x-server': { environment: { AUTH_DEV_PASSWORD: '' } },
        services: {
          backend: {
            '#ports': 'The page does not need it; programs of this machine may.',
            ports: [`127.0.0.1:\${BACKEND_PORT:-${api}}:8000`],
          },
          frontend: {
            '<<': 'container',
            image: images.frontend,
            build: { context: './frontend', target: 'runtime' },
            environment: { SERVICE_AUTH_TOKEN: '${SERVICE_AUTH_TOKEN:?is not set; see .env.example}' },
            ports: [`127.0.0.1:\${FRONTEND_PORT:-${page}}:${FRONTEND_PORT}`],
            networks: [network],
            depends_on: {
              backend: { condition: 'service_healthy' },
              'auth-server': { condition: 'service_healthy' },
            },
            restart: 'unless-stopped',
            healthcheck: QUICK,
            deploy: NGINX.deploy,
          },
          '#auth-server': 'For development only: whoever has its password is whoever they say.',
          'auth-server': {
            '<<': 'container',
            image: images.auth,
            build: { context: './auth-server', target: 'runtime' },
            environment: {
              AUTH_DEV_PASSWORD: '${AUTH_DEV_PASSWORD:?is not set; make env makes one}',
              ISSUER: `\${AUTH_ISSUER_URL:-http://127.0.0.1:\${AUTH_PORT:-${auth}}}`,
            },
            ports: [`127.0.0.1:\${AUTH_PORT:-${auth}}:${AUTH_PORT}`],
            networks: [network],
            restart: 'unless-stopped',
            healthcheck: QUICK,
            deploy: {
              resources: {
                limits: { cpus: '0.5', memory: '128M' },
                reservations: { cpus: '0.1', memory: '48M' },
              },
            },
          },
        },
      },
      development: {
        services: {
          frontend: {
            '#volumes': 'A change is there when the page is loaded again.',
            volumes: ['./frontend/src/site:/app/site:ro'],
          },
        },
      },
      production: { services: { frontend: { restart: 'always' }, 'auth-server': { restart: 'always' } } },
      images: {
        frontend: { image: images.frontend, folder: 'frontend', example: 'todo-frontend', files: ['src/'] },
        'auth-server': {
          image: images.auth,
          folder: 'auth-server',
          example: 'todo-auth-server',
          files: ['src/', 'test/', 'package.json'],
        },
      },
      variables: [
        {
          name: 'AUTH_DEV_PASSWORD',
          description:
            'Password with which anybody logs in at the auth server, which is for development: 32 random bytes.',
          active: true,
          secret: 'authDevPassword',
          value: '',
        },
        {
          name: 'FRONTEND_PORT',
          description: 'Port on this machine of the page.',
          active: false,
          value: String(page),
          default: String(page),
        },
        {
          name: 'AUTH_PORT',
          description: 'Port on this machine of the auth server.',
          active: false,
          value: String(auth),
          default: String(auth),
        },
      ],
      services: [
        { name: 'frontend', does: 'a page with the tasks', reached: `http://127.0.0.1:${page}` },
        {
          name: 'auth-server',
          does: 'issues tokens, for development only',
          reached: `http://127.0.0.1:${auth}`,
        },
      ],
      notes: [
        `The page is at http://127.0.0.1:${page}. Any name logs in with the password that \`make auth-password\` prints. \`docs/fullstack.md\` says how the four services work together, and what takes the place of the auth server in production.`,
      ],
    };
  },
};
