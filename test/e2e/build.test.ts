import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build, type BuildInput } from '../../src/actions/build.js';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { buildReportSchema } from '../../src/model/build-report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Engine } from '../../src/ports/engine.js';
import { historiesOf } from '../support/histories-of.js';
import { removeLabelledImages } from '../support/labelled-images.js';
import { mustRun } from '../support/run.js';
import { errorOf, realEngine, runCommand } from '../support/verify-engine.js';

const ID = randomUUID().slice(0, 8);
const PASSWORD = randomUUID();
const TAG = `mcp-dock-build-test-${ID}`;
const BASE = `FROM debian:bookworm-slim\nLABEL ${RUN_LABEL}=${TAG}\n`;

const processes = createExecaProcessRunner();
let engine: Engine;
let folder: string;
let certificate: string;

beforeAll(async () => {
  engine = await realEngine();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-build-e2e-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => removeLabelledImages(TAG));

const put = (files: Readonly<Record<string, string>>) =>
  Promise.all(Object.entries(files).map(([path, content]) => writeFile(join(folder, path), content)));
const run = (input: Partial<BuildInput> = {}, signal = new AbortController().signal) =>
  build(
    { directory: folder, flags: { tags: [`${TAG}:1`] }, verbose: false, ...input },
    { engine, processes, progress: createSilentProgress(), signal, cwd: folder, environment: {}, toolVersion: '0.0.0' },
  );
const running = async (marker: string) => {
  const output = await mustRun('ps', ['-eo', 'args']);
  return output.split('\n').some((line) => line.includes(marker));
};

/** A real certificate, of nobody, that can be found again. */
async function certificateFile(): Promise<string> {
  const path = join(folder, '..', `mcp-dock-ca-${ID}.pem`);
  const subject = `/CN=mcp-dock-${ID}`;
  await mustRun('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    '/dev/null',
    '-out',
    path,
    '-days',
    '2',
    '-subj',
    subject,
  ]);
  certificate = await readFile(path, 'utf8');
  return path;
}

/** A real agent with one fresh key. */
async function sshAgent(): Promise<{ readonly socket: string } & AsyncDisposable> {
  const place = await mkdtemp(join(tmpdir(), 'mcp-dock-agent-'));
  const socket = join(place, 'agent.sock');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  for (let tries = 0; tries < 100 && !existsSync(socket); tries += 1) await delay(20);
  await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(place, 'key')]);
  await mustRun('env', [`SSH_AUTH_SOCK=${socket}`, 'ssh-add', '-q', join(place, 'key')]);
  return {
    socket,
    async [Symbol.asyncDispose]() {
      agent.kill();
      await rm(place, { recursive: true, force: true });
    },
  };
}

