import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildReportSchema } from '../../src/model/build-report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Engine } from '../../src/ports/engine.js';
import { historiesOf } from '../support/histories-of.js';
import { removeLabelledImages } from '../support/labelled-images.js';
import { mustRun } from '../support/run.js';
import { errorOf, realEngine, runCommand } from '../support/verify-engine.js';

const ID = randomUUID().slice(0, 8);
const NAME = `mcp-dock-fresh-test-${ID}`;
const SDK = '@modelcontextprotocol/sdk';
const CA = '--mount=type=secret,id=corp_ca,target=/run/secrets/corp_ca.pem';

let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await realEngine();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-fresh-e2e-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => removeLabelledImages(NAME));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
const contents = (paths: readonly string[]) => Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')));
const fresh = (...more: string[]) => runCommand(['build', '--fresh', '--json', ...more], { cwd: folder });
const dangling = async () =>
  (await mustRun('docker', ['image', 'ls', '--all', '--quiet', '--no-trunc', '--filter', 'dangling=true'])).split('\n');

describe('build --fresh with npm', () => {
  /** A lock of the SDK alone: what it needs is never installed from it. */
  function project(range: string, locked: string): Record<string, string> {
    const root = { name: 'x', version: '1.0.0', workspaces: ['packages/*'], dependencies: { [SDK]: range } };
    const workspace = { name: 'part', version: '1.0.0', dependencies: { zod: '^3.25.0' } };
    const lock = {
      name: 'x',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': root,
        [`node_modules/${SDK}`]: { version: locked },
        'node_modules/part': { resolved: 'packages/part', link: true },
        'packages/part': workspace,
      },
    };
    return {
      'package.json': JSON.stringify(root),
      'packages/part/package.json': JSON.stringify(workspace),
      'package-lock.json': JSON.stringify(lock),
      'mcp-dock.yaml': `name: ${NAME}\nimage: ${NAME}:1.2.0\n`,
      // Manifests that can only be read, and a user who may write nowhere.
      Dockerfile: [
        'FROM node:24-bookworm-slim AS dependencies',
        'WORKDIR /app',
        'COPY packages ./packages',
        'RUN chown --recursive 1000:1000 /app',
        'USER 1000:1000',
        `RUN ${CA},mode=0444 \\`,
        '    --mount=type=bind,source=package.json,target=package.json \\',
        '    --mount=type=bind,source=package-lock.json,target=package-lock.json \\',
        '    if [ -s /run/secrets/corp_ca.pem ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/corp_ca.pem; fi; \\',
        '    npm ci --no-audit && npm cache clean --force',
        'FROM dependencies AS test',
        `RUN node -e "console.log(require('/app/node_modules/${SDK}/package.json').version)"`,
        'FROM debian:bookworm-slim',
        `LABEL ${RUN_LABEL}=${NAME}`,
        `COPY --from=dependencies /app/node_modules/${SDK}/package.json /sdk.json`,
      ].join('\n'),
    };
  }

  it('finds that the lock is behind, builds with what is newest, and leaves files and image as they are', async () => {
    const files = project('^1.20.0', '1.20.0');
    await put(files);
    const before = new Set(await dangling());
    const result = await fresh('--test');
    expect(result.exitCode).toBe(1);
    const report = buildReportSchema.parse(JSON.parse(result.stdout));
    const [sdk] = report.fresh?.sdk ?? [];
    expect(report.image.tags).toEqual([`${NAME}:fresh`]);
    expect(report.cache.hits).toBeLessThanOrEqual(1);
    expect(report.fresh).toMatchObject({ manager: 'npm', lock: 'package-lock.json', drifted: true });
    expect(sdk).toMatchObject({ name: SDK, locked: '1.20.0', drifted: true });
    expect(sdk?.newest).toMatch(/^1\.(?:2[1-9]|[3-9]\d)\.\d+$/u);
    expect(sdk?.published).toMatch(/^\d+\.\d+\.\d+/u);
    expect(report.fresh?.otherChanges).toBeGreaterThan(10);
    expect(report.tests).toMatchObject({ cached: false });
    expect(errorOf(result)).toMatchObject({ code: 'SDK_DRIFTED', exitCode: 1 });
    // No registry of images answers on this machine; elsewhere they are newer or the same.
    for (const { reference, status } of report.fresh?.bases ?? [])
      expect(
        report.warnings.some((text) => text.startsWith(`${reference} is used as it is here`)),
        reference,
      ).toBe(!['newer', 'current', 'pinned'].includes(status));
    const args = ['run', '--rm', '--label', `${RUN_LABEL}=${NAME}`, `${NAME}:fresh`, 'cat', '/sdk.json'];
    expect(JSON.parse(await mustRun('docker', args))).toMatchObject({ version: sdk?.newest });

    expect(await contents(Object.keys(files))).toEqual(Object.values(files));
    await expect(engine.inspectImage(`${NAME}:1.2.0`)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    const left = (await dangling()).filter((id) => !before.has(id));
    for (const history of await historiesOf(engine, left)) expect(history).not.toContain('mcp-dock-fresh/');
  });

  it('ends with 0 where the SDK is what the lock says', async () => {
    await put(project('1.20.0', '1.20.0'));
    const result = await fresh();
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    const report = buildReportSchema.parse(JSON.parse(result.stdout));
    expect(report.fresh).toMatchObject({
      drifted: false,
      sdk: [{ name: SDK, locked: '1.20.0', newest: '1.20.0', drifted: false }],
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['no lock', { Dockerfile: 'FROM x\nRUN npm install' }, /no npm-shrinkwrap\.json and no package-lock\.json/u],
    [
      'a lock that is kept out',
      { Dockerfile: 'FROM x\nRUN npm ci', 'package-lock.json': '{}', '.dockerignore': '*lock*' },
      /"\*lock\*" \(\.dockerignore:1\)/u,
    ],
    ['a lock that is none', { Dockerfile: 'FROM x\nRUN npm ci', 'package-lock.json': '[]' }, /is no lock of npm/u],
    [
      'another package manager',
      { Dockerfile: 'FROM x\nRUN pnpm install --frozen-lockfile', 'pnpm-lock.yaml': '' },
      /with pnpm, for which/u,
    ],
  ])('refuses %s before anything is built', async (_, files, message) => {
    await put(files);
    const result = await fresh('--tag', `${NAME}:none`);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(errorOf(result)).toMatchObject({
      code: 'LOCK_UNAVAILABLE',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('build --fresh with uv', () => {
  it('finds that the lock is behind', async () => {
    const authorities =
      'if [ -s /run/secrets/corp_ca.pem ]; then export PIP_CERT=/run/secrets/corp_ca.pem SSL_CERT_FILE=/run/secrets/corp_ca.pem; fi;';
    const apt = 'apt-get update && apt-get install -y --no-install-recommends ca-certificates python3-venv';
    await put({
      Dockerfile: `FROM debian:bookworm-slim\nLABEL ${RUN_LABEL}=${NAME}\nRUN ${apt}\nRUN ${CA} ${authorities} python3 -m venv /opt/uv && /opt/uv/bin/pip install uv\n`,
    });
    await expect(runCommand(['build', '--tag', `${NAME}:python`], { cwd: folder })).resolves.toMatchObject({
      exitCode: 0,
    });
    const lock = [
      'version = 1',
      'requires-python = ">=3.11"',
      '',
      '[[package]]',
      'name = "mcp"',
      'version = "1.9.0"',
      'source = { registry = "https://pypi.org/simple" }',
      '',
      '[[package]]',
      'name = "x"',
      'version = "1.0.0"',
      'source = { virtual = "." }',
      '',
    ].join('\n');
    await put({
      'pyproject.toml':
        '[project]\nname = "x"\nversion = "1.0.0"\nrequires-python = ">=3.11"\ndependencies = ["mcp>=1.9,<2"]\n',
      'uv.lock': lock,
      Dockerfile: [
        `FROM ${NAME}:python`,
        'WORKDIR /src',
        'COPY pyproject.toml uv.lock ./',
        `RUN ${CA} \\`,
        `    ${authorities} \\`,
        '    /opt/uv/bin/uv sync --locked --no-dev --no-install-project',
        'RUN /src/.venv/bin/python -c "import mcp"',
      ].join('\n'),
    });
    const result = await fresh('--tag', `${NAME}:uv`);
    expect(result.exitCode, result.stderr).toBe(1);
    const { fresh: found } = buildReportSchema.parse(JSON.parse(result.stdout));
    expect(found).toMatchObject({
      manager: 'uv',
      lock: 'uv.lock',
      drifted: true,
      sdk: [{ name: 'mcp', locked: '1.9.0' }],
    });
    expect(found?.sdk[0]?.newest).toMatch(/^1\.(?:9\.[1-9]|[1-9]\d)/u);
    expect(await contents(['uv.lock'])).toEqual([lock]);
  });
});
