import { describe, expect, it } from 'vitest';
import { BuildxTrace } from '../../../src/actions/buildx-trace.js';
import type { BuildEvent } from '../../../src/model/build-event.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const vertex = (more: object = {}) => ({ digest: 'sha256:a', name: '[1/2] RUN x', ...more });
const STARTED = '2026-11-21T16:43:37.925Z';
const log = (data: string, stream = 1) => ({ vertex: 'sha256:a', stream, data: base64(data), timestamp: STARTED });

/** Feeds text in pieces of a size and gives what came of it. */
function read(text: string | Buffer, size = 7) {
  const events: BuildEvent[] = [];
  const trace = new BuildxTrace((event) => events.push(event));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) trace.read(bytes.subarray(at, at + size));
  trace.end();
  return { events, words: trace.words, failedStep: trace.failedStep };
}
const MESSAGES = [
  { vertexes: [vertex()] },
  { vertexes: [vertex({ started: STARTED })] },
  { logs: [log('hel'), log('oops\n', 2)] },
  { statuses: [{ id: 'layer', vertex: 'sha256:a', name: 'extracting', current: 5, total: 10 }] },
  { logs: [log('lo {\n}\n"wörld"\n')] },
  { vertexes: [vertex({ started: STARTED, completed: '2026-11-21T16:43:38.925Z', error: 'exit code: 7' })] },
  { warnings: [{ vertex: 'sha256:a', level: 1, short: base64('Odd'), detail: [base64('very')], url: 'https://x' }] },
];
const step = { id: 'sha256:a', name: '[1/2] RUN x', cached: false, startedAtMs: Date.parse(STARTED) };
const EVENTS = [
  { kind: 'step-started', step },
  { kind: 'log', stepId: 'sha256:a', stream: 'stderr', line: 'oops' },
  { kind: 'progress', stepId: 'sha256:a', name: 'extracting', current: 5, total: 10 },
  { kind: 'log', stepId: 'sha256:a', stream: 'stdout', line: 'hello {' },
  { kind: 'log', stepId: 'sha256:a', stream: 'stdout', line: '}' },
  { kind: 'log', stepId: 'sha256:a', stream: 'stdout', line: '"wörld"' },
  {
    kind: 'step-finished',
    step: { ...step, finishedAtMs: Date.parse(STARTED) + 1000, error: 'exit code: 7' },
  },
  { kind: 'warning', message: 'Odd very', url: 'https://x' },
];

describe('what buildx says', () => {
  const forms: [string, string][] = [
    ['a message a line', MESSAGES.map((message) => `${JSON.stringify(message)}\n`).join('')],
    ['indented over many lines', MESSAGES.map((message) => `${JSON.stringify(message, undefined, 2)}\n`).join('')],
    ['with line ends of Windows', MESSAGES.map((message) => `${JSON.stringify(message)}\r\n`).join('')],
  ];
  it.each(forms.flatMap(([name, text]) => [1, 7, 100_000].map((size) => [name, size, text] as const)))(
    'is read as %s, in pieces of %i bytes',
    (_, size, text) => {
      const { events, words, failedStep } = read(text, size);
      expect(events).toEqual(EVENTS);
      expect(words).toEqual([]);
      expect(failedStep?.error).toBe('exit code: 7');
    },
  );

  it('is taken by its words where it is no JSON, warnings among them apart', () => {
    const { events, words } = read(
      [
        'WARNING: local cache import at nope not found',
        '{"vertexes": [broken',
        'Dockerfile:3',
        '   3 | >>> RUN false',
        'ERROR: failed to solve: exit code: 7',
      ].join('\n'),
    );
    expect(events).toEqual([{ kind: 'warning', message: 'local cache import at nope not found' }]);
    expect(words).toEqual([
      '{"vertexes": [broken',
      'Dockerfile:3',
      '   3 | >>> RUN false',
      'ERROR: failed to solve: exit code: 7',
    ]);
  });

  it('remembers that a step came from a cache while its layers are fetched', () => {
    const messages = [
      { vertexes: [vertex({ started: STARTED, cached: true })] },
      { vertexes: [vertex({ started: STARTED })] },
      { vertexes: [vertex({ started: STARTED, completed: STARTED })] },
    ];
    const { events } = read(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
    expect(events.at(-1)).toMatchObject({ kind: 'step-finished', step: { cached: true } });
  });

  it('goes on behind a message that never ended', () => {
    const { events, words } = read(
      `{\n  "vertexes": [\n{"vertexes":[${JSON.stringify(vertex({ cached: true }))}]}\nERROR: x\n`,
    );
    expect(events).toEqual([{ kind: 'step-started', step: { id: 'sha256:a', name: '[1/2] RUN x', cached: true } }]);
    expect(words).toEqual(['ERROR: x']);
  });

  it.each(['null', '[]', '{"vertexes":[null,1,{}],"logs":"x","statuses":[{"current":"1"}]}', '{\n}\n', ''])(
    'may be %j',
    (text) => {
      expect(() => read(text)).not.toThrow();
    },
  );

  it('keeps the last words of a flood, and drops a line without an end', () => {
    const flood = Array.from({ length: 500 }, (_, n) => `line ${n}`).join('\n');
    expect(read(flood, 65_536).words).toHaveLength(60);
    expect(read(flood, 65_536).words.at(-1)).toBe('line 499');
    const endless = Buffer.alloc(20 * 1024 * 1024, '{"a');
    const { words } = read(Buffer.concat([endless, Buffer.from('\nERROR: x\n')]), 1024 * 1024);
    expect(words.at(-1)).toBe('ERROR: x');
    expect(words[0]?.length).toBeLessThanOrEqual(2000);
  });
});
