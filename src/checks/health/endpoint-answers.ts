import { defineCheck } from '../define-check.js';

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
  since: '0.1.0',
  needs: ['healthEndpoint', 'settings'],
  run({ healthEndpoint: { url, status, contentType, isJson, statusField, error }, settings }) {
    const port = settings.transports.http?.port;
    const repro = port === undefined ? {} : { repro: `curl --include http://127.0.0.1:${port}${url}` };
    const finding = (message: string) => [{ message, ...repro }];
    if (status === undefined) return finding(`${url} gave no answer: ${error ?? 'nothing came back'}.`);
    if (status !== 200) {
      const said = statusField === undefined ? '' : `, status "${statusField}"`;
      return finding(`${url} answered ${status}${said}.`);
    }
    if (!isJson) return finding(`${url} answered 200 with no JSON (${contentType || 'no content type'}).`);
    return statusField === undefined ? finding(`${url} answered 200 with JSON that has no "status".`) : [];
  },
});
