import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/config/package-files.js';

/** What to do when one of these fails. */
const STALE = 'is not what the lock beside it says: run node scripts/lock-examples.ts';

const read = (path: string) => readFile(join(packageRoot, 'examples', path), 'utf8');
const json = async <Shape>(path: string) => JSON.parse(await read(path)) as Shape;

describe('the locks of the server in TypeScript', async () => {
  const manifest = await json<Record<'dependencies' | 'devDependencies', Record<string, string>>>(
    'todo-typescript/package.json',
  );
  const asked = { ...manifest.dependencies, ...manifest.devDependencies };
  const lock = await json<{ packages: Record<string, { version: string }> }>('todo-typescript/package-lock.json');
  const installed = Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//u, '')}@${version}`)
    .toSorted();

  it('of pnpm has the packages of npm', async () => {
    const pnpm = parse(await read('todo-typescript/pnpm-lock.yaml')) as {
      importers: { '.': Record<string, Record<string, { specifier: string }>> };
      packages: Record<string, unknown>;
    };
    const { dependencies, devDependencies } = pnpm.importers['.'];
    const wanted = Object.entries({ ...dependencies, ...devDependencies }).map(([name, { specifier }]) => [name, specifier]);
    expect(Object.fromEntries(wanted), `pnpm-lock.yaml ${STALE}`).toEqual(asked);
    expect(Object.keys(pnpm.packages).toSorted(), `pnpm-lock.yaml ${STALE}`).toEqual(installed);
  });

  it('of Yarn has the packages of npm', async () => {
    const yarn = parse(await read('todo-typescript/yarn/yarn.lock')) as Record<
      string,
      { resolution?: string; dependencies?: Record<string, string> }
    >;
    const wanted = Object.entries(yarn['todo@workspace:.']?.dependencies ?? {});
    expect(Object.fromEntries(wanted.map(([name, range]) => [name, range.replace(/^npm:/u, '')])), `yarn.lock ${STALE}`).toEqual(asked);
    const resolved = Object.values(yarn).flatMap(({ resolution = '' }) => /^(.+)@npm:([^#]+)$/u.exec(resolution) ?? []);
    const packages = Object.values(yarn).flatMap(({ resolution = '' }) => {
      const [, name, version] = /^(.+)@npm:([\w.+-]+)$/u.exec(resolution) ?? [];
      return name === undefined ? [] : [`${name}@${version}`];
    });
    expect(resolved.length).toBeGreaterThan(0);
    expect(packages.toSorted(), `yarn.lock ${STALE}`).toEqual(installed);
  });
});

describe('the files for pip of the server in Python', async () => {
  interface Locked {
    readonly version: string;
    readonly hashes: readonly string[];
    readonly own: boolean;
  }
  const locked = new Map<string, Locked>(
    (await read('todo-python/uv.lock'))
      .split(/^\[\[package\]\]$/mu)
      .slice(1)
      .map((block) => [
        /^name = "([^"]+)"/mu.exec(block)?.[1] ?? '',
        {
          version: /^version = "([^"]+)"/mu.exec(block)?.[1] ?? '',
          hashes: [...block.matchAll(/hash = "(sha256:[0-9a-f]{64})"/gu)].map(([, hash = '']) => hash).toSorted(),
          own: block.includes('source = { virtual = "." }'),
        },
      ]),
  );
  const requirements = async (path: string) =>
    new Map(
      [...(await read(path)).matchAll(/^([\w.-]+)==(\S+)(?: ; [^\\]*)?((?: ?\\\n {4}--hash=\S+)+)/gmu)].map(
        ([, name = '', version, hashes = '']) => [
          name,
          { version, hashes: [...hashes.matchAll(/sha256:\w+/gu)].map(([hash]) => hash).toSorted() },
        ],
      ),
    );

  it('name everything that uv locked, in the same version and with the same hashes', async () => {
    const wanted = [...locked].filter(([, { own }]) => !own).map(([name, { version, hashes }]) => [name, { version, hashes }]);
    expect(wanted.length).toBeGreaterThan(20);
    expect(await requirements('todo-python/requirements-dev.txt'), `requirements-dev.txt ${STALE}`).toEqual(
      new Map(wanted as [string, object][]),
    );
  });

  it('install no tool of developers in production', async () => {
    const [all, production] = await Promise.all(
      ['requirements-dev.txt', 'requirements.txt'].map((name) => requirements(`todo-python/${name}`)),
    );
    for (const [name, pinned] of production ?? []) expect(all?.get(name), `requirements.txt ${STALE}`).toEqual(pinned);
    const tools = [...(all?.keys() ?? [])].filter((name) => !production?.has(name));
    expect(tools).toEqual(expect.arrayContaining(['mypy', 'pytest', 'ruff']));
    expect([...(production?.keys() ?? [])]).toEqual(expect.arrayContaining(['mcp', 'pydantic', 'starlette', 'uvicorn']));
  });
});
