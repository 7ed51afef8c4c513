import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build } from '../../src/actions/build.js';
import { pushImages } from '../../src/actions/push-images.js';
import { verify } from '../../src/actions/verify.js';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { checks } from '../../src/checks/index.js';
import Pin from '../../src/commands/pin.js';
import { packageRoot } from '../../src/config/package-files.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Context } from '../../src/ports/context.js';
import type { Engine } from '../../src/ports/engine.js';
import { createScriptedPrompter } from '../fakes/scripted-prompter.js';
import { labelledImages } from '../support/labelled-images.js';
import { startRegistry, type TestRegistry } from '../support/registry.js';
import { mustRun, run } from '../support/run.js';
import { realEngine } from '../support/verify-engine.js';

const RUN = `mcp-dock-registry-test-${randomUUID().slice(0, 8)}`;
/** Logins of every length modulo three: base64 of one of them alone needs no padding. */
const users = ['a', 'bb', 'ccc'].map((username) => ({ username, secret: `pa:ss/${randomUUID()}` }));
const [user] = users as [(typeof users)[0]];

let engine: Engine;
let open: TestRegistry;
let closed: TestRegistry;
let folder: string;
/** Tags to be removed at the end; those that were built here have the label too. */
const tags = new Set<string>();

beforeAll(async () => {
  [engine, open, closed] = await Promise.all([realEngine(), startRegistry(), startRegistry({ users })]);
});
afterAll(async () => {
  for (const image of [...tags, ...(await labelledImages(RUN))]) await run('docker', ['image', 'rm', '--force', image]);
  await Promise.all([open[Symbol.asyncDispose](), closed[Symbol.asyncDispose]()]);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-registry-e2e-'));
  await mkdir(join(folder, 'anonymous'));
  await mkdir(join(folder, 'known'));
  const auth = Buffer.from(`${user.username}:${user.secret}`).toString('base64');
  await writeFile(join(folder, 'known', 'config.json'), JSON.stringify({ auths: { [closed.host]: { auth } } }));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An image of one file that says which one it is. */
async function make(reference: string, content: string): Promise<string> {
  tags.add(reference);
  const context = pack();
  context.entry(
    { name: 'Dockerfile' },
    `FROM scratch\nLABEL ${RUN_LABEL}=${RUN}\nCOPY said /said\nUSER 1000:1000\nCMD ["/said"]\n`,
  );
  context.entry({ name: 'said' }, content);
  context.finalize();
  const { id } = await engine.buildImage(
    {
      context: Readable.from(context),
      dockerfile: 'Dockerfile',
      tags: [reference],
      buildArguments: {},
      labels: {},
      noCache: false,
      pull: false,
      secrets: {},
    },
    () => undefined,
  );
  return id;
}
const forget = async (reference: string) => void (await mustRun('docker', ['image', 'rm', '--force', reference]));
const isHere = (reference: string) =>
  engine.inspectImage(reference).then(
    () => true,
    () => false,
  );

const context = (who: 'anonymous' | 'known'): Context => ({
  engine,
  processes: createExecaProcessRunner(),
  prompter: createScriptedPrompter(),
  progress: createSilentProgress(),
  signal: new AbortController().signal,
  cwd: folder,
  environment: { DOCKER_CONFIG: join(folder, who), NO_COLOR: '1' },
  toolVersion: '0.0.0',
});

/** The command as a person runs it, up to its last words and its status. */
async function pinned(who: 'anonymous' | 'known', ...argv: string[]) {
  const printed: string[] = [];
  let status: number | undefined;
  class PinHere extends Pin {
    protected override async createContext(): Promise<Context> {
      return context(who);
    }
    protected override print(text: string): void {
      printed.push(text);
    }
    protected override endWith(exitCode: number): void {
      status = exitCode;
    }
  }
  await PinHere.run(argv, packageRoot);
  return { status, text: printed.join('') };
}

const buildHere = (who: 'anonymous' | 'known', tag: string, push = false) => {
  tags.add(tag);
  return build(
    { directory: folder, flags: { tags: [tag], labels: [`${RUN_LABEL}=${RUN}`] }, push, verbose: false },
    context(who),
  );
};
const put = (dockerfile: string) => writeFile(join(folder, 'Dockerfile'), dockerfile);
const dockerfile = () => readFile(join(folder, 'Dockerfile'), 'utf8');

describe('build --push', () => {
  it('sends what it has built, and says under which digest', async () => {
    await put(`FROM debian:bookworm-slim\nLABEL made=${RUN}\n`);
    const tag = `${closed.host}/${RUN}/built:1`;
    const { pushed, image } = await buildHere('known', tag, true);
    expect(pushed).toEqual([{ reference: tag, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/u) as string }]);
    expect((await engine.inspectImage(tag)).id).toBe(image.id);
    const authorization = `Basic ${Buffer.from(`${user.username}:${user.secret}`).toString('base64')}`;
    const accept = 'application/vnd.docker.distribution.manifest.v2+json';
    const stored = await fetch(`http://${closed.host}/v2/${RUN}/built/manifests/1`, {
      headers: { authorization, accept },
    });
    const { layers } = (await stored.json()) as { layers: { size: number }[] };
    expect(layers.length).toBeGreaterThan(0);
    expect(image).toMatchObject({
      digest: pushed?.[0]?.digest,
      compressedBytes: layers.reduce((sum, { size }) => sum + size, 0),
    });
    // Built again, the engine still knows the digest, and nobody knows what it takes elsewhere.
    const again = await buildHere('known', tag);
    expect(again.image.digest).toBe(image.digest);
    expect(again.image).not.toHaveProperty('compressedBytes');
    await expect(buildHere('anonymous', tag, true)).rejects.toMatchObject({
      code: 'PUSH_FAILED',
      details: { fault: 'unauthorized' },
    });
  });
});

describe('a registry that asks for no login', () => {
  it('takes an image, gives its digest, and gives it back', async () => {
    const reference = `${open.host}/${RUN}/there-and-back:1`;
    const id = await make(reference, 'a'.repeat(200_000));
    const seen: string[] = [];
    const { digest } = await engine.pushImage(reference, (message) => seen.push(message));
    expect(seen).toContainEqual(expect.stringMatching(/^[\d.]+ kB of 20\d kB$/u));
    const manifest = await fetch(`http://${open.host}/v2/${RUN}/there-and-back/manifests/1`, {
      headers: { accept: 'application/vnd.docker.distribution.manifest.v2+json' },
    });
    expect(manifest.headers.get('docker-content-digest')).toBe(digest);
    expect(await engine.askRegistry(reference)).toMatchObject({
      status: 'reachable',
      digest,
      platforms: ['linux/amd64'],
    });
    expect(await engine.pushImage(reference, () => undefined)).toEqual({ digest });

    await forget(reference);
    await engine.pullImage(reference, () => undefined);
    expect(await engine.inspectImage(reference)).toMatchObject({
      id,
      repoDigests: [expect.stringContaining(`there-and-back@${digest}`)],
    });
  });

  it('gives verify an image that is not here', async () => {
    const reference = `${open.host}/${RUN}/verified:1`;
    await make(reference, 'x');
    await engine.pushImage(reference, () => undefined);
    await forget(reference);
    expect(await isHere(reference)).toBe(false);
    const { results } = await verify(
      {
        target: { kind: 'image', reference },
        checks: checks.filter(({ id }) => id === 'image/numeric-user'),
        environment: {},
        headers: {},
        timeoutMs: 60_000,
      },
      context('anonymous'),
    );
    expect(results).toMatchObject([{ id: 'image/numeric-user', outcome: 'pass' }]);
    expect(await isHere(reference)).toBe(true);
  });

  it('is asked for the digest of the index, not of one platform in it', async () => {
    const reference = `${open.host}/${RUN}/many:amd64`;
    await make(reference, 'x');
    const { digest } = await engine.pushImage(reference, () => undefined);
    const manifests = `http://${open.host}/v2/${RUN}/many/manifests`;
    const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
    const size = Number(
      (await fetch(`${manifests}/amd64`, { headers: { accept: mediaType } })).headers.get('content-length'),
    );
    const index = 'application/vnd.docker.distribution.manifest.list.v2+json';
    const stored = await fetch(`${manifests}/1`, {
      method: 'PUT',
      headers: { 'content-type': index },
      body: JSON.stringify({
        schemaVersion: 2,
        mediaType: index,
        manifests: [{ mediaType, digest, size, platform: { os: 'linux', architecture: 'amd64' } }],
      }),
    });
    expect(stored.status).toBe(201);
    const ofIndex = stored.headers.get('docker-content-digest');
    expect(ofIndex).not.toBe(digest);
    await put(`FROM ${open.host}/${RUN}/many:1\n`);
    expect(await pinned('anonymous', folder, '--yes')).toMatchObject({ status: 0 });
    expect(await dockerfile()).toBe(`FROM ${open.host}/${RUN}/many:1@${ofIndex}\n`);
    await buildHere('anonymous', `${RUN}-of-index:1`);
  });
});

describe('a registry that wants a login', () => {
  const of = () => `${closed.host}/${RUN}/private:1`;

  it('takes nothing from nobody and from a wrong login, and everything from a right one', async () => {
    const reference = of();
    const id = await make(reference, 'private');
    const push = (secret?: string) =>
      engine.pushImage(reference, () => undefined, undefined, secret === undefined ? undefined : { ...user, secret });
    for (const secret of [undefined, 'wrong'])
      await expect(push(secret)).rejects.toMatchObject({ code: 'PUSH_FAILED', details: { fault: 'unauthorized' } });

    const digests = new Set<string>();
    for (const login of users)
      digests.add((await engine.pushImage(reference, () => undefined, undefined, login)).digest);
    expect(digests.size).toBe(1);
    for (const login of users)
      expect(await engine.askRegistry(reference, { login })).toMatchObject({
        status: 'reachable',
        digest: [...digests][0],
      });
    expect(await engine.askRegistry(reference)).toMatchObject({ status: 'unauthorized' });
    expect(await engine.askRegistry(reference, { login: { ...user, secret: 'wrong' } })).toMatchObject({
      status: 'unauthorized',
    });

    await forget(reference);
    const pull = (login?: typeof user) => engine.pullImage(reference, () => undefined, undefined, login);
    for (const login of [undefined, { ...user, secret: 'wrong' }])
      await expect(pull(login)).rejects.toMatchObject({ code: 'PULL_FAILED' });
    for (const login of users) {
      await pull(login);
      expect(await engine.inspectImage(reference)).toMatchObject({ id });
      await forget(reference);
    }
  });

  it('takes all tags of a build with the login of docker’s config', async () => {
    const references = [`${closed.host}/${RUN}/tags:1`, `${open.host}/${RUN}/tags:latest`];
    for (const reference of references) await make(reference, 'tags');
    await expect(pushImages(references, context('anonymous'))).rejects.toMatchObject({
      code: 'PUSH_FAILED',
      exitCode: 3,
      suggestions: [`Log in first: docker login ${closed.host}`],
    });
    const pushed = await pushImages(references, context('known'));
    expect(pushed.map(({ reference }) => reference)).toEqual(references);
    for (const { reference, digest } of pushed)
      expect(await engine.askRegistry(reference, { login: user })).toMatchObject({ status: 'reachable', digest });
  });

  it('gives digests to pin and base images to BuildKit, with the login of docker’s config alone', async () => {
    const base = `${closed.host}/${RUN}/base:1`;
    await make(base, 'first');
    const [first] = await pushImages([base], context('known'));
    await forget(base);
    const text = (digest: string) =>
      `# base\r\nARG BASE_REGISTRY=${closed.host}/${RUN}\r\nFROM \${BASE_REGISTRY}/base:1${digest} AS runtime\r\n`;
    await put(text(''));

    await expect(pinned('anonymous', folder, '--yes')).resolves.toMatchObject({ status: 3, text: '' });
    expect(await dockerfile()).toBe(text(''));
    expect(await pinned('known', folder, '--check')).toMatchObject({ status: 1 });
    expect(await dockerfile()).toBe(text(''));
    expect(await pinned('known', folder, '--yes')).toMatchObject({ status: 0 });
    expect(await dockerfile()).toBe(text(`@${first?.digest}`));
    expect(await pinned('known', folder, '--check')).toMatchObject({ status: 0 });
    expect((await pinned('known', folder, '--yes')).text).toContain('is unchanged');

    const tag = `${RUN}-from-private:1`;
    await expect(buildHere('anonymous', tag)).rejects.toMatchObject({ details: { cause: 'auth' } });
    const built = await buildHere('known', tag);
    expect(built.image.tags).toEqual([tag]);

    // The tag moves on; the pin does not.
    await make(base, 'second');
    const [second] = await pushImages([base], context('known'));
    await forget(base);
    expect(second?.digest).not.toBe(first?.digest);
    expect((await buildHere('known', tag)).image.id).toBe(built.image.id);
    const outdated = await pinned('known', folder, '--check', '--json');
    expect(outdated.status).toBe(1);
    expect(JSON.parse(outdated.text)).toMatchObject({
      outcome: 'checked',
      images: [{ line: 3, state: 'outdated', reference: base, digest: first?.digest, newest: second?.digest }],
    });
    expect(await pinned('known', folder, '--yes')).toMatchObject({ status: 0 });
    expect(await dockerfile()).toBe(text(`@${second?.digest}`));
    expect((await buildHere('known', tag)).image.id).not.toBe(built.image.id);
  });
});

describe('registries that do not answer', () => {
  it('keep pin from changing anything, even the images of others', async () => {
    const reference = `${open.host}/${RUN}/one-of-two:1`;
    await make(reference, 'x');
    await engine.pushImage(reference, () => undefined);
    const text = `FROM ${reference} AS one\nFROM registry.invalid/two:1\n`;
    await put(text);
    expect(await pinned('anonymous', folder, '--yes')).toMatchObject({ status: 3, text: '' });
    expect(await pinned('anonymous', folder, '--check')).toMatchObject({ status: 3 });
    expect(await dockerfile()).toBe(text);
  });

  it.each([
    ['a name that nobody has', 'registry.invalid', /no-such-host|unreachable/u],
    ['a port on which nobody listens', '127.0.0.1:1', /unreachable/u],
  ])('refuse a push: %s', async (_, host, fault) => {
    const reference = `${host}/${RUN}/x:1`;
    await make(reference, 'x');
    await expect(engine.pushImage(reference, () => undefined)).rejects.toMatchObject({
      code: 'PUSH_FAILED',
      details: { reference, fault: expect.stringMatching(fault) },
    });
  });

  it('are not even asked for an image that is not here', async () => {
    await expect(engine.pushImage(`${open.host}/${RUN}/never-made:1`, () => undefined)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
  });
});
