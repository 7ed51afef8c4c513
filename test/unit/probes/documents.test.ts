import { describe, expect, it } from 'vitest';
import documents from '../../../src/probes/documents.js';
import makefile from '../../../src/probes/makefile.js';
import serviceTokens from '../../../src/probes/service-tokens.js';
import { NotApplicable } from '../../../src/probes/define-probe.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

describe('pages', () => {
  const read = async (cwd: string) => await documents.collect(probeContext({ cwd }) as never);

  it('are read with where their links lead', async () => {
    await using folder = await folderWith({
      'README.md': [
        '# The *weather*: `a_b` & _more_!',
        'Setext',
        '======',
        '## Twice',
        '## Twice',
        '[a](docs/a.md) [b](docs/gone.md "title") [c](#the-weather-a_b--more) [d](#setext) [e](#gone) [f](#twice-1)',
        '[g](./docs/a.md#in-a) [h](docs/a.md#gone) [i](docs) [j](/src/x.ts#L10) [k](a%20b.txt) [l](<a b.txt>)',
        '[m](https://example.com/gone) [n](mailto:a@b.c) [o](../outside.md) [p]({{url}}) <a href="gone.html">q</a>',
        '`[not](gone.md)` <!-- [not](gone.md)',
        '[not](gone.md) --> [r](docs/a.md?x#IN-A) <a id="Named"></a>[s](#named)',
        '```md',
        '[not](gone.md)',
        '```',
        '[t]: docs/gone-too.md',
        '[^1]: a note',
      ].join('\n'),
      'docs/a.md': '# In A\n[up](../README.md#setext)\n',
      'docs/deep/b.md': '[x](../a.md)\n',
      'backend/README.md': '[x](gone.md)\n',
      'backend/notes.md': '[x](gone.md)\n',
      'node_modules/x/README.md': '[x](gone.md)\n',
      'a b.txt': '',
      'src/x.ts': '',
    });
    const found = await read(folder.path);
    expect(found.map(({ path }) => path)).toEqual(['README.md', 'backend/README.md', 'docs/a.md', 'docs/deep/b.md']);
    expect(
      found.flatMap(({ path, links }) =>
        links
          .filter(({ state }) => state !== 'there')
          .map(({ target, line, state }) => `${path}:${line} ${target} ${state}`),
      ),
    ).toEqual([
      'README.md:6 docs/gone.md absent',
      'README.md:6 #gone no-heading',
      'README.md:7 docs/a.md#gone no-heading',
      'README.md:8 gone.html absent',
      'README.md:14 docs/gone-too.md absent',
      'backend/README.md:1 gone.md absent',
    ]);
    expect(found[0]?.headings.map(({ text, line }) => `${line} ${text}`)).toEqual([
      '1 The weather: a_b & more!',
      '2 Setext',
      '4 Twice',
      '5 Twice',
    ]);
  });

  it('are not held to what a generator of sites makes of them, nor to lines of files', async () => {
    await using folder = await folderWith({
      'docs/_index.md': '---\ntitle: A\n---\n# A\n[a](../clients/) [b](/docs/x/) [c](gone.md)\n',
      'README.md': '# A\n[a](src/x.py:12) [b](src/x.py:12-20) [c](src/gone.py:12) [d](gone/)\n',
      'src/x.py': '',
    });
    const found = await read(folder.path);
    expect(
      found.flatMap(({ path, links }) =>
        links.filter(({ state }) => state !== 'there').map(({ target }) => `${path} ${target}`),
      ),
    ).toEqual(['README.md src/gone.py:12', 'README.md gone/', 'docs/_index.md gone.md']);
  });

  it('are none in a folder without any', async () => {
    await using folder = await folderWith({ 'a.txt': '' });
    expect(await read(folder.path)).toEqual([]);
  });
});

describe('a Makefile', () => {
  it('is read with the files that it names', async () => {
    await using folder = await folderWith({
      Makefile: 'up: there gone ## Start\n\tsh up.sh\n\tsh gone.sh\n',
      there: '',
      'up.sh': '',
    });
    const { unknown, targets } = await makefile.collect(probeContext({ cwd: folder.path }) as never);
    expect(targets).toEqual([{ name: 'up', line: 1, phony: false, help: 'Start' }]);
    expect(unknown).toEqual([
      { name: 'gone', line: 1, as: 'prerequisite' },
      { name: 'gone.sh', line: 3, as: 'script' },
    ]);
  });

  it('concerns no folder without one', async () => {
    await using folder = await folderWith({});
    await expect(makefile.collect(probeContext({ cwd: folder.path }) as never)).rejects.toThrow(NotApplicable);
  });
});

describe('service tokens', () => {
  const A = 'token-of-one-side-0123456789';
  const B = 'token-of-other-side-9876543210';
  const read = async (files: Record<string, string>) => {
    await using folder = await folderWith(files);
    const found = await serviceTokens.collect(probeContext({ cwd: folder.path }) as never);
    expect(JSON.stringify(found)).not.toMatch(/token-of/u);
    return found.map(({ file, line, service, setup, group }) => `${setup}: ${service ?? ''} ${file}:${line} ${group}`);
  };

  it('are compared between files of variables', async () => {
    expect(
      await read({ '.env': `A=1\nSERVICE_AUTH_TOKEN=${A}\n`, 'backend/.env': `SERVICE_AUTH_TOKEN=${B}\n` }),
    ).toEqual(['.env:  .env:2 0', '.env:  backend/.env:1 1']);
  });

  it('are compared between services, wherever each has it from', async () => {
    const compose = [
      'services:',
      '  one: { image: "a:1", environment: { SERVICE_AUTH_TOKEN: "${SERVICE_AUTH_TOKEN:?}" } }',
      '  two: { image: "a:1", env_file: [two.env] }',
      '  three:',
      '    image: a:1',
      '    environment: { SERVICE_AUTH_TOKEN: "", SERVICE_AUTH_TOKEN_FILE: /run/secrets/token }',
      '    secrets: [token]',
      '  four: { image: "a:1", environment: [SERVICE_AUTH_TOKEN=] }',
      '  five: { image: "a:1" }',
      'secrets: { token: { file: ./secrets/token } }',
    ].join('\n');
    expect(
      await read({
        'compose.yaml': compose,
        '.env': `SERVICE_AUTH_TOKEN=${A}\n`,
        'two.env': `SERVICE_AUTH_TOKEN=${B}\n`,
        'secrets/token': `${A}\n`,
      }),
    ).toEqual([
      '.env:  .env:1 0',
      'compose.yaml: one compose.yaml:2 0',
      'compose.yaml: two compose.yaml:3 1',
      'compose.yaml: three compose.yaml:6 0',
      'compose.yaml: four compose.yaml:8 undefined',
    ]);
  });

  it('concern no folder without any', async () => {
    await expect(read({ '.env': 'A=1\n' })).rejects.toThrow(NotApplicable);
  });
});