describe('build on a real engine', () => {
  it('gives the CA to the steps that mount it, and to nothing else', async () => {
    const caFile = await certificateFile();
    await put({
      Dockerfile: `${BASE}RUN --mount=type=secret,id=corp_ca,target=/run/secrets/corp_ca.pem wc -c < /run/secrets/corp_ca.pem > /size # ${ID}\nRUN test ! -s /run/secrets/corp_ca.pem\nCOPY . /app/\n`,
      '.env': `TOKEN=${ID}-geheim`,
      'kept.txt': 'x',
    });
    const report = await run({ caFile });
    await rm(caFile);
    expect(buildReportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({ builder: 'buildkit', image: { tags: [`${TAG}:1`] }, cache: { total: 3 } });
    expect(report.warnings).toEqual([expect.stringMatching(/^\.env is not sent/u)]);

    const saved = (await buffer(await engine.saveImage(`${TAG}:1`))).toString('latin1');
    const body = certificate.split('\n')[2] ?? '';
    expect(body).toHaveLength(64);
    expect(saved).toContain('kept.txt');
    expect(saved).toContain(`${certificate.length}\n`);
    expect(saved.includes(body)).toBe(false);
    expect(saved.includes(`${ID}-geheim`)).toBe(false);
    const history = JSON.stringify([await engine.imageHistory(`${TAG}:1`), await engine.inspectImage(`${TAG}:1`)]);
    expect(history).not.toContain(body);
  });

  it('gives secrets and an SSH agent to the steps that mount them, shows neither, and keeps neither', async () => {
    const token = `npm_${randomUUID()}`;
    // As ssh-add lists keys: SSH_AGENTC_REQUEST_IDENTITIES, answered by SSH_AGENT_IDENTITIES_ANSWER (12) and their number.
    const ask =
      "const s = require('net').connect(process.env.SSH_AUTH_SOCK); s.write(Buffer.from([0, 0, 0, 1, 11])); s.on('data', (d) => { require('fs').writeFileSync('/keys', d[4] + ':' + d.readUInt32BE(5)); process.exit(); })";
    await put({
      Dockerfile: [
        'FROM node:24-bookworm-slim',
        `LABEL ${RUN_LABEL}=${TAG}`,
        `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc grep -c authToken /root/.npmrc > /count && cat /root/.npmrc # ${ID}`,
        'RUN --mount=type=secret,id=none test ! -e /run/secrets/none',
        `RUN --mount=type=ssh node -e "${ask}" # ${ID}`,
      ].join('\n'),
      '.npmrc-secret': `//npm.acme.example/:_authToken=${token}\n`,
      '.dockerignore': '.npmrc-secret',
    });
    await using agent = await sshAgent();
    const lines: string[] = [];
    const report = await build(
      {
        directory: folder,
        secrets: ['id=npmrc,src=.npmrc-secret'],
        ssh: [`default=${agent.socket}`],
        flags: { tags: [`${TAG}:1`], labels: ['com.acme.team=tools'], network: 'none' },
        logFile: join(folder, 'build.log'),
        verbose: true,
      },
      {
        engine,
        processes,
        progress: { ...createSilentProgress(), note: (line) => lines.push(line) },
        signal: new AbortController().signal,
        cwd: folder,
        environment: {},
        toolVersion: '0.0.0',
      },
    );
    expect(report.warnings).toEqual([]);
    expect(report.labels).toMatchObject({ 'com.acme.team': 'tools' });
    expect(lines.join('\n')).toContain('••••••');
    const logged = await readFile(join(folder, 'build.log'), 'utf8');
    expect(logged).toContain('[2/4] ••••••');
    const saved = (await buffer(await engine.saveImage(`${TAG}:1`))).toString('latin1');
    const history = JSON.stringify([await engine.imageHistory(`${TAG}:1`), await engine.inspectImage(`${TAG}:1`)]);
    for (const text of [saved, logged, history, lines.join('\n'), JSON.stringify(report)])
      expect(text).not.toContain(token);
    expect(saved).toContain('12:1');
  });

  it('hits the cache for the same sources, and keeps what a cache mount holds', async () => {
    const dockerfile = (step: string) => `${BASE}COPY a /a\nRUN --mount=type=cache,target=/c,id=${ID} ${step}\n`;
    await put({ Dockerfile: dockerfile(`echo ${ID} > /c/kept`), a: ID });
    await symlink('a', join(folder, 'link'));
    expect((await run()).cache).toEqual({ hits: 0, total: 2 });
    await rm(join(folder, 'a'));
    await put({ a: ID });
    const again = await run();
    expect(again.cache).toEqual({ hits: 2, total: 2 });
    expect(again.image.previousSizeBytes).toBe(again.image.sizeBytes);
    await put({ Dockerfile: dockerfile(`grep ${ID} /c/kept`) });
    expect((await run()).cache).toEqual({ hits: 1, total: 2 });
    // BuildKit empties cache mounts too when it is told to use no cache.
    await put({ Dockerfile: dockerfile('test ! -e /c/kept') });
    expect((await run({ flags: { tags: [`${TAG}:1`], noCache: true } })).cache.hits).toBe(0);
  });

  it('says with verbose which layers changed and which files are large', async () => {
    const dockerfile = `${BASE}COPY a /app/a\nRUN cat /app/a /dev/zero | head -c 300000 > /app/zeros && touch /app/b # ${ID}\n`;
    await put({ Dockerfile: dockerfile, a: 'x'.repeat(1000) });
    expect(await run()).not.toHaveProperty('largestFiles');
    await put({ a: 'y'.repeat(2000) });
    const report = await run({ verbose: true });
    expect(report.largestFiles).toMatchObject([
      {
        path: '/app/zeros',
        sizeBytes: 300_000,
        instruction: expect.stringMatching(/^RUN cat .app.a .dev.zero . head/u) as string,
      },
      { path: '/app/a', sizeBytes: 2000, instruction: expect.stringMatching(/^COPY a \/app\/a/u) as string },
      { path: '/app/b', sizeBytes: 0 },
    ]);
    expect(report.changedLayers).toMatchObject([{ sizeBytes: 2000 }, { sizeBytes: 300_000 }]);
    expect((await run()).changedLayers).toEqual([]);
  });

  it('passes arguments, labels, target and tags', async () => {
    await put({
      Dockerfile: `FROM debian:bookworm-slim AS first\nARG WORD\nLABEL ${RUN_LABEL}=${TAG}\nRUN test "$WORD" = "two words" && test -n "$https_proxy"\nFROM first\nRUN false\n`,
    });
    const report = await build(
      {
        directory: folder,
        flags: { tags: [`${TAG}:2`, `${TAG}:3`], target: 'first', buildArgs: ['WORD=two words'] },
        verbose: false,
      },
      {
        engine,
        processes,
        progress: createSilentProgress(),
        signal: new AbortController().signal,
        cwd: folder,
        environment: { https_proxy: `http://user:${PASSWORD}@proxy.invalid:3128`, GITHUB_SHA: 'abc' },
        toolVersion: '0.0.0',
      },
    );
    expect(report.labels).toMatchObject({
      'org.opencontainers.image.version': '2',
      'org.opencontainers.image.revision': 'abc',
    });
    const image = await engine.inspectImage(`${TAG}:3`);
    expect(image.id).toBe(report.image.id);
    expect(JSON.stringify(await engine.imageHistory(`${TAG}:3`))).not.toContain(PASSWORD);
  });

  it.each<[string, string, string, RegExp]>([
    ['a step that fails', 'RUN seq 30; echo "last words" >&2; exit 3', 'other', /exit code 3/u],
    [
      'a file that is ignored',
      'COPY ignored.txt /',
      'file-missing-from-context',
      /ignored\.txt is kept out by "ignored\*"/u,
    ],
    ['a program that is not there', 'RUN nosuchprogram', 'script-missing', /nosuchprogram/u],
    [
      'a lock file that is ignored, with pages of help after the reason',
      'FROM node:24-bookworm-slim\nCOPY package.json /\nRUN npm ci --offline',
      'lockfile-mismatch',
      /package-lock\.json is kept out by "\*-lock\.json"/u,
    ],
    [
      'a certificate that nobody trusts',
      "RUN echo 'curl: (60) SSL certificate problem: self-signed certificate in certificate chain' >&2; exit 60",
      'tls',
      /RUN --mount=type=secret,id=corp_ca,\S+ CURL_CA_BUNDLE=/u,
    ],
    ['a step that is killed for its memory', "RUN sh -c 'kill -9 $$'", 'out-of-memory', /memory/u],
    ['a taken user id', 'RUN useradd --uid 0 app', 'uid-in-use', /user or group/u],
    ['writing after USER', 'USER 1000\nRUN touch /etc/x', 'permission-after-user', /before USER/u],
    [
      'a name that is not resolved',
      'RUN getent hosts nosuch.invalid || { echo "Could not resolve host: nosuch.invalid"; exit 6; }',
      'dns',
      /host name/u,
    ],
    ['a bad instruction', 'COPY onlyone', 'syntax', /line/u],
  ])('says why %s', async (_, lines, cause, advice) => {
    await put({
      Dockerfile: `${BASE}${lines}\n`,
      '.dockerignore': 'ignored*\n*-lock.json\n',
      'ignored.txt': 'x',
      'package.json': '{"name":"a","version":"1.0.0","dependencies":{"b":"1.0.0"}}',
      'package-lock.json': '{}',
    });
    await expect(run()).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      details: { cause },
      suggestions: expect.arrayContaining([expect.stringMatching(advice)]) as unknown,
    });
  });

  it('shows the last lines of the step that fails', async () => {
    await put({ Dockerfile: `${BASE}RUN seq 30; sleep 0.2; echo "last words" >&2; exit 3\n` });
    await expect(run()).rejects.toMatchObject({
      details: {
        step: expect.stringContaining('RUN seq 30') as unknown,
        lastLines: expect.arrayContaining(['last words']) as unknown,
      },
    });
  });

  it('still gives a secret long after the session began', async () => {
    const caFile = await certificateFile();
    await put({
      Dockerfile: `${BASE}RUN sleep 6 # ${ID}\nRUN --mount=type=secret,id=corp_ca,target=/ca,required=true test -s /ca # ${ID}\n`,
    });
    await expect(run({ caFile })).resolves.toMatchObject({ cache: { total: 2 } });
    await rm(caFile);
  });

  it('stops the running step when it is told to', async () => {
    const seconds = String(70_000 + Math.floor(Math.random() * 9000));
    await put({ Dockerfile: `${BASE}RUN sleep ${seconds}\n` });
    const abort = new AbortController();
    const work = run({}, abort.signal);
    work.catch(() => {});
    await expect.poll(() => running(`sleep ${seconds}`), { timeout: 20_000 }).toBe(true);
    abort.abort();
    await expect(work).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await expect.poll(() => running(`sleep ${seconds}`), { timeout: 10_000 }).toBe(false);
  });
});

