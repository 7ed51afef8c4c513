import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Settings } from '../model/facts/settings.js';
import { findSecrets } from '../model/find-secrets.js';
import { isSecretName } from '../model/secret-names.js';
import { shownUrl } from '../model/shown-url.js';
import { readComposeProject } from '../probes/doctor/compose-project.js';

const invalid = (reason: string) => new McpDockError('FLAG_INVALID', { reason, command: 'client' });

/** `--url`, as it is written into a client's file. Throws FLAG_INVALID for what is none, or holds a secret. */
export function readAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/u.test(url.protocol)) throw invalid('--url is no http:// or https:// address.');
  const secret =
    url.username !== '' ||
    url.password !== '' ||
    [...url.searchParams].some(
      ([name, value]) => isSecretName(name) || findSecrets(value, { place: 'env', name }).length > 0,
    );
  if (secret)
    throw invalid(
      `--url ${shownUrl(url)} holds a secret, which would stand in clear in the client’s file. Send it in a header: --bearer-env VARIABLE or --header-env NAME=VARIABLE.`,
    );
  return text;
}

/** Where the project's server is on this machine once it runs: the port that Compose publishes, else its own. */
export async function publishedAddress(
  { directory }: Pick<LoadedConfig, 'directory'>,
  { transports: { http } }: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly url: string; readonly notes: readonly string[] } | undefined> {
  if (http === undefined) return undefined;
  const { ports, files } = await readComposeProject(directory, environment);
  const published = ports.find(({ target }) => target === http.port);
  const start =
    files.length === 0
      ? 'The server has to run under that address before the client asks it.'
      : 'The server has to run before the client asks it: `docker compose -f ' +
        (files[0] ?? '') +
        ' up --detach --wait`.';
  if (published === undefined)
    return {
      url: `http://127.0.0.1:${http.port}${http.path}`,
      notes: [
        `No Compose file publishes port ${http.port}, so that port itself is taken; say another with --url.`,
        start,
      ],
    };
  return { url: `http://${hostFor(published.host)}:${published.port}${http.path}`, notes: [start] };
}

/** A service that listens on every address of the machine is reached over the loopback one. */
const hostFor = (host: string) =>
  ['', '0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
