import metrics from '../../../../src/checks/http/metrics.js';
import type { MetricsFact } from '../../../../src/model/facts/guards.js';
import { settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const SEEN: MetricsFact = {
  url: 'http://127.0.0.1:32768/metrics',
  status: 200,
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  samples: 3,
  names: ['mcp_requests_total'],
  malformed: [],
};
const facts = (overrides: Partial<MetricsFact> = {}) => ({
  metrics: { ...SEEN, ...overrides },
  settings: settings({ metrics: { path: '/metrics', names: ['mcp_requests_total'] } }),
});

testCheck(metrics, {
  pass: [
    { name: 'metrics', facts: facts() },
    {
      name: 'the newer version of the format',
      facts: facts({ contentType: 'text/plain;version=1.0.0;escaping=values' }),
    },
    { name: 'OpenMetrics', facts: facts({ contentType: 'application/openmetrics-text; version=1.0.0' }) },
  ],
  fail: [
    {
      name: 'no answer',
      facts: facts({ status: undefined, error: 'connection refused', samples: 0, names: [] }),
      messages: ['/metrics gave no answer: connection refused.'],
    },
    { name: 'another status', facts: facts({ status: 404 }), messages: ['/metrics answered 404.'] },
    {
      name: 'a page',
      facts: facts({
        contentType: 'text/html',
        samples: 0,
        names: [],
        malformed: [{ line: 1, text: '<!DOCTYPE html>', reason: 'it begins with no name of a metric' }],
      }),
      messages: [
        '/metrics has the content type text/html.',
        '/metrics has lines that are not of the format.',
        '/metrics has no sample.',
        '/metrics lacks "mcp_requests_total".',
      ],
    },
    {
      name: 'a version that nobody knows',
      facts: facts({ contentType: 'text/plain; version=0.0.1' }),
      messages: ['/metrics has the content type text/plain; version=0.0.1.'],
    },
  ],
});