describe('mcp-dock build --test', () => {
  const dockerfile = (test: string) =>
    `FROM debian:bookworm-slim AS build\nRUN echo ${ID} > /built\nFROM build AS test\nCOPY test.sh /\nUSER 1000\nRUN ${test}\n${BASE}COPY --from=build /built /\n`;
  const args = ['build', '--test', '--tag', `${TAG}:6`];
  const dangling = () => mustRun('docker', ['image', 'ls', '--all', '--quiet', '--filter', 'dangling=true']);
  const testReport = async () => {
    const { stdout } = await runCommand([...args, '--json'], { cwd: folder });
    return buildReportSchema.parse(JSON.parse(stdout)).tests;
  };

  it('runs them, says when they were not run again, and leaves no image of them', async () => {
    await put({ Dockerfile: dockerfile('test "$(id -u)" = 1000 && sh /test.sh'), 'test.sh': 'sleep 0.3\n' });
    const before = new Set((await dangling()).split('\n'));
    const first = await testReport();
    expect(first).toMatchObject({ stage: 'test', cached: false });
    expect(first?.durationMs).toBeGreaterThanOrEqual(300);
    expect(await testReport()).toEqual({ stage: 'test', cached: true, durationMs: 0 });
    await put({ 'test.sh': 'sleep 0.1\n' });
    expect(await testReport()).toMatchObject({ cached: false });
    expect((await runCommand(args, { cwd: folder })).stdout).toMatch(/Tests +passed before.*cached/u);
    const left = (await dangling()).split('\n').filter((id) => !before.has(id));
    for (const history of await historiesOf(engine, left))
      expect(history).not.toMatch(new RegExp(`test\\.sh|${ID} > /built`, 'u'));
  });

  it('builds nothing when one fails, and shows the end of what it said', async () => {
    await put({ Dockerfile: dockerfile('sh /test.sh'), 'test.sh': 'seq 40; sleep 0.2; echo not ok 3; exit 1\n' });
    const tag = `${TAG}:untested`;
    const failed = await runCommand(['build', '--test', '--push', '--tag', tag, '--json'], { cwd: folder });
    expect(failed).toMatchObject({ exitCode: 4, stdout: '' });
    expect(errorOf(failed)).toMatchObject({
      code: 'TESTS_FAILED',
      message: expect.stringContaining('(tests-failed)') as string,
    });
    expect(failed.stderr).toContain('not ok 3');
    await expect(engine.inspectImage(tag)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    await expect(runCommand(['build', '--tag', tag], { cwd: folder })).resolves.toMatchObject({ exitCode: 0 });
  });

  it('says what to add to a Dockerfile without tests', async () => {
    await put({ Dockerfile: `${BASE}RUN true\n` });
    const refused = await runCommand([...args, '--json'], { cwd: folder });
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(errorOf(refused)).toMatchObject({ code: 'TEST_STAGE_INVALID' });
  });
});

describe('mcp-dock build', () => {
  it('prints one report and nothing else with --json', async () => {
    await put({ Dockerfile: `${BASE}RUN echo ${ID}\n` });
    const result = await runCommand(['build', '--json', '--tag', `${TAG}:4`], { cwd: folder });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(buildReportSchema.parse(JSON.parse(result.stdout))).toMatchObject({ image: { tags: [`${TAG}:4`] } });
  });

  it('shows steps on stderr and the summary on stdout', async () => {
    await put({ Dockerfile: `${BASE}RUN echo ${ID}\n` });
    const result = await runCommand(['build', '.', '-t', `${TAG}:4`], { cwd: folder });
    expect(result.stderr).toMatch(/done: \[2\/2\] RUN echo/u);
    expect(result.stdout.trim().split('\n').at(-1)).toMatch(
      new RegExp(`${TAG}:4 is built in .*Next: mcp-dock verify`, 'u'),
    );
    expect(result.stdout + result.stderr).not.toContain('\u001b');
  });

  it('ends with 4 and one JSON line when the build fails', async () => {
    await put({ Dockerfile: `${BASE}RUN exit 7\n` });
    const result = await runCommand(['build', '--json', '--tag', `${TAG}:4`], { cwd: folder });
    expect(result).toMatchObject({ exitCode: 4, stdout: '' });
    expect(errorOf(result)).toMatchObject({ code: 'BUILD_FAILED', exitCode: 4 });
  });

  it('ends with 130 after Ctrl-C, and the step is gone', async () => {
    const seconds = String(80_000 + Math.floor(Math.random() * 9000));
    await put({ Dockerfile: `${BASE}RUN sleep ${seconds}\n` });
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    const work = runCommand(['build', '-t', `${TAG}:5`], { cwd: folder, onStart: (end) => (kill = end) });
    await expect.poll(() => running(`sleep ${seconds}`), { timeout: 20_000 }).toBe(true);
    kill?.('SIGINT');
    await expect(work).resolves.toMatchObject({ exitCode: 130, stdout: '' });
    await expect.poll(() => running(`sleep ${seconds}`), { timeout: 10_000 }).toBe(false);
  });
});
