import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { MetricsFact } from '../model/facts/guards.js';
import { readPrometheusText } from '../model/prometheus-text.js';
import { shownUrl } from '../model/shown-url.js';
import { exchange, freshAgent } from './http-exchange.js';

const ASK_MS = 5_000;
const MAX_NAMES = 200;

/** Scrapes an endpoint once. `wanted` are names that are kept however many others there are. */
export async function readMetrics(
  url: URL,
  wanted: readonly string[],
  secrets: readonly string[] = [],
): Promise<Omit<MetricsFact, 'repeat'>> {
  const agent = freshAgent(url);
  const request = { url, method: 'GET', headers: {}, timeoutMs: ASK_MS, agent, onEvent: () => true } as const;
  const { status, headers, body, failure } = await exchange(request);
  const said = (text: string, limit: number) => cleanText(maskSecrets(text, secrets), limit);
  const base = { url: shownUrl(url), ...(status === undefined ? {} : { status }) };
  if (status === undefined || body === undefined) {
    const error = said(failure?.message ?? 'an event stream', 200);
    return { ...base, error, samples: 0, names: [], malformed: [] };
  }
  const { samples, names, malformed } = readPrometheusText(body);
  return {
    ...base,
    contentType: said(headers['content-type'] ?? '', 100),
    samples,
    names: [...new Set([...wanted.filter((name) => names.has(name)), ...[...names].slice(0, MAX_NAMES)])],
    malformed: malformed.map(({ line, text, reason }) => ({ line, text: said(text, 160), reason: said(reason, 160) })),
  };
}
