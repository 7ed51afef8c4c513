import type { DeployFiles } from '../../model/facts/deploy.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { caddyFindings } from './caddy-streams.js';
import { Cursor, found } from './cursor.js';
import { nginxFindings } from './nginx-streams.js';

export default defineCheck({
  id: 'deploy/proxy-streams',
  title: 'Proxies pass streams of the MCP endpoint on, at once and for as long as they last',
  why: 'Answers of an MCP server may be event streams: a proxy that buffers them, or cuts what is silent for a minute, makes calls hang and sessions end.',
  remedy: 'Turn buffering and caching off for the endpoint, and let reads take an hour.',
  severity: 'error',
  references: [
    {
      title: 'nginx: proxy_buffering',
      url: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
    },
    { title: 'Caddy: reverse_proxy', url: 'https://caddyserver.com/docs/caddyfile/directives/reverse_proxy' },
    {
      title: 'MCP: Streamable HTTP',
      url: 'https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#streamable-http',
    },
  ],
  since: '0.1.0',
  needs: ['deployFiles', 'settings'],
  run({ deployFiles, settings }) {
    const { proxies, problems } = deployFiles;
    const nginx = nginxFindings(
      proxies.filter(({ kind }) => kind === 'nginx'),
      settings.transportsFrom === 'config' ? settings.transports.http?.port : undefined,
    );
    const answers = [
      nginx,
      ...proxies.filter(({ kind }) => kind === 'caddy').map(({ file, directives }) => caddyFindings(file, directives)),
      ...deployFiles.traefik.map((document) => traefikFindings(new Cursor(document))),
      ingressFindings(deployFiles),
    ];
    const broken = problems
      .filter(({ of }) => of === 'proxy')
      .map(({ file, line, message }) => ({ message, location: { uri: file, line } }));
    if (broken.length === 0 && answers.every((answer) => answer === undefined))
      return { notApplicable: 'There are no settings of a proxy that leads to the MCP server.' };
    return [...broken, ...answers.flatMap((answer) => answer ?? [])];
  },
});

const LEAST_SECONDS = 300;

function traefikFindings(at: Cursor): Finding[] | undefined {
  const middlewares = at.get('http', 'middlewares').entries.filter(([, one]) => one.get('buffering').there);
  const services = at.get('http', 'services').entries;
  const entryPoints = at.get('entryPoints').entries;
  if (at.get('http').entries.length + entryPoints.length === 0) return undefined;
  return [
    ...middlewares.map(([name, one]) =>
      found(
        one.get('buffering'),
        `The middleware "${name}" buffers answers: events reach the client late or not at all.`,
        { remedy: 'Take it away from the route of the MCP endpoint.' },
      ),
    ),
    ...entryPoints.flatMap(([name, one]) => {
      const timeout = one.get('transport', 'respondingTimeouts', 'writeTimeout');
      const seconds = secondsOf(timeout.value);
      return seconds > 0 && seconds < LEAST_SECONDS
        ? [
            found(timeout, `The entry point "${name}" cuts answers after ${timeout.plain}.`, {
              remedy: 'Write `writeTimeout: 0s`.',
            }),
          ]
        : [];
    }),
    ...services.flatMap(([name, one]) => {
      const interval = one.get('loadBalancer', 'responseForwarding', 'flushInterval');
      return secondsOf(interval.value) > 1
        ? [
            found(interval, `The service "${name}" passes answers on every ${interval.plain} only.`, {
              severity: 'warning',
              remedy: 'Write `flushInterval: -1`.',
            }),
          ]
        : [];
    }),
  ];
}

function secondsOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/u.exec(value) : null;
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  return match === null ? 0 : Number(match[1]) * (units[match[2] ?? 's'] ?? 1);
}

const PREFIX = 'nginx.ingress.kubernetes.io';

/** Annotations of the controller that is nginx: it does not buffer unless it is told to, and cuts after a minute. */
function ingressFindings({ kubernetes }: DeployFiles): Finding[] | undefined {
  const ingresses = kubernetes
    .map((document) => new Cursor(document))
    .filter((at) => at.get('kind').text === 'Ingress' && isNginx(at) && leadsToMcp(at));
  if (ingresses.length === 0) return undefined;
  return ingresses.flatMap((at) => {
    const name = at.get('metadata', 'name').text ?? '';
    const annotations = at.get('metadata', 'annotations');
    const timeout = annotations.get(`${PREFIX}/proxy-read-timeout`);
    const buffering = annotations.get(`${PREFIX}/proxy-buffering`);
    const seconds = timeout.there ? Number(timeout.value) : 60;
    return [
      ...(seconds >= LEAST_SECONDS
        ? []
        : [
            found(
              timeout.there ? timeout : annotations,
              `The Ingress "${name}" cuts a stream that is silent for ${seconds} s.`,
              { remedy: `Write the annotation \`${PREFIX}/proxy-read-timeout: "3600"\`.` },
            ),
          ]),
      ...(buffering.text === 'on'
        ? [
            found(buffering, `The Ingress "${name}" buffers answers: events reach the client late or not at all.`, {
              remedy: `Write \`${PREFIX}/proxy-buffering: "off"\`.`,
            }),
          ]
        : []),
    ];
  });
}

const isNginx = (at: Cursor): boolean =>
  /nginx/u.test(
    at.get('spec', 'ingressClassName').text ??
      at.get('metadata', 'annotations', 'kubernetes.io/ingress.class').text ??
      '',
  ) || at.get('metadata', 'annotations').entries.some(([key]) => key.startsWith(PREFIX));

const leadsToMcp = (at: Cursor): boolean =>
  at
    .get('spec', 'rules')
    .items.flatMap((rule) => rule.get('http', 'paths').items)
    .some((path) => /mcp/u.test(`${path.get('path').text ?? ''} ${path.get('backend', 'service', 'name').text ?? ''}`));
