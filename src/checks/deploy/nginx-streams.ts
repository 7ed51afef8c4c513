import type { Directive } from '../../model/facts/deploy.js';
import type { Finding } from '../../model/finding.js';

/** A location that passes requests on, with everything that holds for it. */
interface Passing {
  readonly file: string;
  readonly location: Directive;
  /** From the inside out: location, server, http. */
  readonly levels: readonly (readonly Directive[])[];
  readonly pass: Directive;
}

const LEAST_SECONDS = 300;
const MCP = /mcp|\bsse\b|\/messages?\b/iu;

/** What in settings of nginx breaks streams of an MCP server, or lets others listen in. `port` is the server's. */
export function nginxFindings(
  files: readonly { file: string; directives: readonly Directive[] }[],
  port: number | undefined,
): Finding[] | undefined {
  const all = files.flatMap(({ file, directives }) => passings(file, directives, [directives]));
  const named = all.filter(({ location }) => MCP.test(location.args.join(' ')));
  const relevant = named.length > 0 ? named : all.filter((one) => leadsToServer(one, port));
  if (relevant.length === 0) return undefined;
  return relevant.flatMap((one) => [...streaming(one), ...headers(one), ...tls(one, files)]);
}

function passings(file: string, directives: readonly Directive[], outer: readonly (readonly Directive[])[]): Passing[] {
  return directives.flatMap((one): Passing[] => {
    if (one.block === undefined) return [];
    const levels = [one.block, ...outer];
    const pass = one.name === 'location' ? one.block.find(({ name }) => name === 'proxy_pass') : undefined;
    const inner = one.name === 'if' || one.name === 'upstream' ? [] : passings(file, one.block, levels);
    return pass === undefined ? inner : [{ file, location: one, levels, pass }, ...inner];
  });
}

/** `proxy_pass http://$server:3000` with variables and upstreams filled in. */
function leadsToServer({ location, levels, pass }: Passing, port: number | undefined): boolean {
  if (!/^(?:=|\^~)?\/?$/u.test(location.args.join(''))) return false;
  const everything = levels.flat();
  const values = new Map(
    everything.filter(({ name }) => name === 'set').map(({ args: [name = '', value = ''] }) => [name, value]),
  );
  const target = (pass.args[0] ?? '').replaceAll(/\$\w+/gu, (name) => values.get(name) ?? name);
  const host = /^https?:\/\/(?<host>[^/:]+)/u.exec(target)?.groups?.['host'];
  const upstream = everything.find(({ name, args }) => name === 'upstream' && args[0] === host);
  const servers = upstream?.block?.filter(({ name }) => name === 'server').map(({ args }) => args[0] ?? '') ?? [];
  return [target, ...servers].some(
    (one) => MCP.test(one) || (port !== undefined && new RegExp(String.raw`:${port}(?:/|$)`, 'u').test(one)),
  );
}

/** The value that holds for a location: its own, or the nearest around it. A file that is included may say another. */
function effective({ levels }: Passing, name: string): Directive | undefined {
  for (const level of levels) {
    const own = level.findLast((one) => one.name === name);
    if (own !== undefined) return own;
  }
  return undefined;
}

const includesMore = ({ levels }: Passing): boolean =>
  levels.some((level) =>
    level.some(({ name, args }) => name === 'include' && args[0]?.endsWith('mime.types') !== true),
  );

function streaming(one: Passing): Finding[] {
  const { file, location } = one;
  const where = `location ${location.args.join(' ')}`;
  const judge = (
    name: string,
    isWell: (value: string | undefined) => boolean,
    message: (value: string | undefined) => string,
    remedy: string,
  ): Finding[] => {
    const directive = effective(one, name);
    if (isWell(directive?.args[0]) || (directive === undefined && includesMore(one))) return [];
    return [
      { message: message(directive?.args[0]), location: { uri: file, line: directive?.line ?? location.line }, remedy },
    ];
  };
  return [
    ...judge(
      'proxy_buffering',
      (value) => value === 'off',
      () => `${where} buffers answers: events reach the client late or not at all.`,
      'Write `proxy_buffering off;`.',
    ),
    ...judge(
      'proxy_read_timeout',
      (value) => secondsOf(value ?? '60s') >= LEAST_SECONDS,
      (value) => `${where} cuts a stream that is silent for ${value ?? '60s'}.`,
      'Write `proxy_read_timeout 3600s;`.',
    ),
    ...judge(
      'proxy_cache',
      (value) => value === undefined || value === 'off',
      (value) => `${where} caches answers in ${value}: one client gets what another one asked for.`,
      'Write `proxy_cache off;`.',
    ),
    ...judge(
      'proxy_http_version',
      (value) => value === '1.1' || value === '2',
      () => `${where} speaks HTTP/1.0 to the server.`,
      'Write `proxy_http_version 1.1;`.',
    ).map(mild),
  ];
}

