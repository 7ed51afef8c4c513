import type { Directive } from '../../model/facts/deploy.js';
import type { Finding } from '../../model/finding.js';

/** What in a Caddyfile keeps clients of MCP from their server. Caddy passes event streams on at once by itself. */
export function caddyFindings(file: string, directives: readonly Directive[]): Finding[] | undefined {
  const sites = directives.filter(({ block, name }) => block !== undefined && name !== '' && !name.startsWith('('));
  // A file of one site needs no braces.
  const bodies = sites.length > 0 ? sites.map(({ block = [] }) => block) : [directives];
  const all = bodies.map((body) => ({ body, proxies: proxiesIn(body) }));
  if (all.every(({ proxies }) => proxies.length === 0)) return undefined;
  return [
    ...all.flatMap(({ body, proxies }) => [
      ...paths(file, body),
      ...proxies.flatMap((proxy) => proxyFindings(file, proxy)),
    ]),
    ...email(file, directives, sites),
  ];
}

const proxiesIn = (body: readonly Directive[]): Directive[] =>
  body.flatMap((one) => [...(one.name === 'reverse_proxy' ? [one] : []), ...proxiesIn(one.block ?? [])]);

const HANDLERS = new Set(['reverse_proxy', 'handle', 'route', 'handle_path']);

/** `/mcp/*` is everything below /mcp, and not the endpoint itself. */
function paths(file: string, body: readonly Directive[]): Finding[] {
  const matched: { path: string; line: number; stripped: boolean }[] = [];
  const visit = (list: readonly Directive[]) => {
    for (const { name, args, line, block = [] } of list) {
      const own = name.startsWith('@')
        ? args[0] === 'path'
          ? args.slice(1)
          : block.filter((one) => one.name === 'path').flatMap((one) => one.args)
        : HANDLERS.has(name) && args[0]?.startsWith('/') === true
          ? [args[0]]
          : [];
      matched.push(...own.map((path) => ({ path, line, stripped: name === 'handle_path' })));
      visit(block);
    }
  };
  visit(body);
  const whole = matched.some(({ path }) => /^\/mcp(?:\*)?$/u.test(path));
  return [
    ...matched
      .filter(({ path }) => path === '/mcp/*' && !whole)
      .slice(0, 1)
      .map(({ line }) => ({
        message: '"/mcp/*" matches what is below /mcp, and not the endpoint /mcp itself.',
        location: { uri: file, line },
        remedy: 'Write `@mcp path /mcp /mcp/*` and use the matcher `@mcp`.',
      })),
    ...matched
      .filter(({ path, stripped }) => stripped && path.startsWith('/mcp'))
      .map(({ line }) => ({
        message: 'handle_path takes /mcp away, so the server is asked for another path.',
        location: { uri: file, line },
        remedy: 'Write `handle` in place of `handle_path`.',
      })),
  ];
}

const LEAST_SECONDS = 300;

function proxyFindings(file: string, { block = [] }: Directive): Finding[] {
  const at = (line: number) => ({ uri: file, line });
  const transport = block.filter(({ name }) => name === 'transport').flatMap((one) => one.block ?? []);
  return [
    ...block
      .filter(({ name, args }) => ['response_buffers', 'buffer_responses'].includes(name) && args[0] !== '0')
      .map(({ name, line }) => ({
        message: `${name} holds answers back: events reach the client late or not at all.`,
        location: at(line),
        remedy: `Remove \`${name}\`.`,
      })),
    ...block
      .filter(({ name, args }) => name === 'flush_interval' && args[0] !== '-1')
      .map(({ args, line }) => ({
        message: `Answers are passed on every ${args[0] ?? ''} only.`,
        location: at(line),
        severity: 'warning' as const,
        remedy: 'Write `flush_interval -1`.',
      })),
    ...transport
      .filter(
        ({ name, args }) =>
          ['read_timeout', 'write_timeout'].includes(name) && secondsOf(args[0] ?? '') < LEAST_SECONDS,
      )
      .map(({ name, args, line }) => ({
        message: `${name} cuts a stream after ${args[0] ?? ''}.`,
        location: at(line),
        remedy: `Write \`${name} 1h\`, or remove it.`,
      })),
  ];
}

/** `30s`, `5m`, `1h30m`. */
function secondsOf(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/gu)].reduce(
    (sum, [, number, unit = 's']) => sum + Number(number) * (units[unit] ?? 1),
    0,
  );
}

function email(file: string, directives: readonly Directive[], sites: readonly Directive[]): Finding[] {
  const isPublic = ({ name }: Directive) =>
    /^(?:https:\/\/)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::443)?,?$/u.test(name) &&
    !/(?:localhost|\.local|\.internal|\.test|\.lan)(?::\d+)?,?$/u.test(name) &&
    !/^[\d.]+$/u.test(name);
  const [site] = sites.filter(isPublic);
  const global = directives.find(({ name, block }) => name === '' && block !== undefined)?.block ?? [];
  const said =
    global.some(({ name }) => name === 'email') ||
    sites.some(({ block = [] }) => block.some(({ name }) => name === 'tls'));
  return site === undefined || said
    ? []
    : [
        {
          message: 'No e-mail address is set: nobody is told when a certificate cannot be renewed.',
          location: { uri: file, line: site.line },
          severity: 'info',
          remedy: 'Write `{ email you@example.com }` at the top.',
        },
      ];
}
