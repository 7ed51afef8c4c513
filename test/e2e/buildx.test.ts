import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { extract } from 'tar-stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build, planOnly, type BuildInput } from '../../src/actions/build.js';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { resolveEngineEndpoint } from '../../src/config/engine-endpoint.js';
import { buildReportSchema } from '../../src/model/build-report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Engine } from '../../src/ports/engine.js';
import { removeLabelledImages } from '../support/labelled-images.js';
import { dockerWithBuildx, type DockerWithBuildx } from '../support/buildx.js';
import { progressLog } from '../support/log.js';
import { ensureNewerEngine } from '../support/newer-engine.js';
import { startRegistry, type TestRegistry } from '../support/registry.js';
import { mustRun, run } from '../support/run.js';
import { startSecondEngine, type SecondEngine } from '../support/second-engine.js';
import { AUTHORITY } from '../support/tls-certificates.js';
import { realEngine } from '../support/verify-engine.js';

const ID = randomUUID().slice(0, 8);
const TAG = `mcp-dock-buildx-test-${ID}`;
const BASE = `FROM debian:bookworm-slim\nLABEL ${RUN_LABEL}=${TAG}\n`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-buildx-e2e-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (files: Readonly<Record<string, string | Buffer>>) =>
  Promise.all(Object.entries(files).map(([path, content]) => writeFile(join(folder, path), content)));
const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(join(folder, path)))
    .digest('hex');

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** One file of a tar, as text. */
async function inTar(path: string, name: string): Promise<string> {
  const unpack = extract();
  let found = '';
  unpack.on('entry', (header, stream, next) => {
    const done = header.name === name ? text(stream).then((content) => (found = content)) : buffer(stream);
    done.then(() => next(), next);
  });
  await pipeline(createReadStream(join(folder, path)), unpack);
  return found;
}

/** mcp-dock beside one engine and one docker, with a memory of the command lines that it ran. */
function mcpDock(engine: Engine, environment: Readonly<Record<string, string>>) {
  const commands: string[][] = [];
  const notes: string[] = [];
  const real = createExecaProcessRunner();
  const ports = (signal: AbortSignal) => ({
    engine,
    processes: {
      start: (...given: Parameters<typeof real.start>) => real.start(...given),
      run: async (command: string, args: readonly string[], options: Parameters<typeof real.run>[2]) => {
        commands.push([command, ...args]);
        return real.run(command, args, options);
      },
    },
    progress: { ...createSilentProgress(), note: (message: string) => notes.push(message) },
    signal,
    cwd: folder,
    environment,
    toolVersion: '0.0.0',
  });
  const input = (more: Partial<BuildInput>): BuildInput => ({
    directory: folder,
    flags: { tags: [`${TAG}:1`] },
    verbose: false,
    ...more,
  });
  return {
    commands,
    notes,
    plan: (more: Partial<BuildInput>) => planOnly(input(more), ports(new AbortController().signal)),
    run: (more: Partial<BuildInput>, signal = new AbortController().signal) => build(input(more), ports(signal)),
  };
}

