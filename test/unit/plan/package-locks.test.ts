import { describe, expect, it } from 'vitest';
import {
  isMcpSdk,
  lockDrift,
  OTHER_MANAGERS,
  packageManagers,
  type LockedPackages,
} from '../../../src/plan/package-locks.js';

const SDK = '@modelcontextprotocol/sdk';
const managerOf = (command: string) => packageManagers.find(({ install }) => install.test(command));
const read = (id: string, text: string) => packageManagers.find((manager) => manager.id === id)?.read(text);

describe('the command that installs', () => {
  it.each<[string, string, string]>([
    ['npm ci', 'npm', 'npm'],
    ['npm ci --include=dev && npm run build', 'npm', 'npm'],
    ['if x; then y; fi; npm --prefer-offline install', 'npm', 'npm'],
    ['/usr/local/bin/npm clean-install', 'npm', '/usr/local/bin/npm'],
    ['uv sync --locked', 'uv', 'uv'],
    ['/opt/uv/bin/uv --quiet sync', 'uv', '/opt/uv/bin/uv'],
  ])('%s', (command, id, program) => {
    expect(managerOf(command)?.id).toBe(id);
    expect(managerOf(command)?.install.exec(command)?.groups?.['program']).toBe(program);
  });

  it.each([
    'npm install -g pnpm',
    'npm i --global corepack',
    'npm run ci',
    'pnpm ci',
    'pip install uv',
    'uv pip install x',
    'npm-ci',
    'npm init',
  ])('is not %s', (command) => {
    expect(managerOf(command)).toBeUndefined();
  });

  it.each([
    ['pnpm install --frozen-lockfile', 'pnpm'],
    ['yarn', 'yarn'],
    ['yarn --frozen-lockfile', 'yarn'],
    ['bun install', 'bun'],
    ['poetry install --only main', 'poetry'],
    ['pip install --no-cache-dir -r requirements.txt', 'pip'],
  ])('%s has a name of its own', (command, id) => {
    expect(OTHER_MANAGERS.find(({ install }) => install.test(command))?.id).toBe(id);
  });
});

describe('a lock', () => {
  it('of npm names each package, nested ones and aliases too, and nothing of the project', () => {
    const text = JSON.stringify({
      packages: {
        '': { name: 'x', version: '1.0.0' },
        'packages/a': { name: 'a', version: '1.0.0' },
        'node_modules/a': { resolved: 'packages/a', link: true },
        [`node_modules/${SDK}`]: { version: '1.20.0' },
        [`node_modules/b/node_modules/${SDK}`]: { version: '1.19.0' },
        'packages/a/node_modules/zod': { version: '3.0.0' },
        'node_modules/alias': { name: 'real', version: '2.0.0' },
      },
    });
    expect(Object.fromEntries(read('npm', text) ?? [])).toEqual({
      [SDK]: ['1.19.0', '1.20.0'],
      zod: ['3.0.0'],
      real: ['2.0.0'],
    });
  });

  it('of npm 6 is a tree', () => {
    const text = JSON.stringify({
      dependencies: { a: { version: '1.0.0', dependencies: { b: { version: '2.0.0' } } }, b: { version: '1.0.0' } },
    });
    expect(Object.fromEntries(read('npm', text) ?? [])).toEqual({ a: ['1.0.0'], b: ['1.0.0', '2.0.0'] });
  });

  it('of uv names what comes from elsewhere', () => {
    const block = (name: string, source: string) =>
      `[[package]]\nname = "${name}"\nversion = "1.9.0"\nsource = { ${source} }\ndependencies = [\n    { name = "other" },\n]\n`;
    const text = `version = 1\nrevision = 3\n\n${block('mcp', 'registry = "https://pypi.org/simple"')}\n${block('own', 'editable = "."')}\n${block('member', 'virtual = "m"')}`;
    expect(Object.fromEntries(read('uv', text) ?? [])).toEqual({ mcp: ['1.9.0'] });
  });

  it.each([
    ['npm', ''],
    ['npm', '[]'],
    ['npm', '{"packages":{"a":1}}'],
    ['uv', '[project]\nname = "x"\n'],
  ])('of %s is not %j', (id, text) => {
    expect(() => read(id, text)).toThrow(/It has n/u);
  });
});

describe('drift', () => {
  const locked = (entries: Record<string, string[]>): LockedPackages => new Map(Object.entries(entries));

  it('is of the SDK, and the rest is counted', () => {
    const before = locked({
      [SDK]: ['1.20.0'],
      '@modelcontextprotocol/core': ['2.0.0'],
      fastmcp: ['1.0.0'],
      a: ['1'],
      gone: ['1'],
      same: ['1'],
    });
    const after = locked({
      [SDK]: ['1.32.2'],
      '@modelcontextprotocol/core': ['2.0.0'],
      mcp: ['1.0.0'],
      a: ['1', '2'],
      come: ['1'],
      same: ['1'],
    });
    expect(lockDrift(before, after)).toEqual({
      sdk: [
        { name: '@modelcontextprotocol/core', locked: '2.0.0', newest: '2.0.0', drifted: false },
        { name: SDK, locked: '1.20.0', newest: '1.32.2', drifted: true },
        { name: 'fastmcp', locked: '1.0.0', drifted: true },
        { name: 'mcp', newest: '1.0.0', drifted: true },
      ],
      otherChanges: 3,
    });
  });

  it('knows an SDK by its name', () => {
    expect(['@modelcontextprotocol/server', 'mcp', 'fastmcp'].every(isMcpSdk)).toBe(true);
    expect(['mcp-proxy', '@acme/mcp', 'modelcontextprotocol'].some(isMcpSdk)).toBe(false);
  });
});
