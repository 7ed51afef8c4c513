import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pin, type PinInput } from '../../../src/actions/pin.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { configSchema } from '../../../src/config/schema.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import type { RegistryAnswer, RegistryCredentials } from '../../../src/ports/engine.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { createScriptedPrompter, type Answers } from '../../fakes/scripted-prompter.js';
import { fakeProcesses } from '../../support/probe-context.js';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;
const reachable = (digest: string): RegistryAnswer => ({ status: 'reachable', digest });

let folder: string;
let notes: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pin-'));
  notes = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface World {
  readonly registry?: Readonly<Record<string, RegistryAnswer>>;
  readonly standIns?: readonly string[];
  readonly answers?: Answers;
  /** Happens while the person thinks. */
  readonly meanwhile?: () => Promise<void>;
  readonly environment?: Record<string, string>;
}

function run(input: Partial<PinInput> = {}, world: World = {}) {
  const asked: (readonly [string, RegistryCredentials | undefined])[] = [];
  const engine = fakeEngine({
    askRegistry: async (reference, { login } = {}) => {
      asked.push([reference, login]);
      return world.registry?.[reference] ?? { status: 'unreachable', message: 'dial tcp: no such host' };
    },
    inspectImage: async (reference) => {
      if (world.standIns?.includes(reference) !== true) throw new McpDockError('IMAGE_NOT_FOUND', { reference });
      return { labels: { 'io.mcp-dock.stand-in': 'true' } } as never;
    },
  });
  const prompter = createScriptedPrompter(world.answers);
  const result = pin(
    { directory: folder, mode: 'write', yes: true, ...input },
    {
      engine,
      processes: fakeProcesses(),
      prompter: {
        ...prompter,
        confirm: async (question) => {
          await world.meanwhile?.();
          return prompter.confirm(question);
        },
      },
      progress: { ...createSilentProgress(), note: (message) => notes.push(message) },
      signal: new AbortController().signal,
      cwd: folder,
      environment: { DOCKER_CONFIG: '/nowhere', ...world.environment },
      toolVersion: '0.0.0',
    },
  );
  return { result, asked };
}

const dockerfile = (name = 'Dockerfile') => readFile(join(folder, name), 'utf8');
const put = (text: string | Buffer, name = 'Dockerfile') => writeFile(join(folder, name), text);