describe('build through buildx 0.13 on the machine’s engine', () => {
  let docker: DockerWithBuildx;
  let engine: Engine;
  let registry: TestRegistry;
  beforeAll(async () => {
    [engine, docker, registry] = await Promise.all([realEngine(), dockerWithBuildx('trixie'), startRegistry()]);
  });
  afterAll(async () => {
    await removeLabelledImages(TAG);
    await Promise.all([docker[Symbol.asyncDispose](), registry[Symbol.asyncDispose]()]);
  });
  const dock = (environment: Readonly<Record<string, string>> = {}) =>
    mcpDock(engine, { DOCKER_CONFIG: docker.folder, BUILDX_BUILDER: 'default', ...environment });

  it('writes the files of the last stage, and sends no .env', async () => {
    await put({ Dockerfile: 'FROM scratch\nCOPY . /app/\n', '.env': 'TOKEN=geheim', 'kept.txt': '12345' });
    const { run, notes, commands } = dock();
    const report = await run({ buildx: { outputs: ['out'] }, flags: { tags: [`${TAG}:nowhere`] } });
    expect(buildReportSchema.parse(report)).toEqual(report);
    expect((await readdir(join(folder, 'out', 'app'))).toSorted()).toEqual(['Dockerfile', 'kept.txt']);
    expect(report).toMatchObject({
      buildx: { version: '0.13.1', builder: 'default', driver: 'docker', reasons: ['--output'] },
      outputs: [{ type: 'local', path: 'out', sizeBytes: 31 }],
      cache: { total: 1 },
    });
    expect(report.image).not.toHaveProperty('id');
    expect(report.image).not.toHaveProperty('sizeBytes');
    expect(await failureOf(engine.inspectImage(`${TAG}:nowhere`))).toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    expect(notes[0]).toBe(
      'Builds through docker buildx 0.13.1 (builder "default", driver docker), because of --output.',
    );
    expect(commands.map((words) => words.slice(0, 3).join(' '))).toEqual([
      'docker buildx version',
      'docker buildx inspect',
      'docker buildx build',
    ]);
  });

  it('gives text, binary and CA secrets and an agent to the steps that mount them, and none to a command line', async () => {
    const binary = Buffer.concat([Buffer.from([0]), randomBytes(40)]);
    const word = `geheim-${ID}`;
    await put({
      key: binary,
      'ca.pem': AUTHORITY,
      '.dockerignore': 'ca.pem\nkey\nagent.sock\n',
      Dockerfile: [
        BASE,
        'ARG API_TOKEN',
        `RUN --mount=type=secret,id=word --mount=type=secret,id=key sha256sum < /run/secrets/key > /key && wc -c < /run/secrets/word > /word && echo "$API_TOKEN" | wc -c > /token # ${ID}`,
        `RUN --mount=type=secret,id=corp_ca cat /run/secrets/corp_ca > /ca # ${ID}`,
        `RUN --mount=type=ssh test -S "$SSH_AUTH_SOCK" # ${ID}`,
      ].join('\n'),
    });
    const socket = join(folder, 'agent.sock');
    const agent = createServer((connection) => connection.end()).listen(socket);
    const { run, commands, plan } = dock({ WORD: word, API_TOKEN: `token-${ID}` });
    const input: Partial<BuildInput> = {
      buildx: { cacheTo: ['type=inline'] },
      secrets: ['id=word,env=WORD', 'id=key,src=key'],
      ssh: [`default=${socket}`],
      caFile: 'ca.pem',
      flags: { tags: [`${TAG}:1`], buildArgs: ['API_TOKEN'] },
    };
    const planned = await plan(input);
    const report = await run(input);
    agent.close();
    expect(report.image.sizeBytes).toBeGreaterThan(1_000_000);
    expect(report.image.id).toBe((await engine.inspectImage(`${TAG}:1`)).id);
    const said = await mustRun('docker', [
      'run',
      '--rm',
      '--network',
      'none',
      `${TAG}:1`,
      'cat',
      '/key',
      '/word',
      '/token',
    ]);
    expect(said.split(/\s+/u)).toEqual(
      expect.arrayContaining([createHash('sha256').update(binary).digest('hex'), String(word.length)]),
    );
    expect(await mustRun('docker', ['run', '--rm', '--network', 'none', `${TAG}:1`, 'cat', '/ca'])).toBe(AUTHORITY);
    expect(said).toContain(String(`token-${ID}`.length + 1));
    expect(JSON.stringify(commands)).not.toMatch(new RegExp(`geheim-${ID}|token-${ID}`, 'u'));
    expect(JSON.stringify(planned)).not.toMatch(new RegExp(`geheim-${ID}|token-${ID}`, 'u'));
    expect(planned.buildx?.command.slice(0, 3)).toEqual(['docker', 'buildx', 'build']);
    // Nothing of the private folder is left.
    const at = commands.at(-1)?.indexOf('--metadata-file') ?? -1;
    const used = commands.at(-1)?.[at + 1] ?? '';
    await expect(readFile(used)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('names the step that failed, its last lines and the cause', async () => {
    await put({ Dockerfile: `${BASE}RUN echo first; echo "npm error Missing script: build" >&2; exit 1 # ${ID}\n` });
    const error = await failureOf(dock().run({ buildx: { cacheTo: ['type=inline'] } }));
    expect(error).toMatchObject({
      code: 'BUILD_FAILED',
      details: { cause: 'script-missing', step: expect.stringContaining('RUN echo first') as string },
    });
    expect((error as { details: { lastLines: string[] } }).details.lastLines.toSorted()).toEqual([
      'first',
      'npm error Missing script: build',
    ]);
  });

  it('pushes, and names the digest that the registry has', async () => {
    await put({ Dockerfile: `FROM scratch\nLABEL ${RUN_LABEL}=${TAG}\nCOPY Dockerfile /\n` });
    const reference = `${registry.host}/inline:1`;
    const report = await dock().run({ buildx: { cacheTo: ['type=inline'] }, flags: { tags: [reference] }, push: true });
    const accept = 'application/vnd.docker.distribution.manifest.v2+json';
    const answer = await fetch(`http://${registry.host}/v2/inline/manifests/1`, { headers: { accept } });
    expect(report.pushed).toEqual([{ reference, digest: answer.headers.get('docker-content-digest') }]);
    const again = await dock().run({ buildx: { cacheFrom: [reference] }, flags: { tags: [reference] } });
    expect(again.cache).toEqual({ hits: 1, total: 1 });
  });

  it('stops with everything that it started', async () => {
    const marker = `sleep 61${Number.parseInt(ID.slice(0, 4), 16)}`;
    await put({ Dockerfile: `${BASE}RUN ${marker} # ${ID}\n` });
    const running = async (word: string) =>
      (await mustRun('ps', ['-eo', 'args'])).split('\n').some((line) => line.includes(word));
    const abort = new AbortController();
    const building = failureOf(dock().run({ buildx: { cacheTo: ['type=inline'] } }, abort.signal));
    const seen = async (word: string, is: boolean) => {
      for (let tries = 0; tries < 100; tries += 1, await delay(100)) if ((await running(word)) === is) return true;
      return false;
    };
    expect(await seen(marker, true)).toBe(true);
    abort.abort();
    expect(await building).toMatchObject({ code: 'INTERRUPTED' });
    expect(await seen(marker, false)).toBe(true);
    expect(await seen(`${TAG}:1`, false)).toBe(true);
  });

  it.each([
    ['--provenance', { provenance: 'max' }],
    ['--sbom', { sbom: true }],
    ['--reproducible', { reproducible: true }],
    ['--output type=oci', { outputs: ['type=oci,dest=x.tar'] }],
  ] as const)('refuses %s on the classic store before anything is sent', async (option, buildx) => {
    await put({ Dockerfile: BASE });
    const { run, commands } = dock();
    expect(await failureOf(run({ buildx }))).toMatchObject({ code: 'BUILDER_UNSUITED', details: { option } });
    expect(commands.filter((words) => words.includes('build'))).toEqual([]);
  });
});

const programs = await ensureNewerEngine({ log: progressLog() });
const newer = programs.available ? `Docker Engine ${programs.version}` : `a newer engine (${programs.reason})`;

/** The image of builders of their own; without a registry it is only where somebody has put it. */
const BUILDKIT = 'moby/buildkit:buildx-stable-1';
const hasBuildkit =
  (await run('docker', ['image', 'inspect', BUILDKIT])).code === 0 ||
  (await run('docker', ['pull', '--quiet', BUILDKIT])).code === 0;

describe.skipIf(!programs.available)(`build through a recent buildx on ${newer}, containerd store`, () => {
  let docker: DockerWithBuildx;
  let second: SecondEngine;
  let engine: Engine;
  beforeAll(async () => {
    if (!programs.available) return;
    const images = ['debian:bookworm-slim', ...(hasBuildkit ? [BUILDKIT] : [])];
    [docker, second] = await Promise.all([
      dockerWithBuildx('sid'),
      startSecondEngine({ programs, store: 'containerd', images }),
    ]);
    engine = createDockerodeEngine(await resolveEngineEndpoint({ environment: { DOCKER_HOST: second.address } }));
  });
  afterAll(() => Promise.all([docker[Symbol.asyncDispose](), second[Symbol.asyncDispose]()]));
  const variables = () => ({ DOCKER_CONFIG: docker.folder, DOCKER_HOST: second.address, BUILDX_BUILDER: 'default' });
  const dock = (environment: Readonly<Record<string, string>> = {}) =>
    mcpDock(engine, { ...variables(), ...environment });
  const ours = (...args: string[]) => mustRun('docker', args, { env: { ...process.env, ...variables() } });

  it('makes the same bytes twice, as a file and as an image', async () => {
    // The folder is as old as the step that makes it.
    await put({ Dockerfile: `FROM scratch\nLABEL ${RUN_LABEL}=${TAG}\nCOPY a /made/a\n`, a: 'a' });
    const buildx = (name: string) => ({ reproducible: true, outputs: [`type=oci,dest=${name}.tar`] });
    const flags = { tags: [`${TAG}:1`], noCache: true };
    const epoch = { SOURCE_DATE_EPOCH: '1700000000' };
    const first = await dock(epoch).run({ buildx: buildx('one'), flags });
    const again = await dock(epoch).run({ buildx: buildx('two'), flags });
    expect(await sha256('one.tar')).toBe(await sha256('two.tar'));
    expect(again.outputs?.[0]?.digest).toBe(first.outputs?.[0]?.digest);
    expect(first.sourceDate).toEqual({ epoch: 1_700_000_000, from: 'SOURCE_DATE_EPOCH' });

    const stays = { buildx: { reproducible: true }, flags };
    const [kept, once] = [await dock(epoch).run(stays), await dock(epoch).run(stays)];
    expect(kept.image.id).toBe(once.image.id);
    // Not so without it: the test would otherwise prove nothing.
    const plain = { buildx: { cacheTo: ['type=inline'] }, flags };
    expect((await dock().run(plain)).image.id).not.toBe((await dock().run(plain)).image.id);
  });

  it('makes one index for several platforms, with provenance and an SBOM of the scanner that it is given', async () => {
    const statement = JSON.stringify({
      _type: 'https://in-toto.io/Statement/v0.1',
      predicateType: 'https://spdx.dev/Document',
      predicate: { name: ID },
    });
    const scanner = `${TAG}-scanner:1`;
    await put({
      'scan.Dockerfile': `${BASE}COPY scan /scan\nENTRYPOINT ["sh", "/scan"]\n`,
      scan: `echo '${statement}' > "$BUILDKIT_SCAN_DESTINATION/sbom.spdx.json"\n`,
      Dockerfile: `FROM scratch\nLABEL ${RUN_LABEL}=${TAG}\nCOPY scan /\n`,
    });
    await dock().run({ file: 'scan.Dockerfile', flags: { tags: [scanner] } });
    const report = await dock().run({
      flags: { tags: [`${TAG}:1`], platform: 'linux/amd64,linux/arm64' },
      buildx: { provenance: 'max', sbomGenerator: scanner, outputs: ['type=oci,dest=x.tar'] },
    });
    expect(report.image.platform).toBe('linux/amd64,linux/arm64');
    const digest = report.outputs?.[0]?.digest ?? '';
    const index = JSON.parse(await inTar('x.tar', `blobs/sha256/${digest.slice(7)}`)) as {
      manifests: { platform: { architecture: string } }[];
    };
    const architectures = index.manifests.map(({ platform }) => platform.architecture).toSorted();
    expect(architectures).toEqual(['amd64', 'arm64', 'unknown', 'unknown']);
    const all = await readFile(join(folder, 'x.tar'), 'latin1');
    expect(all).toContain('slsa.dev/provenance');
    expect(all).toContain(`"name":"${ID}"`);

    const kept = await dock().run({ flags: { tags: [`${TAG}:2`], platform: 'linux/amd64,linux/arm64' } });
    expect(kept).toMatchObject({ image: { platform: 'linux/amd64,linux/arm64' }, buildx: { driver: 'docker' } });
    expect(kept.image.id).toMatch(/^sha256:/u);
  });

  it('starts from the cache that another build has written', async () => {
    await put({ Dockerfile: `${BASE}RUN echo ${ID} > /x\n` });
    await dock().run({ buildx: { cacheTo: ['type=local,dest=cache'] } });
    await ours('buildx', 'prune', '--all', '--force');
    await ours('image', 'rm', '--force', `${TAG}:1`);
    const report = await dock().run({ buildx: { cacheFrom: ['type=local,src=cache'] } });
    expect(report.cache).toEqual({ hits: 1, total: 1 });
  });

  describe.skipIf(!hasBuildkit)(`with a builder of its own${hasBuildkit ? '' : ` (${BUILDKIT} cannot be had)`}`, () => {
    let registry: TestRegistry;
    beforeAll(async () => {
      registry = await startRegistry({ inside: second.inside });
      await ours('buildx', 'create', '--name', 'own', '--driver', 'docker-container', '--driver-opt', 'network=host');
    });
    afterAll(async () => {
      await ours('buildx', 'rm', '--force', 'own');
      await registry[Symbol.asyncDispose]();
    });
    const own = () => dock({ BUILDX_BUILDER: 'own', SOURCE_DATE_EPOCH: '1700000000' });
    const digestOf = async (path: string) => {
      const script = `fetch('http://${registry.host}/v2/${path}', { headers: { accept: 'application/vnd.oci.image.index.v1+json' } }).then(({ headers }) => console.log(headers.get('docker-content-digest')))`;
      const [command, ...args] = [...second.inside, process.execPath, '-e', script];
      return (await mustRun(command, args)).trim();
    };

    it('pushes several platforms with provenance and a cache', async () => {
      await put({ Dockerfile: `FROM scratch\nLABEL ${RUN_LABEL}=${TAG}\nCOPY Dockerfile /x/\n` });
      const reference = `${registry.host}/own:1`;
      const report = await own().run({
        flags: { tags: [reference], platform: 'linux/amd64,linux/arm64' },
        push: true,
        buildx: { provenance: 'max', cacheTo: [`type=registry,ref=${registry.host}/own:cache`] },
      });
      expect(report.pushed).toEqual([{ reference, digest: await digestOf('own/manifests/1') }]);
      expect(report).toMatchObject({ buildx: { driver: 'docker-container' } });
      expect(report.image).not.toHaveProperty('id');

      const again = { flags: { tags: [reference], noCache: true }, push: true, buildx: { reproducible: true } };
      const [first, second] = [await own().run(again), await own().run(again)];
      expect(first.pushed).toEqual(second.pushed);

      const refused = `nowhere.invalid/own:1`;
      expect(await failureOf(own().run({ ...again, flags: { tags: [refused] } }))).toMatchObject({
        code: 'PUSH_FAILED',
        details: { reference: refused, registry: 'nowhere.invalid' },
      });
    });

    it('hands a single image to the engine, and says what it cannot hand over', async () => {
      await put({ Dockerfile: `FROM scratch\nLABEL ${RUN_LABEL}=${TAG}\nCOPY Dockerfile /y/\n` });
      const report = await own().run({ buildx: { cacheTo: ['type=local,dest=cache'] } });
      expect(report.image.id).toBe((await engine.inspectImage(`${TAG}:1`)).id);
      expect(await failureOf(own().run({ buildx: { sbom: true } }))).toMatchObject({
        code: 'BUILDER_UNSUITED',
        details: { driver: 'docker-container' },
      });
    });
  });
});
