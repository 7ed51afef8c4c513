import { expect, it } from 'vitest';
import { logEntries } from '../../../../src/probes/collecting/log-entries.js';

const masked = (text: string) => text.replaceAll('hunter22', '••••••');

it('sorts lines of JSON from others, masked and clean', () => {
  const lines = [
    '',
    '{"level":"INFO","message":"hunter22 \\u001b[31m","n":1}',
    'plain hunter22 \u001b[31m',
    '[1]',
    '{broken',
  ];
  expect(logEntries(lines, masked)).toEqual({
    entries: [
      {
        line: 2,
        text: String.raw`{"level":"INFO","message":"•••••• \u001b[31m","n":1}`,
        fields: { level: 'INFO', message: String.raw`•••••• \u001b[31m`, n: '1' },
      },
      { line: 3, text: String.raw`plain •••••• \u001b[31m` },
      { line: 4, text: '[1]' },
      { line: 5, text: '{broken' },
    ],
    jsonLines: 1,
    otherLines: 3,
  });
});

it('keeps the first lines of a long log, and later ones that are no JSON', () => {
  const lines = [...Array.from({ length: 500 }, () => '{"level":"INFO"}'), 'Traceback'];
  const { entries = [], jsonLines, otherLines } = logEntries(lines, masked);
  expect([entries.length, jsonLines, otherLines]).toEqual([61, 500, 1]);
  expect(entries.at(-1)).toEqual({ line: 501, text: 'Traceback' });
});

it('reads no line that is too long to be an entry', () => {
  const { entries } = logEntries([`{"a":"${'x'.repeat(70_000)}"}`], masked);
  expect(entries?.[0]?.fields).toBeUndefined();
  expect(entries?.[0]?.text.length).toBeLessThan(400);
});
