import { describe, expect, it } from 'vitest';
import { readPrometheusText } from '../../../src/model/prometheus-text.js';

describe('the text format of Prometheus', () => {
  it('is read with types, labels, times and what is odd in it', () => {
    const { samples, names, malformed } = readPrometheusText(
      [
        '# HELP http_requests_total Requests, by {path}.',
        '# TYPE http_requests_total counter',
        String.raw`http_requests_total{method="post",path="/a\"b,c}d"} 1027 1395066363000`,
        'http_requests_total{method="get",} +Inf',
        '# TYPE latency histogram',
        'latency_bucket{ le="0.1" , x="1" } 3',
        'latency_bucket{le="+Inf"} 4',
        'latency_sum 1.5e-3',
        'latency_count 4\r',
        'up NaN # {trace="1"} 2',
        '# EOF',
        '# anything else',
        '',
      ].join('\n'),
    );
    expect(malformed).toEqual([]);
    expect(samples).toBe(7);
    expect([...names].toSorted()).toEqual([
      'http_requests_total',
      'latency',
      'latency_bucket',
      'latency_count',
      'latency_sum',
      'up',
    ]);
  });

  it.each([
    ['<html>', 'it begins with no name of a metric'],
    ['requests: 3 x', 'more than a time follows the value'],
    ['requests', 'no value follows the name'],
    ['requests three', '"three" is no value'],
    ['requests 3 4 5', 'more than a time follows the value'],
    ['requests{a=3} 1', 'its labels cannot be read'],
    ['requests{a="3" 1', 'its labels cannot be read'],
    ['requests-total 1', 'no value follows the name'],
    ['# TYPE requests counters', '"counters" is no type of a metric'],
    ['# TYPE 1x counter', '"1x" is no name of a metric'],
  ])('tells why %j cannot be read', (line, reason) => {
    const { malformed, samples } = readPrometheusText(`ok 1\n${line}\n`);
    expect(samples).toBe(1);
    expect(malformed.map(({ line: number }) => number)).toEqual([2]);
    expect(malformed[0]?.reason).toBe(reason);
  });

  it('keeps the first five bad lines of any number', () => {
    expect(readPrometheusText('!\n'.repeat(100_000)).malformed).toHaveLength(5);
  });
});
