import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { init } from '../../src/actions/init.js';
import { update } from '../../src/actions/update.js';
import { connect, type Connection } from '../../src/adapters/dockerode-engine/connect.js';
import { buildAndVerify } from '../../src/cli/build-and-verify.js';
import { resolveEngineEndpoint } from '../../src/config/engine-endpoint.js';
import type { Context } from '../../src/ports/context.js';
import { realContext } from '../support/real-context.js';

const NAME = 'init-verify-e2e';
const IMAGE = `${NAME}:1.0.0`;

let directory: string;
let context: Context;
let connection: Connection;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mcp-dock-init-verify-e2e-'));
  connection = connect(await resolveEngineEndpoint({ environment: process.env }));
  context = await realContext(directory);
  await init({ directory: '.', choices: { name: NAME }, yes: true, dryRun: false, force: false }, context);
});

afterAll(async () => {
  await (await connection.docker()).getImage(IMAGE).remove({ force: true });
  await rm(directory, { recursive: true, force: true });
});

const containers = async () => {
  const filters = JSON.stringify({ ancestor: [IMAGE] });
  return (await connection.docker()).listContainers({ all: true, filters });
};

it('builds and verifies what init wrote, with all measures', async () => {
  const { build, verify, failure } = await buildAndVerify(directory, context);
  expect(failure).toBeUndefined();
  expect(build).toMatchObject({ command: 'build', image: { tags: [IMAGE] } });
  expect(verify?.results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown')).toMatchObject([
    { id: 'image/oci-labels', severity: 'info' },
  ]);
  expect(verify?.summary.exitCode).toBe(0);
  expect(Object.keys(verify?.timings ?? {})).toEqual(
    expect.arrayContaining(['healthy', 'handshake', 'stop', 'stdinEnd']),
  );
  expect(await containers()).toEqual([]);
});

it('leaves nothing running and every file where it is when it is ended', async () => {
  const controller = new AbortController();
  const running = buildAndVerify(directory, { ...context, signal: controller.signal });
  await expect.poll(async () => (await containers()).length, { timeout: 60_000, interval: 50 }).toBeGreaterThan(0);
  controller.abort(new Error('Ctrl-C'));
  expect(await running).toMatchObject({ failure: { code: 'INTERRUPTED' } });
  expect(await containers()).toEqual([]);
  await access(join(directory, 'Dockerfile'));
});

it('still builds and verifies after an update that merged and changed choices', async () => {
  const dockerfile = await readFile(join(directory, 'Dockerfile'), 'utf8');
  await writeFile(join(directory, 'Dockerfile'), dockerfile.replace(/ AS runtime\n/u, '$&ENV OF_THE_PERSON=1\n'));
  const changed = { choices: { port: 3555 }, foreign: {} };
  const { files } = await update({ changed, yes: true, dryRun: false }, context);
  expect(files).toContainEqual({ path: 'Dockerfile', state: 'merged' });
  const { verify, failure } = await buildAndVerify(directory, context);
  expect(failure).toBeUndefined();
  expect(verify?.summary).toMatchObject({ exitCode: 0, errors: 0 });
  const { Config } = await (await connection.docker()).getImage(IMAGE).inspect();
  expect(Config.Env).toContain('OF_THE_PERSON=1');
  expect(Config.ExposedPorts).toEqual({ '3555/tcp': {} });
});
