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

it('calls the npm package after the project, in the manifest and in the lock', () => {
  const manifest = JSON.stringify({ name: 'todo', packages: { '': { name: 'todo' }, 'node_modules/a': {} } });
  const [file] = renameServer([{ path: 'package-lock.json', content: manifest }], 'weather');
  expect(JSON.parse(file?.content ?? '')).toEqual({
    name: 'weather',
    packages: { '': { name: 'weather' }, 'node_modules/a': {} },
  });
});