describe('pin', () => {
  it('writes the digest of the registry, asking once for each image', async () => {
    await put('FROM node:24 AS a\nFROM node:24 AS b\nFROM debian:12\n');
    const { result, asked } = run({}, { registry: { 'node:24': reachable(A), 'debian:12': reachable(B) } });
    expect(await result).toMatchObject({
      outcome: 'written',
      path: join(folder, 'Dockerfile'),
      shownPath: 'Dockerfile',
    });
    expect(await dockerfile()).toBe(`FROM node:24@${A} AS a\nFROM node:24@${A} AS b\nFROM debian:12@${B}\n`);
    expect(asked).toEqual([
      ['node:24', undefined],
      ['debian:12', undefined],
    ]);
  });

  it('updates a digest that is old, and leaves a file without news untouched', async () => {
    await put(`FROM node:24@${B}\n`);
    const world = { registry: { 'node:24': reachable(A) } };
    expect(await run({}, world).result).toMatchObject({
      outcome: 'written',
      images: [{ state: 'outdated', digest: B, newest: A }],
    });
    const { mtimeMs, ino } = await stat(join(folder, 'Dockerfile'));
    expect(await run({}, world).result).toMatchObject({ outcome: 'unchanged', images: [{ state: 'current' }] });
    expect(await stat(join(folder, 'Dockerfile'))).toMatchObject({ mtimeMs, ino });
  });

  it('keeps a byte order mark, endings of lines and modes', async () => {
    await put('\ufeffFROM node:24\r\n# ä\r\n');
    const world = { registry: { 'node:24': reachable(A) } };
    expect(await run({ mode: 'dry-run' }, world).result).toMatchObject({ outcome: 'dry-run' });
    await run({}, world).result;
    expect(await dockerfile()).toBe(`\ufeffFROM node:24@${A}\r\n# ä\r\n`);
  });

  it('asks with the login of the registry', async () => {
    await put('FROM r.example:5000/base:1\n');
    const auth = Buffer.from('me:geheim').toString('base64');
    await put(JSON.stringify({ auths: { 'r.example:5000': { auth } } }), 'config.json');
    const { result, asked } = run(
      {},
      { registry: { 'r.example:5000/base:1': reachable(A) }, environment: { DOCKER_CONFIG: folder } },
    );
    await result;
    expect(asked).toEqual([['r.example:5000/base:1', { username: 'me', secret: 'geheim' }]]);
  });

  it('takes Dockerfile and arguments of the project', async () => {
    await mkdir(join(folder, 'docker'));
    await put('ARG V\nARG R=docker.io/library\nFROM $R/node:24\nFROM x:$V', 'docker/prod');
    const config = configSchema.parse({
      name: 'x',
      build: { dockerfile: 'docker/prod', args: { R: 'mirror.example', V: '1' } },
    });
    const { result } = run(
      { project: { config, directory: folder } },
      { registry: { 'mirror.example/node:24': reachable(A), 'docker.io/library/node:24': reachable(A) } },
    );
    expect(await result).toMatchObject({
      shownPath: 'docker/prod',
      images: [{ state: 'not-pinned' }, { state: 'left-alone', reason: expect.stringMatching(/^V has no value/u) }],
    });
    expect(await dockerfile('docker/prod')).toContain(`FROM $R/node:24@${A}\n`);
  });

  it('leaves alone what only the project’s mirror has, when the default does not answer', async () => {
    await put('ARG R=docker.io/library\nFROM $R/node:24\n');
    const config = configSchema.parse({ name: 'x', build: { args: { R: 'mirror.example' } } });
    const { result } = run(
      { project: { config, directory: folder } },
      { registry: { 'mirror.example/node:24': reachable(A) } },
    );
    expect(await result).toMatchObject({
      outcome: 'unchanged',
      images: [{ state: 'left-alone', reason: expect.stringContaining('is not known: dial tcp: no such host.') }],
    });
  });
});

describe('pin without a digest', () => {
  it.each<[string, RegistryAnswer, object]>([
    ['offline', { status: 'unreachable', message: 'no such host' }, { status: 'unreachable', reason: 'no such host' }],
    [
      'without a login',
      { status: 'unauthorized', message: 'no basic auth.' },
      { status: 'unauthorized', reason: 'no basic auth' },
    ],
    ['of nothing', { status: 'not-found' }, { status: 'not-found' }],
    ['from a registry that tells none', { status: 'reachable' }, { status: 'no-digest' }],
  ])('%s changes nothing at all', async (_, answer, failure) => {
    const text = 'FROM debian:12\nFROM node:24\n';
    await put(text);
    for (const mode of ['write', 'dry-run'] as const) {
      const { result } = run({ mode }, { registry: { 'debian:12': reachable(B), 'node:24': answer } });
      await expect(result).rejects.toMatchObject({
        code: 'DIGEST_UNAVAILABLE',
        exitCode: 3,
        details: {
          path: 'Dockerfile',
          failures: [{ reference: 'node:24', line: 2, registry: 'docker.io', standIn: false, ...failure }],
        },
        message: expect.stringMatching(/^Dockerfile:2: node:24: [^]*\.\nNothing was changed\.$/u),
      });
    }
    expect(await dockerfile()).toBe(text);
  });

  it('says that a stand-in has none', async () => {
    await put('FROM node:24\n');
    const { result } = run({}, { standIns: ['node:24'] });
    await expect(result).rejects.toMatchObject({
      details: { failures: [{ standIn: true }] },
      message: expect.stringContaining('is a stand-in'),
    });
    expect(await dockerfile()).toBe('FROM node:24\n');
  });

  it('names every image that failed, with what to do', async () => {
    await put('FROM r.example/a:1\nFROM node:24\nFROM acme/b:1\n');
    const { result } = run(
      {},
      { registry: { 'r.example/a:1': { status: 'unauthorized' }, 'acme/b:1': { status: 'not-found' } } },
    );
    const error: unknown = await result.catch((failure: unknown) => failure);
    expect((error as McpDockError).message.split('\n')).toHaveLength(4);
    expect((error as McpDockError).suggestions).toEqual([
      'Log in first: docker login r.example',
      'Check the spelling of name and tag.',
      expect.stringContaining('mcp-dock doctor'),
      expect.stringContaining('ARG BASE_REGISTRY='),
    ]);
  });
});

