import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../src/actions/build.js';
import { existingProject, initExisting } from '../../src/actions/init-existing.js';
import { initPackage, type InitPackageInput } from '../../src/actions/init-package.js';
import { lockInEngine } from '../../src/actions/lock-in-engine.js';
import { verify } from '../../src/actions/verify.js';
import { connect, type Connection } from '../../src/adapters/dockerode-engine/connect.js';
import { checks } from '../../src/checks/index.js';
import { resolveEngineEndpoint } from '../../src/config/engine-endpoint.js';
import { loadConfig } from '../../src/config/load-config.js';
import { configSchema } from '../../src/config/schema.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import { DEFAULT_BASE_REGISTRY } from '../../src/plan/scaffold-choices.js';
import type { Context } from '../../src/ports/context.js';
import { plainJavaScript, pnpmProject, typescriptProject } from '../fixtures/projects/whole.js';
import { realContext } from '../support/real-context.js';
import { requireBaseImages } from '../support/require-base-images.js';

/** What the files that init writes are answerable for, whatever the server in them does; nothing that a busy machine decides. */
const OURS = new Set([
  'mcp/initialize',
  'mcp/stdout-clean',
  'mcp/transports-agree',
  'tools/expected-listed',
  'lifecycle/exits-on-stdin-eof',
  'lifecycle/stops-on-sigterm',
  'lifecycle/pid1-is-server',
  'health/becomes-healthy',
  'health/probe-binary-exists',
  'health/no-localhost',
  'health/probe-not-mcp-endpoint',
  'http/binds-all-interfaces',
  'image/config-as-declared',
  'image/entrypoint-exists',
  'image/healthcheck-declared',
  'image/no-build-tools',
  'image/no-dev-dependencies',
  'image/no-ignored-files',
  'image/no-secrets',
  'image/no-world-writable',
  'image/non-root-user',
  'image/numeric-user',
]);

let cwd: string;
let context: Context;
let connection: Connection;
const images: string[] = [];

beforeAll(async () => {
  await requireBaseImages(['node:24-bookworm-slim', 'python:3.13-slim-trixie']);
  cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-foreign-e2e-'));
  connection = connect(await resolveEngineEndpoint({ environment: process.env }));
  context = await realContext(cwd);
}, 600_000);

afterAll(async () => {
  for (const tag of images) await (await connection.docker()).getImage(tag).remove({ force: true });
  await rm(cwd, { recursive: true, force: true });
});

async function put(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  const directory = join(cwd, folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  return directory;
}

/** Builds what the folder holds, as it is, and says which of our checks do not hold. */
async function faultsOf(directory: string): Promise<string[]> {
  const project = await loadConfig(directory);
  if (project === undefined) throw new Error('init wrote no mcp-dock.yaml.');
  const labels =
    configSchema.parse({ name: 'x', build: { labels: { [RUN_LABEL]: 'foreign-test' } } }).build?.labels ?? {};
  const config = { ...project.config, ...(project.config.build && { build: { ...project.config.build, labels } }) };
  const here = { ...context, cwd: directory };
  const report = await build({ directory, project: { ...project, config }, flags: {}, verbose: false }, here);
  images.push(...report.image.tags);
  const { results } = await verify(
    {
      target: { kind: 'project' },
      project,
      checks: checks.filter(({ id }) => OURS.has(id)),
      environment: {},
      headers: {},
      timeoutMs: 150_000,
    },
    here,
  );
  return results
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable')
    .map(({ id, findings, reason }) => `${id}: ${findings[0]?.message ?? reason}`);
}

describe('a project that exists', () => {
  async function initHere(folder: string, files: Readonly<Record<string, string>>, given = {}) {
    const directory = await put(folder, files);
    const view = await existingProject(directory, context);
    if (view === undefined) throw new Error('It was not seen as a project.');
    const result = await initExisting(view, { directory, given, yes: true, dryRun: false, force: false }, context);
    return { directory, result };
  }

  it('in TypeScript is compiled in the build and runs without what compiled it', async () => {
    const { directory, result } = await initHere('typescript', typescriptProject);
    expect(result.choices).toMatchObject({ command: ['node', 'dist/server.js'], build: 'npm run build' });
    expect(await faultsOf(directory)).toEqual([]);
    const image = await context.engine.inspectImage('notes-mcp:2.1.0');
    expect(image.labels['org.opencontainers.image.description']).toBe('Notes for $HOME and "others".');
  }, 300_000);

  it('of pnpm serves both transports from one image', async () => {
    const { directory, result } = await initHere('pnpm', pnpmProject);
    expect(result.choices).toMatchObject({
      packageManager: 'pnpm',
      healthPath: '/healthz',
      transports: { http: { port: 8123, args: ['--http'] }, stdio: { args: [] } },
    });
    expect(await faultsOf(directory)).toEqual([]);
  }, 300_000);

  it('in plain JavaScript ends with its client although it never looks for that', async () => {
    const { directory } = await initHere('plain', plainJavaScript, { transport: 'stdio' });
    expect(await faultsOf(directory)).toEqual([]);
  }, 300_000);
});

describe('a published package', () => {
  const input = (from: string, directory: string, args: readonly string[] = []): InitPackageInput => ({
    from,
    directory,
    bin: undefined,
    constraints: [],
    given: { args },
    yes: true,
    dryRun: false,
    force: false,
  });

  it('is locked as itself while another one is locked beside it', async () => {
    const names = ['mcp-server-time', 'mcp-server-fetch'];
    const locked = await Promise.all(
      names.map((name) =>
        lockInEngine(
          { specification: name, name, python: '3.13', baseRegistry: DEFAULT_BASE_REGISTRY, constraints: [] },
          context,
        ),
      ),
    );
    expect(locked.map(({ scripts }) => scripts)).toEqual(names.map((name) => [name]));
  }, 300_000);

  it.each([
    ['over stdio', input('npm:@modelcontextprotocol/server-memory@2026.8.31', 'memory'), { stdio: { args: [] } }],
    [
      'over HTTP, found out by trying',
      input('npm:@modelcontextprotocol/server-everything@2026.8.31', 'everything', ['streamableHttp']),
      { http: { port: 3001, path: '/mcp', args: ['streamableHttp'] } },
    ],
    [
      'of PyPI',
      input('pypi:mcp-server-time==2026.10.19', 'clock', ['--local-timezone=UTC']),
      { stdio: { args: ['--local-timezone=UTC'] } },
    ],
  ])(
    'is locked, built and verified: %s',
    async (_, given, transports) => {
      const { choices, directory } = await initPackage(given, context);
      expect(choices.transports).toEqual(transports);
      expect(choices.tools.length).toBeGreaterThan(0);
      expect(await faultsOf(directory)).toEqual([]);
    },
    400_000,
  );
});
