import { describe, expect, it } from 'vitest';
import { renderProject } from '../../src/actions/render-project.js';
import { renderForeignFiles } from '../../src/actions/write-foreign.js';
import type { RenderedFile } from '../../src/model/template.js';
import type { ForeignChoices } from '../../src/plan/foreign/foreign-choices.js';
import { planForeign } from '../../src/plan/foreign/foreign-plan.js';
import { PART_IDS } from '../../src/plan/parts/index.js';
import { runtimes, type RuntimeId } from '../../src/plan/runtimes/index.js';
import { DEFAULT_BASE_REGISTRY, serverNameFor, type ScaffoldChoices } from '../../src/plan/scaffold-choices.js';
import { planProject } from '../../src/plan/plan-project.js';
import { refusedParts, runtimesOf, templates } from '../../src/plan/templates/index.js';
import { foreignChoices } from '../support/foreign-choices.js';
import { COMBINATIONS, inStackFolder, LOGIN, PASSWORD, renderStack, TOKEN } from '../support/stacks.js';
import { lookAtFiles, staticFindings } from '../support/static-findings.js';

const secrets = { serviceAuthToken: TOKEN, postgresPassword: PASSWORD, authDevPassword: LOGIN };

const rendered = Object.values(templates).flatMap(({ id: template, port }) =>
  runtimesOf(template).flatMap((runtime) =>
    variantsOf(runtime).flatMap(({ packageManager, base }) =>
      runtimes[runtime].versions.map(({ version }, index) => ({
        title: `${template} on ${runtime} ${version} with ${packageManager} on ${base}`,
        choices: {
          // Another registry than the usual, for all but the first.
          baseRegistry: index === 0 ? DEFAULT_BASE_REGISTRY : 'mirror.example.com/team/hub',
          template,
          runtime,
          runtimeVersion: version,
          packageManager,
          base,
          port,
        },
      })),
    ),
  ),
);

/** Every package manager on every base. */
function variantsOf(id: RuntimeId): Pick<ScaffoldChoices, 'packageManager' | 'base'>[] {
  const { managers, bases } = runtimes[id];
  return managers.flatMap((manager) => bases.map((base) => ({ packageManager: manager.id, base: base.id })));
}

it.each(rendered)('nothing is found in $title', async ({ choices }) => {
  const name = 'todo';
  const files = await renderProject(
    planProject({ ...choices, name, serverName: serverNameFor(name), with: [] }, secrets),
  );
  expect(await inStackFolder(files, staticFindings)).toEqual([]);
});

it.each(COMBINATIONS.map((parts) => ({ parts, title: parts.join(' + ') || 'nothing more' })))(
  'nothing is found in a project with $title',
  async ({ parts }) => {
    expect(await inStackFolder(await renderStack(parts), staticFindings)).toEqual([]);
  },
);

const whole = Object.values(templates).flatMap(({ id: template, port }) =>
  runtimesOf(template)
    .filter((runtime) => template !== 'todo' || runtime !== 'node')
    .map((runtime) => {
      const refused = refusedParts(template, PART_IDS);
      return { template, port, runtime, parts: PART_IDS.filter((id) => !refused.includes(id)) };
    }),
);

it.each(whole)('nothing is found in $template on $runtime with every part that it takes', async ({ parts, ...choices }) => {
  expect(await inStackFolder(await renderStack(parts, choices), staticFindings)).toEqual([]);
});

it('looks at every image of a project', async () => {
  const { facts } = await inStackFolder(await renderStack(['backend']), lookAtFiles);
  const files = facts.dockerfiles?.status === 'known' ? facts.dockerfiles.value : [];
  expect(files.map(({ path, context, main }) => ({ path, context, main }))).toEqual([
    { path: 'Dockerfile', context: '.', main: true },
    { path: 'backend/Dockerfile', context: 'backend', main: false },
  ]);
});

const HTTP = { port: 3001, path: '/mcp', args: ['--http'] };
const BOTH = { http: HTTP, stdio: { args: ['--stdio'] } };
const project = foreignChoices().project;
const python = { runtime: 'python', runtimeVersion: '3.13', command: ['weather'] } as const;

