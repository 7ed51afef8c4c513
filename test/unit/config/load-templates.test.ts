import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadTemplates, parseTemplate } from '../../../src/config/load-templates.js';
import { readPackageFolder } from '../../../src/config/package-files.js';

const FRONT = 'id: a\nkind: readme\ntitle: A\noutput: README.md\n';

describe('parseTemplate', () => {
  it('splits front matter and body', () => {
    expect(parseTemplate(`---\n${FRONT}mode: 0o600\nwhen: { runtime: node }\n---\nline\n---\nline\n`, 'a.hbs')).toEqual(
      {
        id: 'a',
        kind: 'readme',
        title: 'A',
        output: 'README.md',
        mode: 0o600,
        when: { runtime: 'node' },
        body: 'line\n---\nline\n',
      },
    );
  });

  it('reads a checkout with CRLF', () => {
    expect(parseTemplate(`---\r\n${FRONT.replaceAll('\n', '\r\n')}---\r\nline\r\n`, 'a.hbs').body).toBe('line\n');
  });

  it.each([
    ['no front matter', 'line\n'],
    ['an unknown key', `---\n${FRONT}extra: 1\n---\n`],
    ['an unknown kind', `---\n${FRONT.replace('readme', 'poem')}---\n`],
    ['a missing output', `---\n${FRONT.replace(/output.*\n/u, '')}---\n`],
    ['a condition that nothing decides', `---\n${FRONT}when: { moon: full }\n---\n`],
    ['YAML that it does not read', `---\n${FRONT}when: { a: [b] }\n---\n`],
    ['a line that is no pair', `---\n${FRONT}nothing\n---\n`],
    ['a mode that is no number', `---\n${FRONT}mode: rw\n---\n`],
  ])('refuses %s', (_, text) => {
    expect(() => parseTemplate(text, 'a.hbs')).toThrow(/^a\.hbs/u);
  });
});

describe('loadTemplates', () => {
  it('finds every bundled template, each with its own id', async () => {
    const ids = (await loadTemplates()).map(({ id }) => id);
    expect(ids).toContain('dockerfile-node');
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('reads front matter as YAML reads it', async () => {
    const templates = await loadTemplates();
    const files = await readPackageFolder('templates');
    const read = files.map(({ content }) => parse(content.split('---\n')[1] ?? '') as object);
    expect(templates).toEqual(read.map((front) => ({ ...front, body: expect.any(String) as string })));
  });
});
