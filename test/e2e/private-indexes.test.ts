import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build, type BuildInput } from '../../src/actions/build.js';
import { renderDocuments } from '../../src/actions/render-project.js';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { findCaFile } from '../../src/config/ca-file.js';
import { packageRoot } from '../../src/config/package-files.js';
import { McpDockError } from '../../src/errors/mcp-dock-error.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import { DEFAULT_BASE_REGISTRY, serverNameFor } from '../../src/plan/scaffold-choices.js';
import { planScaffold } from '../../src/plan/scaffold-plan.js';
import type { Engine } from '../../src/ports/engine.js';
import { removeLabelledImages } from '../support/labelled-images.js';
import { startPrivateIndexes, type PrivateIndexes } from '../support/private-indexes.js';
import { mustRun } from '../support/run.js';
import { realEngine } from '../support/verify-engine.js';

const ID = randomUUID().slice(0, 8);
const TOKEN = `tok_${randomUUID().replaceAll('-', '')}`;
const TAG = `mcp-dock-private-test-${ID}`;
const NPM = `@acme-${ID}/greet`;
const PYTHON = `greet${ID}`;

let engine: Engine;
let indexes: PrivateIndexes;
let hidden: PrivateIndexes;
let host: string;
let folder: string;
let shown: string[];

