import type { Part } from './part.js';

/** Pages of tasks remembered for all replicas of the backend. */
export const redis: Part = {
  id: 'redis',
  title: 'Redis, in which the backend remembers pages of tasks',
  requires: ['backend'],
  contribute: ({ project, imagePrefix }) => ({
    compose: {
      'x-server': { environment: { REDIS_URL: '' } },
      services: {
        backend: {
          environment: { REDIS_URL: '${REDIS_URL:-redis://redis:6379/0}' },
          networks: ['data'],
          depends_on: { redis: { condition: 'service_healthy' } },
        },
        redis: {
          '<<': 'container',
          image: `${imagePrefix}redis:7-alpine`,
          user: '999:1000',
          '#command': 'What it forgets, the database still knows: it is only ever a matter of speed.',
          command: ['redis-server', '--save', '60 1', '--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru'],
          volumes: ['redis_data:/data'],
          networks: ['data'],
          restart: 'unless-stopped',
          healthcheck: {
            test: ['CMD', 'redis-cli', 'ping'],
            interval: '5s',
            timeout: '5s',
            retries: 5,
            start_period: '10s',
          },
          deploy: {
            resources: {
              limits: { cpus: '0.5', memory: '128M' },
              reservations: { cpus: '0.1', memory: '32M' },
            },
          },
        },
      },
      volumes: { redis_data: { name: `${project}-redis-data` } },
      networks: {
        '#data': 'Without a way out: what is on it reaches nothing but each other.',
        data: { internal: true },
      },
    },
    production: { services: { redis: { restart: 'always' } } },
    variables: [
      {
        name: 'REDIS_URL',
        description: 'Another Redis for the backend: redis://HOST:6379/0, or rediss:// with TLS.',
        active: false,
        value: 'redis://redis:6379/0',
        default: 'redis://redis:6379/0',
      },
    ],
    services: [
      { name: 'redis', does: 'remembers pages of tasks for at most 10 s', reached: '`redis:6379` by the backend' },
    ],
  }),
};
