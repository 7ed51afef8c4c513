import type { Stack } from './stack/plan-stack.js';
import type { ServerTemplate } from './templates/server-template.js';
import type { ServerVariable } from './todo-server.js';

/** A line `KEY=value` of an environment file, or a comment that shows how to set it. */
export interface EnvironmentEntry extends ServerVariable {
  /** Written as `KEY=value`; otherwise as a comment. */
  readonly active: boolean;
  /** Value in `.env`. */
  readonly value: string;
  /** Value in `.env.example`, which everybody sees. */
  readonly shown: string;
}

export interface ScaffoldSecrets {
  readonly serviceAuthToken: string;
  readonly postgresPassword: string;
  readonly authDevPassword: string;
}

export interface EnvironmentGroup {
  readonly title: string;
  readonly entries: readonly EnvironmentEntry[];
}

/** Everything that `.env` may set, group by group. */
export function environmentGroups(
  template: ServerTemplate,
  port: number,
  secrets: ScaffoldSecrets,
  stack: Stack,
): EnvironmentGroup[] {
  const brought = new Map(stack.variables.map((variable) => [variable.name, variable]));
  const token = [
    {
      title: 'Secrets',
      entries: [
        {
          name: 'SERVICE_AUTH_TOKEN',
          description: brought.has('FASTAPI_BASE_URL')
            ? 'Token between server and backend: 32 random bytes, URL-safe. compose.yaml gives it to both.'
            : 'Token towards the backend, the same on both sides: 32 random bytes, URL-safe. Used only with a backend.',
          active: true,
          value: secrets.serviceAuthToken,
          shown: '',
        },
      ],
    },
  ];
  const own = [
    ...(template.serviceToken ? token : []),
    {
      title: 'MCP server',
      entries: [
        {
          name: 'MCP_PORT',
          description: 'Port on this machine under which compose.yaml publishes the server.',
          default: String(port),
          active: true,
          value: String(port),
          shown: String(port),
        },
      ],
    },
  ];
  const groups = template.variables.map(({ title, variables }) => ({
    title,
    entries: variables
      .filter(({ name }) => !brought.has(name))
      .map((variable): EnvironmentEntry => {
        const value = variable.default ?? variable.example ?? '';
        return { ...variable, active: template.alwaysWritten.includes(variable.name), value, shown: value };
      }),
  }));
  const parts = [...brought.values()].map((variable): EnvironmentEntry => ({
    ...variable,
    value: variable.secret === undefined ? variable.value : secrets[variable.secret],
    shown: variable.value,
  }));
  const needless = new Set(stack.withoutVariables);
  return [...own, ...(parts.length === 0 ? [] : [{ title: 'Services of compose.yaml', entries: parts }]), ...groups]
    .map(({ title, entries }) => ({
      title,
      entries: (entries as EnvironmentEntry[]).filter(({ name }) => !needless.has(name)),
    }))
    .filter(({ entries }) => entries.length > 0);
}
