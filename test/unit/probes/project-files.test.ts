import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { FactName, Facts } from '../../../src/model/facts.js';
import { madeUpSecrets } from '../../support/planted-secrets.js';
import { folderWith } from '../../support/probe-context.js';
import { lookAtFiles, staticFindings } from '../../support/static-findings.js';

async function factOf<Name extends FactName>(folder: string, name: Name): Promise<Facts[Name]> {
  const fact = (await lookAtFiles(folder)).facts[name];
  if (fact?.status !== 'known') throw new Error(`${name}: ${fact?.status ?? 'absent'} ${fact?.reason ?? ''}`);
  return fact.value;
}

describe('a folder without a Dockerfile', () => {
  it('concerns none of these checks but those of manifests', async () => {
    await using folder = await folderWith({ 'package.json': '{}' });
    const { results } = await lookAtFiles(folder.path);
    expect(results.filter(({ id, outcome }) => outcome !== 'not-applicable' && id !== 'project/docs-present')).toEqual(
      [],
    );
  });
});

describe('dockerfiles', () => {
  it('are those of every image, with the arguments of the project', async () => {
    await using folder = await folderWith({
      'mcp-dock.yaml':
        'name: weather\nbuild: { dockerfile: docker/Dockerfile, target: app, args: { TAG: "24-slim" } }\nimages: { api: { build: { context: api, dockerfile: api/Dockerfile } }, none: { build: { context: none, dockerfile: none/Dockerfile } } }\n',
      'docker/Dockerfile': 'ARG TAG\nFROM node:${TAG} AS app\nFROM app AS test\n',
      'api/Dockerfile': 'FROM python:3.13-slim\n',
    });
    const files = await factOf(folder.path, 'dockerfiles');
    expect(
      files.map(({ image, main, path, context, final, stages }) => ({
        image,
        main,
        path,
        context,
        final,
        base: stages[0]?.image,
      })),
    ).toEqual([
      { image: 'weather', main: true, path: 'docker/Dockerfile', context: '.', final: 0, base: 'node:24-slim' },
      { image: 'api', main: false, path: 'api/Dockerfile', context: 'api', final: 0, base: 'python:3.13-slim' },
    ]);
    expect(files[0]?.readOn).toMatch(/^\d{4}-\d\d-\d\d$/u);
  });

  it('hold no value of a secret, wherever it stands', async () => {
    const { github, gitlab, npm } = madeUpSecrets();
    await using folder = await folderWith({
      Dockerfile: `FROM a:1\nENV A=${github}\nRUN <<EOF\ncurl -H "Authorization: Bearer ${gitlab}" x\nEOF\nCMD ["x", "${npm}"]\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n`,
      'run.sh': `#!/bin/sh\nTOKEN=${github}\n`,
      '.env': `TOKEN=${github}\n`,
    });
    const { facts, results } = await lookAtFiles(folder.path);
    const text = JSON.stringify([facts, results]);
    for (const value of [github, gitlab, npm]) expect(text).not.toContain(value);
    const [file] = await factOf(folder.path, 'dockerfiles');
    expect(file?.secrets.map(({ line, keyword, rule }) => ({ line, keyword, rule }))).toEqual([
      { line: 2, keyword: 'ENV', rule: 'github-token' },
      { line: 4, keyword: 'RUN', rule: 'gitlab-token' },
      { line: 6, keyword: 'CMD', rule: 'npm-token' },
    ]);
  });

  it('come with the script that the image starts', async () => {
    await using folder = await folderWith({
      Dockerfile: 'FROM a:1\nCOPY docker/ /opt/\nENTRYPOINT ["/opt/run.sh"]\n',
      'docker/run.sh': '#!/bin/sh\nexec x\n',
    });
    await chmod(join(folder.path, 'docker/run.sh'), 0o755);
    const [file] = await factOf(folder.path, 'dockerfiles');
    expect(file?.scripts).toMatchObject([
      { path: 'docker/run.sh', target: '/opt/run.sh', direct: true, mode: '755', line: 3 },
    ]);
  });

  it.each([
    [
      'larger than a megabyte',
      `FROM a:1\n${'# x\n'.repeat(300_000)}`,
      'It is larger than 1 MiB, and was not looked at.',
    ],
    ['no text', 'FROM a:1\n\0', 'It is no text: there are null bytes in it.'],
  ])('that are %s are not judged', async (_, text, message) => {
    await using folder = await folderWith({ Dockerfile: text });
    const { results } = await lookAtFiles(folder.path);
    const said = results.filter(({ id, outcome }) => id.startsWith('dockerfile/') && outcome === 'fail');
    expect(said.flatMap(({ findings }) => findings.map((finding) => finding.message))).toEqual([message]);
  });

  it('that are a folder, or a pipe, are none', async () => {
    await using folder = await folderWith({});
    await mkdir(join(folder.path, 'Dockerfile'));
    expect((await lookAtFiles(folder.path)).facts.dockerfiles?.status).toBe('not-applicable');
    await using other = await folderWith({});
    execFileSync('mkfifo', [join(other.path, 'Dockerfile')]);
    expect((await lookAtFiles(other.path)).facts.dockerfiles?.status).toBe('not-applicable');
  });
});

