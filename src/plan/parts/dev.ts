import type { Part } from './part.js';

/** What helps while programming, and belongs nowhere else: ports of databases, and new images when dependencies change. */
export const dev: Part = {
  id: 'dev',
  title: 'ports of databases on this machine, and compose watch, during development only',
  requires: [],
  contribute: ({ network, hostPort, lockFile, has }) => {
    const postgres = hostPort(5433);
    const redis = hostPort(6379);
    return {
      adjustDevelopment: {
        'mcp-server': { develop: { watch: [{ action: 'rebuild', path: `./${lockFile}` }] } },
        backend: { develop: { watch: [{ action: 'rebuild', path: './backend/uv.lock' }] } },
        postgres: {
          '#ports': 'Ports of a container that is on internal networks only are not published.',
          ports: [`127.0.0.1:\${POSTGRES_PORT:-${postgres}}:5432`],
          networks: [network],
        },
        redis: { ports: [`127.0.0.1:\${REDIS_PORT:-${redis}}:6379`], networks: [network] },
      },
      notes: [
        '`docker compose up --build --watch` also builds anew when a lock file changes.',
        ...(has('postgres')
          ? [`During development Postgres is on 127.0.0.1:${postgres} too; \`POSTGRES_PORT\` changes that.`]
          : []),
        ...(has('redis')
          ? [`During development Redis is on 127.0.0.1:${redis} too; \`REDIS_PORT\` changes that.`]
          : []),
      ],
    };
  },
};
