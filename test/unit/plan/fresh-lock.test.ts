import { describe, expect, it } from 'vitest';
import { outlineDockerfile } from '../../../src/plan/dockerfile-outline.js';
import { freshLockFiles, freshTag, planFreshLock, readFreshLock } from '../../../src/plan/fresh-lock.js';

const plan = (dockerfileText: string, sent: readonly string[] = ['package.json', 'package-lock.json']) =>
  planFreshLock({
    outline: outlineDockerfile(dockerfileText, 'Dockerfile'),
    dockerfileText,
    sent,
    whyAbsent: () => undefined,
  });
const CA = '--mount=type=secret,id=corp_ca,target=/ca.pem';
/** The step that is put in place of an install. */
const stepFor = (run: string, sdk: readonly string[] = []) =>
  plan(`FROM a\n${run}\nRUN later`)
    .dockerfile(sdk)
    .split('\n')
    .find((line) => line.startsWith('RUN '));

describe('the Dockerfile of a fresh lock', () => {
  it('is the start of the project’s, with the install replaced', () => {
    const text = [
      'ARG B=x',
      'FROM $B AS base',
      'ENV A=b',
      'FROM base AS deps',
      'COPY package*.json ./',
      '# why',
      `RUN ${CA} \\`,
      '  npm ci',
      'FROM base',
      'COPY --from=deps /a /a',
    ].join('\n');
    const { dockerfile, files, lock, manager } = plan(text);
    expect([manager.id, lock, files]).toEqual(['npm', 'package-lock.json', ['package.json', 'package-lock.json']]);
    const lines = dockerfile([]).split('\n');
    expect(lines.slice(0, 6)).toEqual(text.split('\n').slice(0, 6));
    expect(lines.slice(6, 8)).toEqual(['COPY .mcp-dock-fresh/ /mcp-dock-fresh/', 'WORKDIR /mcp-dock-fresh/project']);
    expect(lines.slice(9)).toEqual([
      'FROM scratch',
      'COPY --from=1 /mcp-dock-fresh/project/package-lock.json /mcp-dock-fresh/project/published.txt /',
      '',
    ]);
    expect(() => outlineDockerfile(dockerfile([]), 'x')).not.toThrow();
  });

  it.each<[string, string, RegExp]>([
    [
      'keeps secrets and caches',
      `RUN ${CA} --mount=type=cache,target=/root/.npm npm ci`,
      /^RUN --mount=type=secret,id=corp_ca,target=\/ca\.pem --mount=type=cache,target=\/root\/\.npm cd \/mcp/u,
    ],
    [
      'drops what the context mounts',
      'RUN --mount=type=bind,source=package.json,target=package.json npm ci',
      /^RUN cd \/mcp/u,
    ],
    [
      'keeps programs of other images',
      'RUN --mount=from=ghcr.io/astral-sh/uv,source=/uv,target=/bin/uv npm ci',
      /^RUN --mount=from=ghcr/u,
    ],
    [
      'keeps what comes before the install',
      'RUN set -eu; if [ -s /x ]; then export A=b; fi; npm ci && npm run build',
      /^RUN set -eu; if \[ -s \/x \]; then export A=b; fi; cd \/mcp\S+ && : > published\.txt && npm update --package-lock-only [^;]*&& \{ true; \}$/u,
    ],
    [
      'drops what cannot stand alone',
      `RUN ${CA} if [ -f package-lock.json ]; then npm ci; else npm install; fi`,
      /^RUN --mount\S+ if \[ -s \/ca\.pem \]; then export NODE_EXTRA_CA_CERTS=\/ca\.pem; fi; cd \/mcp/u,
    ],
    ['reads the form of a list', 'RUN ["npm", "ci"]', /^RUN cd \/mcp\S+ && .*npm update/u],
    [
      'keeps the registry',
      'RUN npm ci --registry=https://npm.acme.example/ --omit=dev',
      /--no-update-notifier --registry=https:\/\/npm\.acme\.example\/ && \{/u,
    ],
  ])('%s', (_, run, expected) => {
    expect(stepFor(run)).toMatch(expected);
  });

  it('asks for the newest of an SDK, and takes no other name to a shell', () => {
    const step = stepFor('RUN npm ci', ['@modelcontextprotocol/sdk', '@modelcontextprotocol/$(x)', 'left-pad']);
    expect(step).toContain('version=$(npm view @modelcontextprotocol/sdk version 2>/dev/null)');
    expect(step).not.toMatch(/\$\(x\)|left-pad/u);
  });
});

describe('what it is made of', () => {
  it('takes every manifest below the lock, and no other file', () => {
    const sent = [
      'a/package-lock.json',
      'a/package.json',
      'a/packages/b/package.json',
      'a/.npmrc',
      'a/packages/b/.npmrc',
      'a/src/x.ts',
      'package.json',
      'a/node_modules/c/package.json',
    ];
    const { files, lock } = plan('FROM a\nRUN npm ci', sent);
    expect(lock).toBe('a/package-lock.json');
    expect(files).toEqual(['a/package-lock.json', 'a/package.json', 'a/packages/b/package.json', 'a/.npmrc']);
  });

  it('may be written to by whoever the stage runs as', () => {
    const files = freshLockFiles(new Map([['packages/b/package.json', Buffer.from('{}')]]), 'FROM x');
    expect(files.map(({ path, mode, content }) => [path, mode.toString(8), content?.toString()])).toEqual([
      ['.mcp-dock-fresh', '755', undefined],
      ['.mcp-dock-fresh/project', '777', undefined],
      ['.mcp-dock-fresh/project/packages', '777', undefined],
      ['.mcp-dock-fresh/project/packages/b', '777', undefined],
      ['.mcp-dock-fresh/project/packages/b/package.json', '666', '{}'],
      ['.mcp-dock-fresh.Dockerfile', '644', 'FROM x'],
    ]);
  });

  it.each<[string, string, string[], RegExp]>([
    ['no install', 'FROM a\nRUN npm install -g x', [], /installs from a lock with npm or uv/u],
    ['pnpm', 'FROM a\nRUN pnpm i', [], /installs with pnpm/u],
    ['no lock', 'FROM a\nRUN npm ci', ['package.json'], /nothing to compare with/u],
    ['several locks', 'FROM a\nRUN npm ci', ['a/package-lock.json', 'b/package-lock.json'], /several locks \(a\//u],
  ])('is not to be had with %s', (_, text, sent, message) => {
    expect(() => plan(text, sent)).toThrow(
      expect.objectContaining({ code: 'LOCK_UNAVAILABLE', message: expect.stringMatching(message) as string }) as Error,
    );
  });

  it('comes back with the versions that are published', () => {
    const files = new Map([
      ['package-lock.json', Buffer.from('{"packages":{"node_modules/a":{"version":"2.0.0"}}}')],
      ['published.txt', Buffer.from('@modelcontextprotocol/sdk 1.32.2\nodd\n')],
    ]);
    const { packages, published, content } = readFreshLock(files, plan('FROM a\nRUN npm ci'));
    expect([...packages]).toEqual([['a', ['2.0.0']]]);
    expect([...published]).toEqual([['@modelcontextprotocol/sdk', '1.32.2']]);
    expect(content).toBe(files.get('package-lock.json'));
    expect(() => readFreshLock(new Map(), plan('FROM a\nRUN npm ci'))).toThrow(/has no package-lock/u);
  });
});

it.each([
  ['todo', 'todo:fresh'],
  ['todo:1.0.0', 'todo:fresh'],
  ['localhost:5000/acme/todo', 'localhost:5000/acme/todo:fresh'],
  ['localhost:5000/acme/todo:1.0.0', 'localhost:5000/acme/todo:fresh'],
])('%s stands beside %s', (reference, tag) => {
  expect(freshTag(reference)).toBe(tag);
});
