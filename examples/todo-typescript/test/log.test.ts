import assert from 'node:assert/strict';
import { it } from 'node:test';

import { Logger } from '../src/log.ts';
import type { LoggerOptions } from '../src/log.ts';

function recorder(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const log = new Logger({
    name: 'todo',
    level: 'INFO',
    format: 'json',
    write: (line) => lines.push(line),
    ...options,
  });
  return { log, lines };
}

it('writes one JSON object per record', () => {
  const { log, lines } = recorder();
  log.child('tools').info('Tool invoked', { tool_name: 'list_tasks', user_id: undefined });
  const { timestamp, ...record } = JSON.parse(lines[0] ?? '') as Record<string, string>;
  assert.match(timestamp ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual(record, { level: 'INFO', logger: 'todo.tools', message: 'Tool invoked', tool_name: 'list_tasks' });
});

it('writes text with time, logger, level and message', () => {
  const { log, lines } = recorder({ format: 'text' });
  log.warning('Careful', { reason: 'two\nlines' });
  assert.match(lines[0] ?? '', /^\S+Z - todo - WARNING - Careful reason="two\\nlines"$/);
});

it('leaves out what is below the level', () => {
  const { log, lines } = recorder({ level: 'WARNING' });
  log.debug('a');
  log.info('b');
  log.error('c');
  assert.equal(lines.length, 1);
});

it('adds the causes of an error', () => {
  const { log, lines } = recorder();
  log.error('Failed', { error: new Error('outer', { cause: new Error('inner') }) });
  assert.match(
    (JSON.parse(lines[0] ?? '') as { exception: string }).exception,
    /Error: outer[^]*Caused by: Error: inner/,
  );
});

it('hides secret fields and secret values', () => {
  const { log, lines } = recorder({ secrets: ['s3cret', 'd'] });
  log.info('Sent s3cret', { authorization: 'Bearer abc', detail: 'has s3cret inside' });
  assert.doesNotMatch(lines[0] ?? '', /s3cret|abc/);
  assert.match(lines[0] ?? '', /\[hidden\]/);
});
