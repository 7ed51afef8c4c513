import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { violationsOf, type Schema } from '../../../../src/checks/wire/violations.js';

const REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'];
const documentOf = (revision: string): Schema =>
  JSON.parse(
    readFileSync(new URL(`../../../../src/checks/wire/schemas/${revision}.json`, import.meta.url), 'utf8'),
  ) as Schema;
const definitionsOf = (revision: string): Record<string, Schema> => {
  const document = documentOf(revision);
  return (document['$defs'] ?? document['definitions']) as Record<string, Schema>;
};
const at = (revision: string) => ('$defs' in documentOf(revision) ? '$defs' : 'definitions');

/** Sound messages of the kinds that servers send. */
const SOUND: Readonly<Record<string, unknown>> = {
  InitializeResult: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: { listChanged: true }, experimental: { x: { a: 1 } } },
    serverInfo: { name: 'todo', version: '1' },
    instructions: 'Ask.',
  },
  ListToolsResult: {
    tools: [
      {
        name: 'a',
        description: 'b',
        inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
        annotations: { readOnlyHint: true, title: 'A' },
      },
      { name: 'c', inputSchema: { type: 'object' } },
    ],
    nextCursor: 'x',
    resultType: 'complete',
    ttlMs: 0,
    cacheScope: 'private',
  },
  CallToolResult: {
    content: [
      { type: 'text', text: 'a', annotations: { audience: ['user'], priority: 0.5 } },
      { type: 'image', data: 'AAAA', mimeType: 'image/png' },
      { type: 'resource', resource: { uri: 'file:///a', text: 'b' } },
    ],
    isError: false,
    resultType: 'complete',
  },
  ListPromptsResult: {
    prompts: [{ name: 'p', arguments: [{ name: 'x', required: true }] }],
    resultType: 'complete',
    ttlMs: 5,
    cacheScope: 'public',
  },
  LoggingMessageNotification: {
    jsonrpc: '2.0',
    method: 'notifications/message',
    params: { level: 'info', data: { a: 1 } },
  },
  ProgressNotification: {
    jsonrpc: '2.0',
    method: 'notifications/progress',
    params: { progressToken: 'x', progress: 0.5, total: 1 },
  },
};

/** The value with one thing wrong: each part in turn left out, or in place of it something of another type. */
function* mutants(value: unknown): Generator<unknown> {
  yield null;
  yield 7.5;
  yield 'text';
  yield [];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const mutant of mutants(item)) yield value.with(index, mutant);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const { [key]: _, ...rest } = value as Record<string, unknown>;
      yield rest;
      for (const mutant of mutants(item)) yield { ...value, [key]: mutant };
    }
  }
}

describe('the schemas of the protocol', () => {
  const KEYWORDS =
    '$comment $schema $defs definitions $ref type const enum required properties additionalProperties items maxItems anyOf allOf minimum maximum format default';

  function keywordsOf(schema: unknown, found: Set<string>): Set<string> {
    if (Array.isArray(schema)) for (const part of schema) keywordsOf(part, found);
    else if (typeof schema === 'object' && schema !== null) {
      for (const [key, value] of Object.entries(schema)) {
        found.add(key);
        if (['properties', '$defs', 'definitions'].includes(key)) {
          for (const part of Object.values(value as object)) keywordsOf(part, found);
        } else keywordsOf(value, found);
      }
    }
    return found;
  }

  it.each(REVISIONS)('of %s have no keyword that the reader does not know', (revision) => {
    const known = new Set(KEYWORDS.split(' '));
    expect([...keywordsOf(documentOf(revision), new Set())].filter((keyword) => !known.has(keyword))).toEqual([]);
  });

  it.each(REVISIONS)('of %s are read as ajv reads them', (revision) => {
    const { $schema: _, ...document } = documentOf(revision);
    const ajv = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false, logger: false });
    ajv.addSchema(document, 'mcp');
    const differing: unknown[] = [];
    let broken = 0;
    for (const [name, sound] of Object.entries(SOUND)) {
      if (!(name in definitionsOf(revision))) continue;
      const definition = `#/${at(revision)}/${name}`;
      const validate = ajv.compile({ $ref: `mcp${definition}` });
      for (const value of [sound, ...mutants(sound)]) {
        const own = violationsOf(document, definition, value).length === 0;
        if (!own) broken += 1;
        if (validate(value) !== own) differing.push({ name, value });
      }
      expect(violationsOf(document, definition, sound)).toEqual([]);
    }
    expect(differing).toEqual([]);
    expect(broken).toBeGreaterThan(200);
  });
});

describe(violationsOf, () => {
  const read = (name: string, value: unknown) =>
    violationsOf(documentOf('2025-11-25'), `#/$defs/${name}`, value).map(
      ({ path, rule, wanted }) => `${path.join('.')} ${rule} ${wanted}`,
    );

  it.each([
    ['a field that is missing', 'ListToolsResult', {}, [' required tools']],
    ['a wrong type', 'ListToolsResult', { tools: {} }, ['tools type a list']],
    [
      'a place in a list',
      'ListToolsResult',
      { tools: [{ name: 'a', inputSchema: { type: 'object' }, title: null }] },
      ['tools.0.title type a string'],
    ],
    [
      'the alternative that a type names',
      'CallToolResult',
      { content: [{ type: 'image', data: 'AAAA' }] },
      ['content.0 required mimeType'],
    ],
    [
      'a type that no alternative has',
      'CallToolResult',
      { content: [{ type: 'video' }] },
      ['content.0.type const "text", "image", "audio", "resource_link" or "resource"'],
    ],
    ['an alternative without a type', 'CallToolResult', { content: [{ text: 'a' }] }, ['content.0 required type']],
    [
      'an alternative that is known by its fields',
      'EmbeddedResource',
      { type: 'resource', resource: { uri: 'a', text: 5 } },
      ['resource.text type a string'],
    ],
    [
      'a word that is none of a list',
      'LoggingMessageNotificationParams',
      { level: 'loud', data: 1 },
      ['level enum "alert", "critical", "debug", "emergency", "error", "info", "notice" or "warning"'],
    ],
    ['a number beyond its bounds', 'Annotations', { priority: 2 }, ['priority maximum at most 1']],
    [
      'a name of an object that every object has',
      'Tool',
      { constructor: 1, name: 'a', inputSchema: { type: 'object' } },
      [],
    ],
  ])('names %s', (_, name, value, expected) => {
    expect(read(name, value)).toEqual(expected);
  });

  it('ends on values that are made to cost time', () => {
    const nest = (depth: number) => JSON.parse('[{"x":'.repeat(depth) + '1' + '}]'.repeat(depth)) as unknown;
    const started = performance.now();
    violationsOf(documentOf('2026-07-28'), '#/$defs/JSONValue', nest(20_000));
    const many = { content: Array.from({ length: 40_000 }, () => ({})) };
    expect(violationsOf(documentOf('2025-11-25'), '#/$defs/CallToolResult', many).length).toBeLessThanOrEqual(40);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