describe('pin --check', () => {
  it.each<[string, string, RegistryAnswer, string]>([
    ['a pin that holds', `FROM node:24@${A}`, reachable(A), 'current'],
    ['a pin that is old', `FROM node:24@${B}`, reachable(A), 'outdated'],
    ['no pin', 'FROM node:24', reachable(A), 'not-pinned'],
    ['an image that is gone', `FROM node:24@${A}`, { status: 'not-found' }, 'left-alone'],
  ])('sees %s and changes nothing', async (_, text, answer, state) => {
    await put(text);
    const { result } = run({ mode: 'check' }, { registry: { 'node:24': answer } });
    expect(await result).toMatchObject({ outcome: 'checked', images: [{ state }] });
    expect(await dockerfile()).toBe(text);
  });

  it('cannot tell offline', async () => {
    await put(`FROM node:24@${A}`);
    await expect(run({ mode: 'check' }).result).rejects.toMatchObject({ code: 'DIGEST_UNAVAILABLE' });
  });
});

describe('pin in a terminal', () => {
  const world = { registry: { 'node:24': reachable(A) } };
  beforeEach(() => put('FROM node:24\n'));

  it('shows the difference and writes after a yes', async () => {
    const { result } = run({ yes: false }, { ...world, answers: [['Write this digest into Dockerfile?', true]] });
    expect(await result).toMatchObject({ outcome: 'written' });
    expect(notes.join('\n')).toContain(`-FROM node:24\n+FROM node:24@${A}`);
  });

  it('writes nothing after a no', async () => {
    const { result } = run({ yes: false }, { ...world, answers: [[/Write/u, false]] });
    await expect(result).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await dockerfile()).toBe('FROM node:24\n');
  });

  it('writes over nothing that was written while it asked', async () => {
    const { result } = run(
      { yes: false },
      { ...world, answers: [[/Write/u, true]], meanwhile: () => put('FROM node:22\n') },
    );
    await expect(result).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED' });
    expect(await dockerfile()).toBe('FROM node:22\n');
  });
});

describe('pin of what is no Dockerfile', () => {
  it.each<[string, Partial<PinInput>, string | Buffer | undefined, string]>([
    ['a folder without a project', {}, undefined, 'PROJECT_NOT_FOUND'],
    ['a file that is not there', { file: 'nowhere' }, undefined, 'DOCKERFILE_INVALID'],
    ['bytes', {}, Buffer.from([0x46, 0xff, 0x0a]), 'DOCKERFILE_INVALID'],
    ['what no builder takes', {}, 'FORM node:24\n', 'DOCKERFILE_INVALID'],
  ])('%s', async (_, input, content, code) => {
    if (content !== undefined) await put(content);
    const { result, asked } = run(input);
    await expect(result).rejects.toMatchObject({ code });
    expect(asked).toEqual([]);
  });

  it('asks nobody for a Dockerfile that names no image', async () => {
    await put('FROM scratch\n');
    const { result, asked } = run();
    expect(await result).toMatchObject({ outcome: 'unchanged', images: [] });
    expect(asked).toEqual([]);
  });
});
