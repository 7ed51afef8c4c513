import type { EnvironmentEntry, EnvironmentGroup, ScaffoldSecrets } from '../environment-groups.js';
import { dualMode } from '../templates/dual-mode.js';
import { BACKEND_URL, databasePort, DATABASE_URL } from './services.js';

/** What compose.yaml sets where .env says nothing. */
const FROM_COMPOSE: Readonly<Record<string, string>> = { DATABASE_URL, FASTAPI_BASE_URL: BACKEND_URL };

/** Groups of `.env` and `.env.example`. */
export function dualEnvironment({ serviceAuthToken }: ScaffoldSecrets, port: number): readonly EnvironmentGroup[] {
  const own: EnvironmentGroup[] = [
    {
      title: 'Secrets',
      entries: [
        {
          name: 'SERVICE_AUTH_TOKEN',
          description: 'Token that the MCP server shows to the backend: 32 random bytes, URL-safe. Both modes need it.',
          active: true,
          value: serviceAuthToken,
          shown: '',
        },
      ],
    },
    {
      title: 'Ports on this machine',
      entries: [
        setting('BACKEND_PORT', 'Port under which compose.yaml publishes the backend.', String(port), true),
        setting(
          'BACKEND_ADDRESS',
          'Address for that port. 172.17.0.1, or what the bridge of Docker has, lets containers of other projects on Linux reach it as host.docker.internal; 0.0.0.0 lets other machines.',
          '127.0.0.1',
          false,
        ),
        setting(
          'POSTGRES_PORT',
          'Port of PostgreSQL, which only compose.override.yaml publishes.',
          String(databasePort(port)),
          false,
        ),
      ],
    },
  ];
  const groups = dualMode.variables.map(({ title, variables }): EnvironmentGroup => ({
    title,
    entries: variables.map((variable) => {
      const value = FROM_COMPOSE[variable.name] ?? variable.default ?? variable.example ?? '';
      return { ...variable, active: WRITTEN.includes(variable.name), value, shown: value };
    }),
  }));
  return [...own, ...groups];
}

const WRITTEN: readonly string[] = dualMode.alwaysWritten;

const setting = (name: string, description: string, value: string, active: boolean): EnvironmentEntry => ({
  name,
  description,
  default: value,
  active,
  value,
  shown: value,
});