beforeAll(async () => {
  [engine, indexes, hidden] = await Promise.all([
    realEngine(),
    startPrivateIndexes({ token: TOKEN, npm: NPM, python: PYTHON }),
    startPrivateIndexes({ token: TOKEN, npm: NPM, python: PYTHON, hides: true }),
  ]);
  host = (
    await mustRun('docker', ['network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}'])
  ).trim();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-private-e2e-'));
  shown = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(async () => {
  await Promise.all([indexes, hidden].map((one) => one[Symbol.asyncDispose]()));
  await removeLabelledImages(TAG);
});

const put = (files: Readonly<Record<string, string>>) =>
  Promise.all(Object.entries(files).map(([path, content]) => writeFile(join(folder, path), content)));

/** Builds with all output shown and logged; what failed is the value. */
async function run(input: Partial<BuildInput>, environment: Record<string, string> = {}) {
  const { flags, ...rest } = input;
  const logFile = join(folder, '..', `${TAG}.log`);
  const note = (line: string) => shown.push(line);
  const result = await build(
    {
      directory: folder,
      flags: { tags: [`${TAG}:1`], labels: [`${RUN_LABEL}=${TAG}`], noCache: true, ...flags },
      logFile,
      verbose: true,
      ...rest,
    },
    {
      engine,
      processes: createExecaProcessRunner(),
      progress: { ...createSilentProgress(), note },
      signal: new AbortController().signal,
      cwd: folder,
      environment,
      toolVersion: '0.0.0',
    },
  ).catch((error: unknown) => {
    if (error instanceof McpDockError) return error;
    throw error;
  });
  shown.push(await readFile(logFile, 'utf8'), JSON.stringify(result));
  if (result instanceof McpDockError) shown.push(result.message, JSON.stringify(result.details));
  await rm(logFile);
  return result;
}

/** Everything of an image, and everything that was said while it was made. */
async function everywhere(reference = `${TAG}:1`): Promise<string[]> {
  const saved = (await buffer(await engine.saveImage(reference))).toString('latin1');
  return [
    saved,
    JSON.stringify([await engine.imageHistory(reference), await engine.inspectImage(reference)]),
    ...shown,
  ];
}

describe('a private npm registry and the Dockerfile of init', () => {
  async function project({ port, integrity }: PrivateIndexes): Promise<void> {
    const choices = {
      name: `private-${ID}`,
      port: 3000,
      template: 'todo',
      runtime: 'node',
      runtimeVersion: '24',
      baseRegistry: DEFAULT_BASE_REGISTRY,
      packageManager: 'npm',
      base: 'slim',
      serverName: serverNameFor('private'),
      with: [],
    } as const;
    const documents = await renderDocuments(
      planScaffold(choices, { serviceAuthToken: '', postgresPassword: '', authDevPassword: '' }),
    );
    const dockerfile = documents.find(({ path }) => path === 'Dockerfile')?.content ?? '';
    const dependencies = { [NPM]: '1.0.0' };
    await put({
      Dockerfile: dockerfile,
      'package.json': JSON.stringify({ name: 'x', version: '1.0.0', dependencies }),
      'package-lock.json': JSON.stringify({
        name: 'x',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: {
          '': { name: 'x', version: '1.0.0', dependencies },
          [`node_modules/${NPM}`]: { version: '1.0.0', resolved: `http://${host}:${port}/package.tgz`, integrity },
        },
      }),
      npmrc: npmrcOf(port, TOKEN),
      '.dockerignore': 'npmrc*\n',
    });
  }
  const npmrcOf = (port: number, token: string) =>
    `@acme-${ID}:registry=http://${host}:${port}/\n//${host}:${port}/:_authToken=${token}\n`;
  const target = 'dependencies';

  it('installs with the secret and keeps it nowhere', async () => {
    await project(indexes);
    const report = await run({ secrets: ['id=npmrc,src=npmrc'], flags: { target } });
    expect(report).toMatchObject({ builder: 'buildkit', warnings: [] });
    expect(indexes.answers).toContain('GET /package.tgz 200');
    const texts = await everywhere();
    expect(texts[0]).toContain(`node_modules/${NPM}/package.json`);
    for (const text of texts) expect(text).not.toContain(TOKEN);
    // What npm keeps for the next build is on the engine.
    const search = `FROM debian:bookworm-slim\nLABEL ${RUN_LABEL}=${TAG}\nRUN --mount=type=cache,id=private-${ID}-npm,target=/c ! grep -r ${TOKEN.slice(0, 12)} /c`;
    await put({ Dockerfile: search });
    expect(await run({ flags: { noCache: false } })).toMatchObject({ cache: { total: 1 } });
  });

  it.each<[string, string[], RegExp]>([
    ['without it', [], /mounts the build secret npmrc, .*--secret id=npmrc,src=\$HOME\/\.npmrc$/u],
    ['with a token that has expired', ['id=npmrc,src=npmrc-old'], /had the build secret npmrc: its token has expired/u],
  ])('says what is missing %s', async (_, secrets, advice) => {
    await project(indexes);
    await put({ 'npmrc-old': npmrcOf(indexes.port, `old_${TOKEN}`) });
    const failure = await run({ secrets, flags: { target } });
    expect(failure).toMatchObject({
      code: 'BUILD_FAILED',
      details: { cause: 'auth' },
      suggestions: expect.arrayContaining([expect.stringMatching(advice)]) as unknown,
    });
    for (const text of shown) expect(text).not.toContain(TOKEN);
  });

  it('knows a package that is hidden from strangers', async () => {
    await project(hidden);
    await put({
      Dockerfile: `FROM node:24-bookworm-slim\nWORKDIR /a\nCOPY package.json .\nRUN npm install --registry http://${host}:${hidden.port}/`,
    });
    expect(await run({})).toMatchObject({
      details: { cause: 'auth' },
      suggestions: [
        expect.stringContaining(`shows no ${NPM}`),
        expect.stringContaining('--secret id=npmrc'),
        expect.stringContaining('target=/root/.npmrc'),
      ] as unknown,
    });
  });

  it('would find a token that a step copies', async () => {
    await project(indexes);
    await put({
      Dockerfile:
        'FROM debian:bookworm-slim\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc cp /root/.npmrc /kept',
    });
    await run({ secrets: ['id=npmrc,src=npmrc'] });
    expect((await everywhere()).map((text) => text.includes(TOKEN))).toEqual([
      true,
      ...Array(shown.length + 1).fill(false),
    ]);
  });

  it('goes without an optional secret, and says so', async () => {
    await put({
      Dockerfile: `FROM debian:bookworm-slim\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc test ! -e /root/.npmrc`,
    });
    await put({ 'mcp-dock.yaml': 'name: x\nbuild:\n  secrets: [{ id: npmrc, file: nowhere, optional: true }]\n' });
    const { loadConfig } = await import('../../src/config/load-config.js');
    const project = await loadConfig(folder);
    expect(await run(project === undefined ? {} : { project })).toMatchObject({ warnings: [] });
    expect(shown).toContainEqual(expect.stringMatching(/without its optional secret npmrc: .*nowhere is not there/u));
  });
});

describe('a private Python index and the Dockerfiles of docs/private-indexes.md', () => {
  const base = `${TAG}:python`;
  let blocks: string[];
  beforeAll(async () => {
    const text = await readFile(join(packageRoot, 'docs', 'private-indexes.md'), 'utf8');
    blocks = [...text.matchAll(/^```dockerfile\n(.*?)^```$/gmsu)].map(([, block = '']) => block);
    // A stand-in for the official image, which no registry gives here.
    const place = await mkdtemp(join(tmpdir(), 'mcp-dock-python-e2e-'));
    const caFile = await findCaFile({ environment: process.env, directory: place });
    const install = 'apt-get update && apt-get install -y --no-install-recommends ca-certificates python3-venv';
    const uv = 'PIP_CERT=/ca python3 -m venv /opt/uv && PIP_CERT=$(test -s /ca && echo /ca) /opt/uv/bin/pip install uv';
    await writeFile(
      join(place, 'Dockerfile'),
      `FROM debian:bookworm-slim\nLABEL ${RUN_LABEL}=${TAG}\nRUN ${install}\nRUN --mount=type=secret,id=corp_ca,target=/ca ${uv}\n`,
    );
    folder = place;
    shown = [];
    const flags = { tags: [base], noCache: false };
    const built = await run({ directory: place, flags, ...(caFile !== undefined && { caFile: caFile.path }) });
    await rm(place, { recursive: true, force: true });
    if (built instanceof McpDockError) throw built;
  }, 180_000);

  const url = () => `http://__token__:${TOKEN}@${host}:${indexes.port}/simple`;
  const plain = () => `http://${host}:${indexes.port}/simple`;
  const netrc = () => `machine ${host} login __token__ password ${TOKEN}\n`;
  /** The documented Dockerfile on the stand-in; what is not secret is an ordinary option, as of a project. */
  async function documented(marker: string, options = ''): Promise<void> {
    const block = blocks.find((text) => text.includes(marker));
    if (block === undefined) throw new Error(`No Dockerfile of the page has ${marker}.`);
    const text = block
      .replace(/^FROM .*$/mu, `FROM ${base}`)
      .replace('RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install uv\n', '')
      .replace(/ --requirement/u, `${options} --requirement`);
    await put({
      Dockerfile: `${text}RUN /app/.venv/bin/python -c "import ${PYTHON}"\n`,
      'requirements.txt': `${PYTHON}==1.0.0\n`,
    });
  }
  const trusted = () => ` --trusted-host ${host}`;

  it.each<[string, string, () => string, () => Record<string, string>, string[], Record<string, string>]>([
    [
      'pip.conf',
      'id=PIP_INDEX_URL',
      trusted,
      () => ({ c: `[global]\nindex-url = ${url()}\n` }),
      ['id=pip_conf,src=c'],
      {},
    ],
    [
      '.netrc and pip',
      'id=PIP_INDEX_URL',
      () => `${trusted()} --index-url ${plain()}`,
      () => ({ c: netrc() }),
      ['id=netrc,src=c'],
      {},
    ],
    ['PIP_INDEX_URL', 'id=PIP_INDEX_URL', trusted, () => ({}), ['id=PIP_INDEX_URL'], { PIP_INDEX_URL: '' }],
    [
      'a certificate authority',
      'PIP_CERT',
      trusted,
      () => ({ c: `[global]\nindex-url = ${url()}\n` }),
      ['id=pip_conf,src=c'],
      {},
    ],
    ['UV_DEFAULT_INDEX', 'uv pip', () => '', () => ({}), ['id=UV_DEFAULT_INDEX'], { UV_DEFAULT_INDEX: '' }],
    ['.netrc and uv', 'uv pip', () => ` --default-index ${plain()}`, () => ({ c: netrc() }), ['id=netrc,src=c'], {}],
    [
      'the login of a named index',
      'uv pip',
      () => ` --no-config --index acme=${plain()}`,
      () => ({}),
      ['id=UV_INDEX_ACME_USERNAME', 'id=UV_INDEX_ACME_PASSWORD'],
      { UV_INDEX_ACME_USERNAME: '__token__', UV_INDEX_ACME_PASSWORD: TOKEN },
    ],
  ])('installs with %s and keeps it nowhere', async (_, marker, options, files, secrets, variables) => {
    await documented(marker, options());
    await put({ '.dockerignore': 'c\n', ...files() });
    const environment = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value || url()]));
    expect(await run({ secrets }, environment)).toMatchObject({ builder: 'buildkit' });
    const texts = await everywhere();
    expect(texts[0]).toContain(`${PYTHON}.py`);
    for (const text of texts) expect(text).not.toContain(TOKEN);
  });

  it.each([
    ['pip', 'id=PIP_INDEX_URL', () => `${trusted()} --index-url ${plain()}`],
    ['uv', 'uv pip', () => ` --default-index ${plain()}`],
  ])('says what is missing when %s is refused', async (_, marker, options) => {
    await documented(marker, options());
    expect(await run({})).toMatchObject({
      code: 'BUILD_FAILED',
      details: { cause: 'auth' },
      suggestions: [
        expect.stringContaining('Python package index refuses'),
        expect.stringMatching(/the build was given none: --secret id=\w+,src=/u),
      ] as unknown,
    });
  });
});
