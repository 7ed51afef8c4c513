import { McpDockError } from '../errors/mcp-dock-error.js';
import { isTelling } from '../model/telling-secrets.js';
import { parseDuration } from '../model/units.js';

type Environment = Readonly<Record<string, string | undefined>>;

const invalid = (reason: string) => new McpDockError('FLAG_INVALID', { reason, command: 'verify' });

/** Where the name of a variable belongs, the secret itself is sometimes given. */
const shownName = (name: string): string => (/^[A-Z][A-Z\d_]*$/u.test(name) || !isTelling(name) ? name : '••••••');

/** `--env KEY=VALUE`, or `--env KEY` for the value that the variable has here. */
export function parseVariables(given: readonly string[], environment: Environment): Record<string, string> {
  return Object.fromEntries(
    given.map((item) => {
      const [, name, value] = /^(?<name>[A-Za-z_]\w*)(?:=(?<value>.*))?$/su.exec(item) ?? [];
      if (name === undefined)
        throw invalid(`--env ${shownName(item.split('=')[0] ?? '')} is neither KEY nor KEY=VALUE.`);
      const here = value ?? environment[name];
      if (here === undefined) throw invalid(`--env ${shownName(name)} has no value, and the variable is not set here.`);
      return [name, here];
    }),
  );
}

/** `--header 'Name: value'`, and the authorization of `--bearer-env`. */
export function parseHeaders(
  given: readonly string[],
  bearerVariable: string | undefined,
  environment: Environment,
): Record<string, string> {
  const headers = given.map((item) => {
    const [, name, value] = /^(?<name>[!#$%&'*+.^`|~\w-]+):[ \t]*(?<value>[^\r\n]*)$/u.exec(item) ?? [];
    // What was given may be a secret: at most what stands before a colon is repeated.
    if (name === undefined || value === undefined) {
      const before = item.includes(':') ? ` "${item.slice(0, item.indexOf(':'))}: …"` : '';
      throw invalid(`--header${before} is not "Name: value".`);
    }
    return [name, value] as const;
  });
  if (bearerVariable === undefined) return Object.fromEntries(headers);
  const token = environment[bearerVariable]?.trim();
  if (token === undefined || token === '')
    throw invalid(`--bearer-env names ${shownName(bearerVariable)}, which is not set here.`);
  return { ...Object.fromEntries(headers), Authorization: `Bearer ${token}` };
}

/** `--client-id-env` and `--client-secret-env`: the values of both variables, or undefined where neither is named. */
export function parseCredentials(
  {
    id,
    secret,
    bearer,
  }: { readonly id?: string | undefined; readonly secret?: string | undefined; readonly bearer?: string | undefined },
  environment: Environment,
): { readonly id: string; readonly secret: string } | undefined {
  if (id === undefined && secret === undefined) return undefined;
  if (id === undefined || secret === undefined)
    throw invalid('--client-id-env and --client-secret-env belong together: give both.');
  if (bearer !== undefined) throw invalid('--bearer-env has a token already; leave out --client-id-env.');
  const valueOf = (flag: string, name: string) => {
    const value = environment[name]?.trim();
    if (value === undefined || value === '') throw invalid(`${flag} names ${shownName(name)}, which is not set here.`);
    return value;
  };
  return { id: valueOf('--client-id-env', id), secret: valueOf('--client-secret-env', secret) };
}

/** `--timeout`; a bare number counts seconds. */
export function parseTimeout(text: string): number {
  const milliseconds = /^\d+$/u.test(text) ? Number(text) * 1000 : parseDuration(text);
  if (milliseconds === undefined || milliseconds <= 0)
    throw invalid(`--timeout ${text} is no duration; write 90s or 2m.`);
  return milliseconds;
}

/**
 * The headers of {@link parseHeaders} for a person's shell. Each value may be a secret, so a variable stands for it: that of
 * `--bearer-env`, or one that is called after the header.
 */
export function headersToShow(given: readonly string[], bearerVariable: string | undefined): string[] {
  // Of a name that is more than a word, a shell may make something else.
  const named = given.map((item) => item.slice(0, item.indexOf(':')).trim()).filter((name) => /^[\w-]+$/u.test(name));
  const others = bearerVariable === undefined ? named : named.filter((name) => name.toLowerCase() !== 'authorization');
  return [
    ...others.map((name) => `${name}: $${name.toUpperCase().replaceAll(/[^A-Z0-9]+/gu, '_')}`),
    ...(bearerVariable === undefined ? [] : [`Authorization: Bearer $${bearerVariable}`]),
  ];
}
