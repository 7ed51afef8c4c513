import { describe, expect, it } from 'vitest';
import type { Template } from '../../../src/model/template.js';
import { renderTemplate } from '../../../src/render/render-template.js';

const template = (body: string): Template => ({
  id: 'test',
  kind: 'readme',
  title: 'Test',
  output: 'test.txt',
  when: {},
  body,
});
const render = (body: string, data: object) => renderTemplate(template(body), data).content;

describe('renderTemplate', () => {
  it('fills in values as they are and leaves no blank line behind blocks', () => {
    const body =
      'FROM {{image}}\n{{#if extra}}\nRUN {{extra}}\n{{/if}}\n{{#each labels}}\nLABEL {{key}}={{json value}}\n{{/each}}\n';
    expect(render(body, { image: 'a<b>&"c"', extra: false, labels: [{ key: 'k', value: 'say "hi"' }] })).toBe(
      'FROM a<b>&"c"\nLABEL k="say \\"hi\\""\n',
    );
  });

  it('writes lists as a Dockerfile shows them, objects indented, and YAML on one line', () => {
    const data = { list: ['node', 'a b'], object: { a: 1 } };
    expect(render('{{json list}}', data)).toBe('["node", "a b"]');
    expect(render('{{json object}}', data)).toBe('{\n  "a": 1\n}');
    expect(render('{{yaml object}}', data)).toBe('{ a: 1 }');
  });

  it.each([
    '{{missing}}',
    '{{present.missing}}',
    '{{json missing}}',
    '{{json present.missing}}',
    '{{yaml missing}}',
    '{{json}}',
    '{{#if missing}}a{{/if}}',
    '{{#each missing}}a{{/each}}',
    '{{#each list}}{{missing}}{{/each}}',
    '{{#each list}}{{json missing}}{{/each}}',
    '{{lookup present "missing"}}',
    '{{unknown present}}',
    '{{#with present}}a{{/with}}',
    '{{> partial}}',
  ])('throws for %s', (body) => {
    expect(() => render(body, { present: { here: 1 }, list: [{ here: 1 }] })).toThrow(
      /missing|does not exist|unknown|partial|with/iu,
    );
  });

  it('names the template and keeps path and mode', () => {
    expect(() => render('{{missing}}', {})).toThrow(/^Template test: /u);
    expect(renderTemplate({ ...template('x'), mode: 0o600 }, {})).toEqual({
      path: 'test.txt',
      content: 'x',
      mode: 0o600,
    });
  });
});
