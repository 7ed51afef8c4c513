import { defineCheck } from '../define-check.js';
import { aroundServer } from '../mcp-repro.js';

export default defineCheck({
  id: 'health/endpoint-answers',
  title: 'Health endpoint answers 200 with a JSON status',
  why: 'Load balancers and people read this endpoint; a status in JSON says which dependency is down, a bare page does not.',
  remedy:
    'Answer the health path with 200, `Content-Type: application/json` and a `status` field, without authorization; with 503 when a dependency fails.',
  severity: 'warning',
  references: [
    {
      title: 'Health Check Response Format for HTTP APIs',
      url: 'https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['healthEndpoint', 'settings'],
  run({ healthEndpoint: { url, status, contentType, isJson, statusField, error, command, origin }, settings }) {
    const port = settings.transports.http?.port;
    const address = origin ?? (port === undefined ? undefined : `http://127.0.0.1:${port}`);
    const line = address === undefined ? undefined : `curl --include ${address}${url}`;
    const finding = (message: string) => [
      { message, ...(line === undefined ? {} : { repro: command === undefined ? line : aroundServer(command, line) }) },
    ];
    if (status === undefined) return finding(`${url} gave no answer: ${error ?? 'nothing came back'}.`);
    if (status !== 200) {
      const said = statusField === undefined ? '' : `, status "${statusField}"`;
      return finding(`${url} answered ${status}${said}.`);
    }
    if (!isJson) return finding(`${url} answered 200 with no JSON (${contentType || 'no content type'}).`);
    return statusField === undefined ? finding(`${url} answered 200 with JSON that has no "status".`) : [];
  },
});
