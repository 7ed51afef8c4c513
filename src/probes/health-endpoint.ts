import { cleanText, maskSecrets } from '../model/clean-text.js';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import { askHttp } from '../targets/ask-http.js';
import { untilUp } from './collecting/readiness.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const ASK_MS = 5_000;

export default defineProbe({
  fact: 'healthEndpoint',
  title: 'Ask the health endpoint',
  timeoutMs: 15_000,
  scenario: 'http',
  async collect(context) {
    const { healthPath } = context.target.settings;
    if (healthPath === undefined) throw new NotApplicable('No health path is declared.');
    await untilUp(context);
    if (context.run.url === undefined) throw new Error('The port of the server is not published.');
    const url = new URL(healthPath, context.run.url);
    // Without credentials: load balancers and engines have none.
    const answer = await askHttp(url, { method: 'GET', timeoutMs: ASK_MS, signal: context.signal });
    const { run } = context;
    const asked = {
      url: healthPath,
      ...(run.owned ? { command: run.command } : { origin: run.url?.origin ?? url.origin }),
    };
    if (answer.kind !== 'response') return { ...asked, isJson: false, error: cleanText(answer.message) };
    const said = (text: string) => cleanText(maskSecrets(text, context.target.secretValues), 100);
    const json = jsonOrUndefined(answer.body);
    const status = typeof json === 'object' && json !== null && 'status' in json ? json.status : undefined;
    return {
      ...asked,
      status: answer.status,
      contentType: said(answer.contentType),
      isJson: json !== undefined,
      ...(typeof status === 'string' ? { statusField: said(status) } : {}),
    };
  },
});
