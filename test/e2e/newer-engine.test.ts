import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build, planOnly, type BuildInput } from '../../src/actions/build.js';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { resolveEngineEndpoint } from '../../src/config/engine-endpoint.js';
import { buildReportSchema } from '../../src/model/build-report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Engine } from '../../src/ports/engine.js';
import { progressLog } from '../support/log.js';
import { ensureNewerEngine } from '../support/newer-engine.js';
import { mustRun } from '../support/run.js';
import { startSecondEngine, type SecondEngine } from '../support/second-engine.js';
import { buildImage, fixturesDockerfile, runCommand } from '../support/verify-engine.js';

const ID = randomUUID().slice(0, 8);
const TAG = `newer-engine-test-${ID}`;
const BASE = `FROM debian:bookworm-slim\nLABEL ${RUN_LABEL}=${TAG}\n`;

const programs = await ensureNewerEngine({ log: progressLog() });
const name = programs.available ? `Docker Engine ${programs.version}` : `a newer engine (${programs.reason})`;

const STORES = ['classic', 'containerd'] as const;
const started = new Map<(typeof STORES)[number], SecondEngine>();

beforeAll(async () => {
  if (!programs.available) return;
  const images = ['debian:bookworm-slim', 'node:24-bookworm-slim'];
  const begun = STORES.map(async (store) => started.set(store, await startSecondEngine({ programs, store, images })));
  // One that does not come up must not leave the other one running.
  const failed = (await Promise.allSettled(begun)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
});
afterAll(() => Promise.all([...started.values()].map((engine) => engine[Symbol.asyncDispose]())));

describe.skipIf(!programs.available).each(STORES)(`${name}, %s store`, (store) => {
  let second: SecondEngine;
  let engine: Engine;
  let folder: string;
  const abort = new AbortController();

  beforeAll(async () => {
    second = started.get(store) ?? expect.fail('It did not start.');
    engine = createDockerodeEngine(await resolveEngineEndpoint({ environment: { DOCKER_HOST: second.address } }));
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mcp-dock-newer-e2e-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const put = (files: Readonly<Record<string, string>>) =>
    Promise.all(Object.entries(files).map(([path, content]) => writeFile(join(folder, path), content)));
  const dockerfile = (...lines: string[]) => put({ Dockerfile: [BASE, ...lines].join('\n') });
  const ports = (signal: AbortSignal) => ({
    engine,
    processes: createExecaProcessRunner(),
    progress: createSilentProgress(),
    signal,
    cwd: folder,
    environment: { TOKEN: `geheim-${ID}` },
    toolVersion: '0.0.0',
  });
  const input = (more: Partial<BuildInput> = {}): BuildInput => ({
    directory: folder,
    flags: { tags: [`${TAG}:1`] },
    verbose: false,
    ...more,
  });
  const run = (more: Partial<BuildInput> = {}, signal = abort.signal) => build(input(more), ports(signal));
  const running = async (marker: string) => (await mustRun('ps', ['-eo', 'args'])).includes(marker);

  it('is what it is called', async () => {
    const info = await engine.info();
    expect(info).toMatchObject({ version: expect.stringContaining(name.split(' ')[2] ?? '?') as unknown });
    expect(info).toMatchObject({ kind: 'docker', buildkit: true });
  });

  it('hits the cache when nothing has changed, and reports image, base, layers and labels', async () => {
    await put({ a: ID.repeat(20_000) });
    await dockerfile(
      'COPY a /a',
      'RUN cat /a /a > /b',
      'HEALTHCHECK --start-period=5s --start-interval=200ms CMD true',
    );
    const labels = ['com.acme.team=tools'];
    const first = await run({ flags: { tags: [`${TAG}:2`], labels } });
    const again = await run({ flags: { tags: [`${TAG}:2`], labels } });
    expect(buildReportSchema.parse(again)).toEqual(again);
    expect(first.cache).toEqual({ hits: 0, total: 2 });
    expect(again.cache).toEqual({ hits: 2, total: 2 });
    expect(again.image).toMatchObject({ tags: [`${TAG}:2`], previousSizeBytes: first.image.sizeBytes });
    expect(again.labels).toMatchObject({ 'com.acme.team': 'tools', [RUN_LABEL]: TAG });
    expect(again.base).toMatchObject({ reference: 'debian:bookworm-slim' });
    const [base, ran, copied] = again.largestLayers;
    expect(base?.instruction).toBe('base image debian:bookworm-slim');
    expect(ran?.instruction).toContain('cat /a /a');
    expect(copied?.instruction).toContain('COPY a /a');
    // Unpacked in either store; containerd counts whole blocks and not bytes.
    const sum = again.largestLayers.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
    expect(Math.abs((again.image.sizeBytes ?? 0) - sum)).toBeLessThan(20_000);
    expect(ran?.sizeBytes).toBeGreaterThanOrEqual(2 * ID.length * 20_000);
  });

  it('shows the plan and builds nothing', async () => {
    await dockerfile('RUN exit 3');
    const plan = await planOnly(input({ flags: { tags: [`${TAG}:none`] } }), ports(abort.signal));
    expect(plan).toMatchObject({ tags: [`${TAG}:none`], context: { files: 1 } });
    await expect(engine.inspectImage(`${TAG}:none`)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });

  it('stops the running step when it is told to', async () => {
    const seconds = String(60_000 + Math.floor(Math.random() * 9000));
    await dockerfile(`RUN sleep ${seconds}`);
    const stop = new AbortController();
    const work = run({}, stop.signal);
    work.catch(() => {});
    await expect.poll(() => running(`sleep ${seconds}`), { timeout: 20_000 }).toBe(true);
    stop.abort();
    await expect(work).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await expect.poll(() => running(`sleep ${seconds}`), { timeout: 10_000 }).toBe(false);
  });

  it('is verified as any other: layers, start, health, both eras of MCP', async () => {
    const image = `${TAG}-server:1`;
    await buildImage(engine, image, fixturesDockerfile.replace('--interval', '--start-interval=250ms --interval'));
    const result = await runCommand(['verify', `image:${image}`, '--json'], {
      cwd: folder,
      env: { DOCKER_HOST: second.address },
      inside: second.inside,
    });
    expect(result.exitCode, result.stderr).toBe(0);
    const { results } = JSON.parse(result.stdout) as { results: { id: string; outcome: string }[] };
    const outcome = (id: string) => results.find((found) => found.id === id)?.outcome;
    expect(results.filter((found) => found.outcome === 'unknown' || found.outcome === 'error')).toEqual([]);
    for (const id of ['image/non-root-user', 'image/no-secrets', 'health/becomes-healthy', 'mcp/initialize'])
      expect([id, outcome(id)]).toEqual([id, 'pass']);
  });

  // What the builder does, wherever it then puts the image.
  if (store !== 'classic') return;

  it('keeps the session for as long as the build takes: required and optional secrets, an agent', async () => {
    await using agent = await silentAgent(folder);
    await dockerfile(
      `RUN sleep 5.5 # ${ID}`,
      'RUN --mount=type=secret,id=token,required=true grep -c geheim /run/secrets/token > /count',
      'RUN --mount=type=secret,id=none test ! -e /run/secrets/none',
      'RUN --mount=type=secret,id=token,env=SECRET test -n "$SECRET"',
      'RUN --mount=type=ssh test -S "$SSH_AUTH_SOCK"',
      'RUN <<END\ntest ! -e /run/secrets/token\nEND',
    );
    const report = await run({ secrets: ['id=token,env=TOKEN'], ssh: [`default=${agent.socket}`] });
    expect(report).toMatchObject({ builder: 'buildkit', cache: { hits: 0, total: 6 }, warnings: [] });
    const kept = JSON.stringify([await engine.imageHistory(`${TAG}:1`), await engine.inspectImage(`${TAG}:1`)]);
    expect(kept).not.toContain(`geheim-${ID}`);
  });

  it('says which secret is required and not given', async () => {
    await dockerfile('RUN --mount=type=secret,id=npm_token,required=true true');
    await expect(run()).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      suggestions: expect.arrayContaining([expect.stringContaining('"npm_token"')]) as unknown,
    });
  });

  it.each<[string, string, string, RegExp]>([
    ['a step that fails', 'RUN seq 30; echo "last words" >&2; exit 3', 'other', /exit code 3/u],
    ['a step that is killed for its memory', "RUN sh -c 'kill -9 $$'", 'out-of-memory', /memory/u],
    ['an ignored file', 'COPY ignored.txt /', 'file-missing-from-context', /kept out by "ignored\*"/u],
    ['a file that is not there', 'COPY nowhere /', 'file-missing-from-context', /nowhere is not in the build context/u],
    ['a program that is not there', 'RUN nosuchprogram', 'script-missing', /nosuchprogram/u],
    ['a taken user id', 'RUN useradd --uid 0 app', 'uid-in-use', /user or group/u],
    ['writing after USER', 'USER 1000\nRUN touch /etc/x', 'permission-after-user', /before USER/u],
    ['a bad instruction', 'COPY onlyone', 'syntax', /line/u],
    ['an unknown flag', 'COPY --frob a /', 'unknown-flag', /engine/u],
    ['an unknown key of a mount', 'RUN --mount=type=secret,frob=1 true', 'unknown-flag', /engine/u],
    ['a stage that is not there', 'COPY --from=nostage /a /', 'registry-unreachable', /"AS nostage"/u],
  ])('says why: %s', async (_, lines, cause, advice) => {
    await put({ '.dockerignore': 'ignored*\n', 'ignored.txt': 'x' });
    await dockerfile(lines);
    await expect(run()).rejects.toMatchObject({
      details: { cause },
      suggestions: expect.arrayContaining([expect.stringMatching(advice)]) as unknown,
    });
  });
});

/** An agent's socket that nobody has to answer on. */
async function silentAgent(folder: string): Promise<{ readonly socket: string } & AsyncDisposable> {
  const socket = join(folder, 'agent.sock');
  const server: Server = createServer((connection) => connection.destroy());
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
