import { expect, it } from 'vitest';
import { renameServer } from '../../../src/plan/rename-server.js';

const pyproject = '[project]\nname = "todo"\nversion = "1.0.0"\n';
const lock = [
  '[[package]]\nname = "mcp"\nversion = "2.3.0"\nsource = { registry = "https://pypi.org/simple" }\n',
  '[[package]]\nname = "todo"\nversion = "1.0.0"\nsource = { virtual = "." }\ndependencies = [\n    { name = "mcp" },\n]\n',
].join('\n');
const renamed = (name: string) =>
  Object.fromEntries(
    renameServer(
      [
        { path: 'pyproject.toml', content: pyproject },
        { path: 'uv.lock', content: lock },
        { path: 'src/a.py', content: 'name = "todo"' },
      ],
      name,
    ).map(({ path, content }) => [path, content]),
  );

it.each([
  { name: 'weather', expected: 'weather' },
  { name: 'todo', expected: 'todo' },
  { name: 'mcp', expected: 'mcp-server' },
])(
  'calls the Python package of the project $name "$expected", in the manifest and in the lock',
  ({ name, expected }) => {
    const files = renamed(name);
    expect(files['pyproject.toml']).toBe(pyproject.replace('"todo"', `"${expected}"`));
    expect(files['uv.lock']).toBe(lock.replace('"todo"', `"${expected}"`));
    expect(files['src/a.py']).toBe('name = "todo"');
  },
);

it('renames a server whatever its example is called', () => {
  const [file] = renameServer(
    [{ path: 'pyproject.toml', content: pyproject.replace('"todo"', '"aws-tools"') }],
    'cloud',
  );
  expect(file?.content).toContain('name = "cloud"');
});

it.each(['a', 'todo', 'zzz'])('calls the workspace of Yarn "%s", where Yarn would put it', (name) => {
  const entry = (key: string, resolution = key) =>
    `"${key}":\n  version: 1\n  resolution: "${resolution}"\n  linkType: hard\n`;
  const own = (called: string) => entry(`${called}@workspace:.`);
  const yarnLock = (...entries: string[]) =>
    ['# Made by Yarn\n# twice', '__metadata:\n  version: 10\n', ...entries].join('\n\n').replaceAll('\n\n\n', '\n\n');
  const [head, tail] = [entry('b@npm:1'), entry('u@npm:^1, u@npm:^2', 'u@npm:2')];
  const [file] = renameServer([{ path: 'yarn.lock', content: yarnLock(head, own('todo'), tail) }], name);
  const sorted = { a: [own('a'), head, tail], todo: [head, own('todo'), tail], zzz: [head, tail, own('zzz')] };
  expect(file?.content).toBe(yarnLock(...sorted[name as keyof typeof sorted]));
});

it('calls the npm package after the project, in the manifest and in the lock', () => {
  const manifest = JSON.stringify({ name: 'todo', packages: { '': { name: 'todo' }, 'node_modules/a': {} } });
  const [file] = renameServer([{ path: 'package-lock.json', content: manifest }], 'weather');
  expect(JSON.parse(file?.content ?? '')).toEqual({
    name: 'weather',
    packages: { '': { name: 'weather' }, 'node_modules/a': {} },
  });
});
