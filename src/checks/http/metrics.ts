import type { MetricsFact } from '../../model/facts/guards.js';
import { shellWord } from '../../model/shell-word.js';
import { defineCheck } from '../define-check.js';
import { quotedList } from '../mcp-sessions.js';

const TEXT = /^text\/plain(?:\s*;|$)/iu;
const VERSION = /;\s*version=(?<version>[\d.]+)/iu;
const OPEN_METRICS = /^application\/openmetrics-text(?:\s*;|$)/iu;

export default defineCheck({
  id: 'http/metrics',
  title: 'Metrics are there, in the format that Prometheus reads',
  why: 'A scrape that fails leaves graphs empty and alerts silent, which looks like a quiet server.',
  remedy:
    'Answer the path of `expect.metrics` in mcp-dock.yaml with 200, `Content-Type: text/plain; version=0.0.4` and lines of `name{label="value"} number`.',
  severity: 'warning',
  references: [
    {
      title: 'Prometheus: Text-based format',
      url: 'https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format',
    },
    {
      title: 'Prometheus: Scrape protocol content negotiation',
      url: 'https://prometheus.io/docs/instrumenting/content_negotiation/',
    },
  ],
  since: '0.1.0',
  needs: ['metrics', 'settings'],
  run({ metrics, settings }) {
    const { status, contentType = '', error, samples, names, malformed } = metrics;
    const finding = (message: string, evidence?: readonly string[]) => ({
      message,
      repro: reproOf(metrics),
      ...(evidence === undefined ? {} : { evidence: [...evidence] }),
    });
    const path = new URL(metrics.url).pathname;
    if (status === undefined || error !== undefined)
      return [finding(`${path} gave no answer: ${error ?? 'nothing came back'}.`)];
    if (status !== 200) return [finding(`${path} answered ${status}.`)];
    const missing = (settings.metrics?.names ?? []).filter((name) => !names.includes(name));
    return [
      ...(OPEN_METRICS.test(contentType) || isText(contentType)
        ? []
        : [finding(`${path} has the content type ${contentType === '' ? 'of nothing' : contentType}.`)]),
      ...(malformed.length === 0
        ? []
        : [
            finding(
              `${path} has lines that are not of the format.`,
              malformed.map(({ line, text, reason }) => `Line ${line}: ${text} (${reason})`),
            ),
          ]),
      ...(samples === 0 ? [finding(`${path} has no sample.`)] : []),
      ...(missing.length === 0 ? [] : [finding(`${path} lacks ${quotedList(missing)}.`)]),
    ];
  },
});

/** Without a version Prometheus takes it for the usual one. */
function isText(contentType: string): boolean {
  const version = VERSION.exec(contentType)?.groups?.['version'];
  return TEXT.test(contentType) && (version === undefined || ['0.0.4', '1.0.0'].includes(version));
}

function reproOf({ url, repeat }: MetricsFact): string {
  if (repeat === undefined) return `curl -i ${shellWord(url)}`;
  // The line of the server publishes what it needs.
  return `id=$(${repeat.start}); sleep 2; curl -i ${shellWord(repeat.url)}; docker stop "$id"`;
}