/** A server that somebody else wrote: its manifests, and what is found in our Dockerfile for it. */
const foreign: { title: string; choices: Partial<ForeignChoices>; files: Record<string, string>; found: string[] }[] = [
  { title: 'npm over stdio', choices: {}, files: nodeFiles('package-lock.json'), found: [] },
  {
    title: 'npm over both',
    choices: { transports: BOTH, build: 'npm run build', healthPath: '/health', systemPackages: ['git'], compiled: ['sqlite3'] },
    files: nodeFiles('package-lock.json'),
    found: [],
  },
  {
    title: 'npm with a registry of its own',
    choices: { project: { ...project, manifests: ['package.json', 'package-lock.json', '.npmrc'], npmrc: 'plain' } },
    files: { ...nodeFiles('package-lock.json'), '.npmrc': 'registry=https://npm.example.com/\n' },
    found: [],
  },
  {
    title: 'npm without a lock',
    choices: { lockFile: undefined, project: { ...project, manifests: ['package.json'] } },
    files: { 'package.json': nodeFiles('package-lock.json')['package.json'] ?? '' },
    found: ['deps/lockfile-present', 'dockerfile/lockfile-install'],
  },
  {
    title: 'pnpm',
    choices: { packageManager: 'pnpm', packageManagerVersion: '10.34.9', lockFile: 'pnpm-lock.yaml', build: 'npm run build', project: { ...project, manifests: ['package.json', 'pnpm-lock.yaml'] } },
    files: nodeFiles('pnpm-lock.yaml'),
    found: [],
  },
  ...['1.22.22', '4.18.1'].map((packageManagerVersion) => ({
    title: `Yarn ${packageManagerVersion}`,
    choices: { packageManager: 'yarn', packageManagerVersion, lockFile: 'yarn.lock', project: { ...project, manifests: ['package.json', 'yarn.lock'] } } as const,
    files: nodeFiles('yarn.lock'),
    found: [],
  })),
  {
    title: 'uv over HTTP',
    choices: { ...python, packageManager: 'uv', lockFile: 'uv.lock', transports: { http: HTTP }, healthPath: '/health', project: { ...project, manifests: ['pyproject.toml', 'uv.lock'], packaged: true } },
    files: { 'pyproject.toml': pyproject(), 'uv.lock': uvLock() },
    found: [],
  },
  {
    title: 'pip with hashes',
    choices: { ...python, packageManager: 'pip', lockFile: 'requirements.txt', command: ['python', 'server.py'], transports: BOTH, project: { ...project, manifests: ['requirements.txt'], hashed: true } },
    files: { 'requirements.txt': `mcp==1.30.0 \\\n    --hash=sha256:${'a'.repeat(64)}\n`, 'server.py': '' },
    found: [],
  },
  {
    title: 'pip without hashes',
    choices: { ...python, packageManager: 'pip', lockFile: 'requirements.txt', command: ['python', 'server.py'], project: { ...project, manifests: ['requirements.txt'] } },
    files: { 'requirements.txt': 'mcp==1.30.0\n', 'server.py': '' },
    found: ['dockerfile/lockfile-install'],
  },
  {
    title: 'Poetry',
    choices: { ...python, packageManager: 'poetry', lockFile: 'poetry.lock', transports: { http: HTTP }, project: { ...project, manifests: ['pyproject.toml', 'poetry.lock'], packaged: true } },
    files: { 'pyproject.toml': pyproject(), 'poetry.lock': '[[package]]\nname = "mcp"\nversion = "1.30.0"\n' },
    found: [],
  },
];

describe('in the container files for a project that is there', () => {
  it.each(foreign)('$title', async ({ choices, files, found }) => {
    const ours = await renderForeignFiles(planForeign(foreignChoices(choices)));
    const theirs = Object.entries({ 'README.md': '# weather\n', ...files }).map(([path, content]): RenderedFile => ({ path, content }));
    const findings = await inStackFolder([...ours, ...theirs], staticFindings);
    expect(findings.map((line) => line.split(' ')[0]).filter((id, index, all) => all.indexOf(id) === index)).toEqual(found);
  });
});

function nodeFiles(lock: string): Record<string, string> {
  const dependencies = { '@modelcontextprotocol/server': '^2.4.0' };
  const locks: Record<string, string> = {
    'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies } } }),
    'pnpm-lock.yaml': `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@modelcontextprotocol/server':\n        specifier: ^2.4.0\n        version: 2.4.0\n`,
    'yarn.lock': `"@modelcontextprotocol/server@npm:^2.4.0":\n  version: 2.4.0\n`,
  };
  return {
    'package.json': JSON.stringify({ name: 'weather', version: '1.2.0', dependencies, scripts: { build: 'tsc' } }),
    [lock]: locks[lock] ?? '',
    'src/index.ts': '',
  };
}

function pyproject(): string {
  return '[project]\nname = "weather"\nversion = "1.2.0"\ndependencies = [\n  "mcp>=1.20,<2",\n]\n[build-system]\nrequires = ["hatchling"]\n';
}

function uvLock(): string {
  return 'version = 1\n\n[[package]]\nname = "mcp"\nversion = "1.30.0"\n\n[[package]]\nname = "weather"\nsource = { editable = "." }\n\n[package.metadata]\nrequires-dist = [{ name = "mcp", specifier = ">=1.20,<2" }]\n';
}