describe('ignore files', () => {
  it('beside the Dockerfile win', async () => {
    await using folder = await folderWith({
      Dockerfile: 'FROM a:1\n',
      '.dockerignore': 'a\n',
      'Dockerfile.dockerignore': '\u{feff}# c\nb # d\n\n  # e\n',
    });
    expect(await factOf(folder.path, 'ignoreFiles')).toEqual([
      {
        image: 'test',
        context: '.',
        path: 'Dockerfile.dockerignore',
        rules: [
          { line: 2, text: 'b # d' },
          { line: 4, text: '# e', indent: true },
        ],
      },
    ]);
  });

  it.each([
    ['a pattern that is none', '[a\n'],
    ['more rules than anybody needs', '**/a*b*c\n'.repeat(20_000)],
    ['a pattern that costs more than it is worth', `${'*a'.repeat(200)}\n`],
    ['many patterns that cost much together', `${'*a'.repeat(10)}\n`.repeat(100)],
  ])('with %s say so, and nothing hangs', async (_, text) => {
    await using folder = await folderWith({
      Dockerfile: 'FROM a:1\nCOPY x /\n',
      '.dockerignore': text,
      [`${'a'.repeat(100)}/x`]: '',
    });
    expect((await factOf(folder.path, 'ignoreFiles'))[0]?.problem).toBeDefined();
    expect((await lookAtFiles(folder.path)).results.map(({ outcome }) => outcome)).not.toContain('error');
  });
});

describe('the context', () => {
  it('is listed with what the rules keep out; folders that are made again stay closed', async () => {
    await using folder = await folderWith({
      Dockerfile: 'FROM a:1\n',
      '.dockerignore': 'docs\n!docs/keep.md\n*.log\n',
      'docs/a.md': '',
      'docs/keep.md': '',
      'x.log': '',
      'node_modules/a/index.js': '',
      'src/index.ts': '',
    });
    await symlink('/', join(folder.path, 'root'));
    const [files] = await factOf(folder.path, 'contextFiles');
    expect(files?.entries.map(({ path, kind, ignored }) => `${ignored ? '-' : '+'} ${path} ${kind}`)).toEqual([
      '+ .dockerignore file',
      '+ Dockerfile file',
      '- docs folder',
      '+ node_modules folder',
      '+ root link',
      '+ src folder',
      '- x.log file',
      '- docs/a.md file',
      '+ docs/keep.md file',
      '+ src/index.ts file',
    ]);
    expect(files?.truncated).toBe(false);
  });

  it('is listed as far as that makes sense', async () => {
    await using folder = await folderWith({ Dockerfile: 'FROM a:1\n' });
    await Promise.all(Array.from({ length: 5_100 }, (_, index) => writeFile(join(folder.path, `f${index}`), '')));
    const [files] = await factOf(folder.path, 'contextFiles');
    expect([files?.entries.length, files?.truncated]).toEqual([5_000, true]);
  });

  it('knows what becomes of each source', async () => {
    await using folder = await folderWith({
      Dockerfile:
        'FROM a:1 AS b\nCOPY package.json yarn.loc[k] ./\nCOPY *.lock ./\nCOPY src ./src\nCOPY dist ./dist\nADD https://example.com/x /x\nRUN --mount=type=bind,source=uv.lock,target=uv.lock true\nCOPY . .\nCOPY --from=b /y /y\nCOPY kept ./\n',
      '.dockerignore': '*.lock\nsrc\nkept\n!kept/this\n',
      'package.json': '{}',
      'uv.lock': '',
      'src/a.ts': '',
      'kept/this': '',
    });
    const [files] = await factOf(folder.path, 'contextFiles');
    expect(
      files?.sources.map(
        ({ line, source, state, rule }) =>
          `${line} ${source} ${state}${rule === undefined ? '' : ` ${rule.text}:${rule.line}`}`,
      ),
    ).toEqual([
      '2 package.json sent',
      '2 yarn.loc[k] absent',
      '3 *.lock ignored *.lock:1',
      '4 src ignored src:2',
      '5 dist absent',
      '7 uv.lock ignored *.lock:1',
      '8 . sent',
      '10 kept sent',
    ]);
  });

  it('tells secrets from files that only have such names', async () => {
    const { npm } = madeUpSecrets();
    await using folder = await folderWith({
      Dockerfile: 'FROM a:1\n',
      '.npmrc': `//registry.npmjs.org/:_authToken=${npm}\n`,
      'api/.npmrc': 'registry=https://npm.example.com/\n//npm.example.com/:_authToken=${NPM_TOKEN}\n',
      'ca.pem': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      '.env.example': 'A=1\n',
      'store.p12': 'x',
    });
    const [files] = await factOf(folder.path, 'contextFiles');
    expect(files?.secretFiles).toEqual([
      { path: '.npmrc', holds: 'secret' },
      { path: 'ca.pem', holds: 'nothing' },
      { path: 'store.p12', holds: 'secret' },
      { path: 'api/.npmrc', holds: 'nothing' },
    ]);
  });
});

