import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'health/probe-not-mcp-endpoint',
  title: 'The health check leaves the MCP endpoint alone',
  why: 'A probe of the MCP endpoint opens a session or a stream every interval, or is refused: the server leaks, or looks unhealthy while it is well.',
  remedy: 'Give the server a health path of its own, such as /health, and probe that.',
  severity: 'warning',
  references: [
    {
      title: 'MCP: Streamable HTTP transport',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['settings', 'imageConfig'],
  run({ settings: { transports }, imageConfig: { reference, healthcheck } }) {
    const [kind, ...words] = healthcheck?.test ?? [];
    if (transports.http === undefined) return { notApplicable: 'The image has no HTTP transport.' };
    if (kind === undefined || kind === 'NONE') return { notApplicable: 'The image has no health check.' };
    const { path } = transports.http;
    const asked = words.join(' ').matchAll(/(?:https?:\/\/[^\s"'`/]+|(?<=:\d{2,5}))(?<path>\/[^\s"'`?#)\\;,|]*)/giu);
    const paths = new Set([...asked].map((match) => (match.groups?.['path'] ?? '').replace(/(?<=.)\/$/u, '')));
    if (!paths.has(path.replace(/(?<=.)\/$/u, ''))) return [];
    return [
      {
        message: `The health check asks ${path}, the MCP endpoint.`,
        location: { uri: reference },
        evidence: [`HEALTHCHECK ${JSON.stringify(healthcheck?.test ?? [])}`],
        measured: path,
        repro: `docker image inspect --format '{{json .Config.Healthcheck.Test}}' ${reference}`,
      },
    ];
  },
});
