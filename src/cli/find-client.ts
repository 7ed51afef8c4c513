import type { Client, HeaderFromVariable } from '../clients/define-client.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { wordsNear } from '../model/words-near.js';

/** A client by its id or its title, however written. Throws CLIENT_UNKNOWN. */
export function findClient(clients: readonly Client[], written: string): Client {
  const bare = (text: string) => text.toLowerCase().replaceAll(/[\s_-]+/gu, '');
  const found = clients.find(({ id, title }) => [id, title].some((name) => bare(name) === bare(written)));
  if (found !== undefined) return found;
  const known = clients.map(({ id }) => id);
  const part = bare(written);
  const near = known.filter((id) => part.length > 2 && (bare(id).includes(part) || part.includes(bare(id))));
  throw new McpDockError('CLIENT_UNKNOWN', {
    client: written,
    near: near.length > 0 ? near : wordsNear(written, known),
    known,
  });
}

const invalid = (reason: string) => new McpDockError('FLAG_INVALID', { reason, command: 'client' });

/** `--header-env NAME=VARIABLE` and `--bearer-env VARIABLE`: names only, no value passes through here. */
export function headersOfFlags(given: readonly string[], bearerVariable: string | undefined): HeaderFromVariable[] {
  const headers = given.map((item) => {
    const { name, variable } = /^(?<name>[!#$%&'*+.^`|~\w-]+)=(?<variable>[A-Za-z_]\w*)$/u.exec(item)?.groups ?? {};
    // What was given in place of a variable's name may be the secret itself.
    if (name === undefined || variable === undefined)
      throw invalid(
        '--header-env is NAME=VARIABLE, such as X-Api-Key=WEATHER_KEY: the name of a variable, not its value.',
      );
    return { name, variable, bearer: false };
  });
  if (bearerVariable === undefined) return headers;
  if (!/^[A-Za-z_]\w*$/u.test(bearerVariable))
    throw invalid('--bearer-env is the name of a variable, such as WEATHER_TOKEN, not its value.');
  if (headers.some(({ name }) => name.toLowerCase() === 'authorization'))
    throw invalid('--bearer-env and --header-env both set Authorization; give one of the two.');
  return [...headers, { name: 'Authorization', variable: bearerVariable, bearer: true }];
}

/** The entry's name: as given, else after the server. Throws FLAG_INVALID for one that not every client takes. */
export function entryName(
  given: string | undefined,
  { project, image, url }: { project?: string | undefined; image?: string | undefined; url?: string | undefined },
): string {
  const name = given ?? derivedName({ project, image, url });
  if (!/^[A-Za-z0-9][\w-]{0,62}$/u.test(name))
    throw invalid(
      `--name ${JSON.stringify(name)} is no name for an entry: letters, digits, "-" and "_", not more than 63.`,
    );
  return name;
}

function derivedName({
  project,
  image,
  url,
}: {
  project?: string | undefined;
  image?: string | undefined;
  url?: string | undefined;
}) {
  const words =
    image === undefined
      ? (project ?? hostWord(url))
      : (image
          .replace(/@.*$/u, '')
          .replace(/:[^/]*$/u, '')
          .split('/')
          .at(-1) ?? '');
  return (
    words
      .replaceAll(/[^\w-]+/gu, '-')
      .replaceAll(/^[-_]+|-+$/gu, '')
      .slice(0, 63) || 'mcp-server'
  );
}

/** `weather` of `https://weather.example/mcp`; an address in numbers says nothing. */
function hostWord(url: string | undefined): string {
  const host = URL.parse(url ?? '')?.hostname ?? '';
  const [first = '', ...others] = host.split('.');
  return /^[\d[]/u.test(host) || host === 'localhost'
    ? ''
    : first === 'mcp' || first === 'www'
      ? (others[0] ?? '')
      : first;
}