describe('manifests', () => {
  it('are read with the lines of what they ask for', async () => {
    await using folder = await folderWith({
      'package.json':
        '{\n  "dependencies": {\n    "express": "^5.0.0"\n  },\n  "devDependencies": { "typescript": "^6.0.0" }\n}\n',
      'package-lock.json': '{"packages":{"":{"dependencies":{"express":"^5.0.0"}}}}',
      'pyproject.toml': '[project]\nname = "x"\ndependencies = [\n  "mcp[cli]>=1",\n  "HTTPX ~= 0.28",\n]\n',
      'requirements/dev.txt': '# tools\npytest==9.0.0 \\\n    --hash=sha256:aa\n-r other.txt\n',
      Pipfile: '[packages]\nmcp = "*"\n[dev-packages]\nruff = {version = "==1"}\n',
      'broken/package.json': '{',
    });
    const [found] = await factOf(folder.path, 'manifests');
    expect(
      found?.files.map(({ path, dependencies, pinned, hashed }) => ({
        path,
        pinned,
        hashed,
        asks: dependencies.map(
          ({ name, requirement, line, development }) => `${name} ${requirement} ${line}${development ? ' dev' : ''}`,
        ),
      })),
    ).toEqual([
      { path: 'Pipfile', pinned: undefined, hashed: undefined, asks: ['mcp * 2', 'ruff ==1 4 dev'] },
      {
        path: 'package.json',
        pinned: undefined,
        hashed: undefined,
        asks: ['express ^5.0.0 3', 'typescript ^6.0.0 5 dev'],
      },
      { path: 'pyproject.toml', pinned: undefined, hashed: undefined, asks: ['mcp >=1 4', 'httpx ~= 0.28 5'] },
      { path: 'requirements/dev.txt', pinned: false, hashed: false, asks: ['pytest ==9.0.0 2'] },
    ]);
    expect(found?.locks).toEqual([
      {
        path: 'package-lock.json',
        kind: 'npm',
        language: 'node',
        asks: [{ name: 'express', requirement: '^5.0.0' }],
        packages: [],
      },
    ]);
  });

  it.each([
    'package.json',
    'pyproject.toml',
    'package-lock.json',
    'uv.lock',
    'yarn.lock',
    'pnpm-lock.yaml',
    'requirements.txt',
    'Pipfile',
  ])('that are no %s break nothing', async (name) => {
    await using folder = await folderWith({
      'package.json': '{"dependencies":{"a":"1"}}',
      [name]: `\0[[[${'"a@'.repeat(50_000)}\n`,
      Dockerfile: 'FROM a:1\n',
    });
    expect((await staticFindings(folder.path)).filter((line) => /(?:unknown|error): /u.test(line))).toEqual([]);
  });
});
