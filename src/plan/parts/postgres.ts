import type { ComposeMap } from '../stack/compose-node.js';
import type { Part } from './part.js';

const USER = 'todo';
const DATABASE = 'todo';

/** Tasks in PostgreSQL, so that the backend can run several times. */
export const postgres: Part = {
  id: 'postgres',
  title: 'PostgreSQL for the backend, on a network that nothing else reaches',
  requires: ['backend'],
  contribute: ({ project, imagePrefix, has }) => ({
    compose: {
      services: {
        backend: {
          environment: {
            DATABASE_URL: `\${DATABASE_URL:-postgresql://${USER}@postgres:5432/${DATABASE}}`,
            POSTGRES_PASSWORD_FILE: '/run/secrets/postgres_password',
          },
          secrets: ['postgres_password'],
          volumes: undefined,
          networks: ['data'],
          depends_on: { postgres: { condition: 'service_healthy' } },
        },
        postgres: postgresService({ imagePrefix, user: USER, database: DATABASE }),
      },
      volumes: { backend_data: undefined, postgres_data: { name: `${project}-postgres-data` } },
      networks: DATA_NETWORK,
    },
    production: {
      services: {
        // A port of this machine belongs to one container.
        ...(!has('fullstack') && {
          backend: {
            '#deploy': 'Compose spreads calls over both by name; migrations wait for each other.',
            deploy: { replicas: 2 },
          },
        }),
        postgres: { restart: 'always' },
      },
    },
    secrets: ['postgres_password'],
    variables: [
      {
        name: 'DATABASE_URL',
        description:
          'Another Postgres for the backend, such as a hosted one: postgresql://USER:PASSWORD@HOST/NAME?sslmode=require.',
        active: false,
        value: `postgresql://${USER}@postgres:5432/${DATABASE}`,
        default: `postgresql://${USER}@postgres:5432/${DATABASE}`,
      },
    ],
    services: [{ name: 'postgres', does: 'the database of the backend', reached: '`postgres:5432` by the backend' }],
    notes: [
      'The password of Postgres is in `secrets/postgres_password` and nowhere else. It is set when the database is made; later changes take an `ALTER USER` besides.',
    ],
    store: {
      kind: 'postgres',
      key: 'postgres_data',
      service: 'postgres',
      user: USER,
      database: DATABASE,
      writer: 'backend',
    },
    backups: [
      {
        what: 'The database',
        backup: `docker compose -f compose.yaml exec -T postgres pg_dump --username=${USER} --format=custom ${DATABASE} > todo.dump`,
        restore: `docker compose -f compose.yaml exec -T postgres pg_restore --username=${USER} --dbname=${DATABASE} --clean --if-exists < todo.dump`,
      },
    ],
  }),
};

/** PostgreSQL as a service that only the network `data` reaches; what it has in common with others is `x-container`. */
export const postgresService = ({
  imagePrefix,
  user,
  database,
}: {
  readonly imagePrefix: string;
  readonly user: string;
  readonly database: string;
}): ComposeMap => ({
  '<<': 'container',
  image: `${imagePrefix}postgres:17-trixie`,
  user: '999:999',
  tmpfs: ['/tmp:size=64m,mode=1777,noexec,nosuid,nodev', '/var/run/postgresql:size=1m,mode=1777,noexec,nosuid,nodev'],
  '#shm_size': 'Queries that run in parallel share memory; Docker’s 64 MB are soon used up.',
  shm_size: '128mb',
  environment: {
    POSTGRES_USER: user,
    POSTGRES_DB: database,
    POSTGRES_PASSWORD_FILE: '/run/secrets/postgres_password',
  },
  secrets: ['postgres_password'],
  volumes: ['postgres_data:/var/lib/postgresql/data'],
  networks: ['data'],
  restart: 'unless-stopped',
  stop_grace_period: '30s',
  healthcheck: {
    '#test': 'Over TCP, because while it is set up for the first time it listens on its socket only.',
    test: ['CMD', 'pg_isready', '--host=127.0.0.1', `--username=${user}`, `--dbname=${database}`],
    interval: '5s',
    timeout: '5s',
    retries: 5,
    start_period: '40s',
  },
  deploy: {
    resources: {
      limits: { cpus: '1.0', memory: '512M' },
      reservations: { cpus: '0.25', memory: '128M' },
    },
  },
});

/** The network on which it is. */
export const DATA_NETWORK: ComposeMap = {
  '#data': 'Without a way out: what is on it reaches nothing but each other.',
  data: { internal: true },
};
