import check from '../../../../src/checks/deps/lockfile-present.js';
import { manifestFacts } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const packageJson = JSON.stringify({ dependencies: { express: '^5.0.0' }, devDependencies: { typescript: '^6.0.0' } });
const npmLock = (dependencies: object, devDependencies: object = { typescript: '^6.0.0' }) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: { '': { dependencies, devDependencies }, 'node_modules/express': { version: '5.0.0' } },
  });
const pyproject = '[project]\nname = "x"\ndependencies = [\n  "mcp>=1.20,<2",\n  "httpx",\n]\n';
const uvLock = (mcp: string) =>
  `version = 1\n\n[[package]]\nname = "mcp"\nversion = "1.30.0"\n\n[[package]]\nname = "x"\nsource = { virtual = "." }\n\n[package.metadata]\nrequires-dist = [\n    { name = "httpx" },\n    { name = "mcp", extras = ["cli"], specifier = "${mcp}" },\n]\n`;

testCheck(check, {
  pass: [
    {
      name: 'a member of a workspace',
      facts: {
        manifests: manifestFacts({ 'package.json': packageJson }).manifests.map((image) => ({
          ...image,
          above: [{ path: '../../pnpm-lock.yaml', kind: 'pnpm' as const, language: 'node' as const }],
        })),
      },
    },
    {
      name: 'requirements of the documentation',
      facts: manifestFacts({
        'package.json': packageJson,
        'package-lock.json': npmLock({ express: '^5.0.0' }),
        'requirements-docs.txt': 'mkdocs>=1\n',
      }),
    },
    {
      name: 'npm',
      facts: manifestFacts({ 'package.json': packageJson, 'package-lock.json': npmLock({ express: '^5.0.0' }) }),
    },
    {
      name: 'npm, the first format',
      facts: manifestFacts({
        'package.json': packageJson,
        'package-lock.json': JSON.stringify({ lockfileVersion: 1, dependencies: { express: {}, typescript: {} } }),
      }),
    },
    {
      name: 'pnpm',
      facts: manifestFacts({
        'package.json': packageJson,
        'pnpm-lock.yaml':
          'importers:\n\n  .:\n    dependencies:\n      express:\n        specifier: ^5.0.0\n        version: 5.0.0\n    devDependencies:\n      typescript:\n        specifier: ^6.0.0\n        version: 6.0.0\n\n  other:\n    dependencies:\n      zod:\n        specifier: ^4\n        version: 4.0.0\n\npackages:\n',
      }),
    },
    {
      name: 'Yarn 1',
      facts: manifestFacts({
        'package.json': packageJson,
        'yarn.lock': 'express@^4.0.0, express@^5.0.0:\n  version "5.0.0"\n\ntypescript@^6.0.0:\n  version "6.0.0"\n',
      }),
    },
    {
      name: 'Yarn',
      facts: manifestFacts({
        'package.json': packageJson,
        'yarn.lock': '"express@npm:^5.0.0":\n  version: 5.0.0\n\n"typescript@npm:^6.0.0":\n  version: 6.0.0\n',
      }),
    },
    { name: 'bun', facts: manifestFacts({ 'package.json': packageJson, 'bun.lock': '{}' }) },
    {
      name: 'uv, in another order',
      facts: manifestFacts({ 'pyproject.toml': pyproject, 'uv.lock': uvLock('<2,>=1.20') }),
    },
    {
      name: 'Poetry',
      facts: manifestFacts({
        'pyproject.toml': pyproject,
        'poetry.lock': '[[package]]\nname = "mcp"\n\n[[package]]\nname = "httpx"\n',
      }),
    },
    {
      name: 'requirements that name versions',
      facts: manifestFacts({ 'requirements.txt': 'mcp==1.30.0\nhttpx==0.28.1 ; python_version > "3.9"\n' }),
    },
    {
      name: 'compiled requirements beside pyproject.toml',
      facts: manifestFacts({ 'pyproject.toml': pyproject, 'requirements.txt': 'mcp==1.30.0\n' }),
    },
  ],
  fail: [
    {
      name: 'none',
      facts: manifestFacts({ 'package.json': packageJson }),
      messages: ['package.json asks for packages, and no lock file is beside it.'],
    },
    {
      name: 'none of Python',
      facts: manifestFacts({ 'pyproject.toml': pyproject }),
      messages: ['pyproject.toml asks for packages, and no lock file is beside it.'],
    },
    {
      name: 'loose requirements',
      facts: manifestFacts({ 'requirements.txt': 'httpx==0.28.1\nmcp>=1\n' }),
      messages: ['requirements.txt does not name one version of each package, mcp for one.'],
    },
    {
      name: 'a lock of npm that has fallen behind',
      facts: manifestFacts({
        'package.json': packageJson,
        'package-lock.json': npmLock({ express: '^4.0.0', lodash: '^4' }, {}),
      }),
      messages: [
        'express: the manifest asks for "^5.0.0", and package-lock.json was made for "^4.0.0".',
        'typescript: the manifest asks for it, and package-lock.json knows nothing of it.',
        'package-lock.json still asks for lodash, and package.json does not.',
      ],
    },
    {
      name: 'a lock of uv that has fallen behind',
      facts: manifestFacts({ 'pyproject.toml': pyproject, 'uv.lock': uvLock('>=1.10,<2') }),
      messages: ['mcp: the manifest asks for ">=1.20,<2", and uv.lock was made for ">=1.10,<2".'],
    },
    {
      name: 'a lock of Yarn without a package',
      facts: manifestFacts({ 'package.json': packageJson, 'yarn.lock': 'express@^5.0.0:\n  version "5.0.0"\n' }),
      messages: ['typescript: the manifest asks for it, and yarn.lock knows nothing of it.'],
    },
    {
      name: 'a lock of Poetry without a package',
      facts: manifestFacts({ 'pyproject.toml': pyproject, 'poetry.lock': '[[package]]\nname = "mcp"\n' }),
      messages: ['httpx: the manifest asks for it, and poetry.lock does not have it.'],
    },
    {
      name: 'a lock that is none',
      facts: manifestFacts({ 'package.json': packageJson, 'package-lock.json': '{' }),
      messages: ['package-lock.json cannot be read: It is no JSON.'],
    },
  ],
  notApplicable: [{ name: 'nothing that is asked for', facts: manifestFacts({ 'package.json': '{}' }) }],
});
