import { expect, it } from 'vitest';
import { adaptManifest } from '../../../src/plan/adapt-manifest.js';
import { managerOf } from '../../../src/plan/runtimes/index.js';

const packageJson = '{\n  "name": "todo",\n  "dependencies": {},\n  "devDependencies": {}\n}\n';
const pyproject =
  '[project]\nname = "todo"\n\n# What uv is told.\n[tool.uv]\npackage = false\n\n[tool.ruff]\nline-length = 120\n';
const files = [
  { path: 'package.json', content: packageJson },
  { path: 'pyproject.toml', content: pyproject },
  { path: 'src/a.ts', content: '[tool.uv]' },
];
const adapted = (runtime: 'node' | 'python-uv' | 'python-pip', manager: string) =>
  adaptManifest(files, managerOf(runtime, manager)).map(({ content }) => content);

it.each(['pnpm', 'yarn'])('says that %s installs, where everything else looks for it', (manager) => {
  const [manifest = ''] = adapted('node', manager);
  expect(Object.entries(JSON.parse(manifest) as object)).toEqual([
    ['name', 'todo'],
    ['packageManager', expect.stringMatching(new RegExp(`^${manager}@\\d+\\.\\d+\\.\\d+$`, 'u'))],
    ['dependencies', {}],
    ['devDependencies', {}],
  ]);
});

it('leaves manifests as they are for npm and uv', () => {
  expect(adapted('node', 'npm')[0]).toBe(packageJson);
  expect(adapted('python-uv', 'uv')[1]).toBe(pyproject);
});

it('tells pip nothing about uv, and touches no source', () => {
  const [manifest, project, source] = adapted('python-pip', 'pip');
  expect(project).toBe('[project]\nname = "todo"\n\n[tool.ruff]\nline-length = 120\n');
  expect([manifest, source]).toEqual([packageJson, '[tool.uv]']);
});