const mild = (finding: Finding): Finding => ({ ...finding, severity: 'warning' });

/** `3600s`, `1h`, `5m`, `90`. */
function secondsOf(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  const parts = [...text.matchAll(/(\d+)(ms|[smhdw])?/gu)];
  return parts.reduce((sum, [, number, unit = 's']) => sum + Number(number) * (units[unit] ?? 1), 0);
}

function headers(one: Passing): Finding[] {
  const { file, location, levels } = one;
  const level = levels.find((directives) => directives.some(({ name }) => name === 'proxy_set_header')) ?? [];
  if (includesMore(one)) return [];
  const set = new Map(
    level
      .filter(({ name }) => name === 'proxy_set_header')
      .map((directive) => [directive.args[0]?.toLowerCase(), directive]),
  );
  const where = `location ${location.args.join(' ')}`;
  const host = set.get('host');
  const missing = ['X-Forwarded-For', 'X-Forwarded-Proto'].filter((name) => !set.has(name.toLowerCase()));
  return [
    ...(host === undefined
      ? [
          mild({
            message: `${where} hides the host that the client asked for: a server that knows its own names answers 421.`,
            location: { uri: file, line: location.line },
            remedy: 'Write `proxy_set_header Host $http_host;`.',
          }),
        ]
      : []),
    ...(missing.length > 0
      ? [
          mild({
            message: `${where} does not say who asks: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set.`,
            location: { uri: file, line: location.line },
            remedy: missing
              .map(
                (name) => `Write \`proxy_set_header ${name} ${name.endsWith('For') ? '$remote_addr' : '$scheme'};\`.`,
              )
              .join(' '),
          }),
        ]
      : []),
  ];
}

const SECURITY = ['Strict-Transport-Security', 'X-Content-Type-Options', 'X-Frame-Options'];
const listensTls = (server: readonly Directive[]): boolean =>
  server.some(({ name, args }) => name === 'listen' && (args.includes('ssl') || /(?:^|:)443$/u.test(args[0] ?? '')));

function tls(one: Passing, files: readonly { directives: readonly Directive[] }[]): Finding[] {
  const { file, location, levels } = one;
  const server = levels.find((level) => level.some(({ name }) => name === 'listen')) ?? [];
  const some = files.some(({ directives }) => everyServer(directives).some(listensTls));
  const listen = server.find(({ name }) => name === 'listen');
  if (!listensTls(server))
    return some && listen !== undefined && /(?:^|:)80$/u.test(listen.args[0] ?? '')
      ? [
          mild({
            message: `location ${location.args.join(' ')} is served without TLS beside a server with it: tokens go over the line in clear.`,
            location: { uri: file, line: listen.line },
            remedy: 'Write `return 301 https://$host$request_uri;` in the server on port 80.',
          }),
        ]
      : [];
  const protocols = effective(one, 'ssl_protocols');
  const old = protocols?.args.filter((name) => /^(?:SSLv[23]|TLSv1(?:\.1)?)$/u.test(name)) ?? [];
  const level = levels.find((directives) => directives.some(({ name }) => name === 'add_header')) ?? [];
  const set = level.filter(({ name }) => name === 'add_header').map(({ args }) => args[0]?.toLowerCase());
  const missing = includesMore(one) ? [] : SECURITY.filter((name) => !set.includes(name.toLowerCase()));
  return [
    ...(old.length > 0 && protocols !== undefined
      ? [
          {
            message: `The server takes ${old.join(' and ')}, which ${old.length === 1 ? 'is' : 'are'} broken.`,
            location: { uri: file, line: protocols.line },
            remedy: 'Write `ssl_protocols TLSv1.2 TLSv1.3;`.',
          },
        ]
      : []),
    ...(missing.length > 0
      ? [
          mild({
            message: `location ${location.args.join(' ')} answers without ${missing.join(', ')}.`,
            location: { uri: file, line: location.line },
            remedy:
              'Add the headers with `add_header … always;`; a location with headers of its own has none of those around it.',
          }),
        ]
      : []),
  ];
}

const everyServer = (directives: readonly Directive[]): (readonly Directive[])[] =>
  directives.flatMap(({ name, block = [] }) => [...(name === 'server' ? [block] : []), ...everyServer(block)]);
