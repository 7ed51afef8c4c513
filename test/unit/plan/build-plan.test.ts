import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config/schema.js';
import { planBuild, type BuildPlanInput } from '../../../src/plan/build-plan.js';
import { outlineDockerfile } from '../../../src/plan/dockerfile-outline.js';

const plan = ({
  dockerfile = 'FROM a AS build\nFROM b',
  ...input
}: Partial<Omit<BuildPlanInput, 'dockerfile'>> & { dockerfile?: string } = {}) =>
  planBuild({
    fallbackName: 'folder',
    flags: {},
    environment: {},
    outline: outlineDockerfile(dockerfile, 'Dockerfile'),
    dockerfile: 'Dockerfile',
    engine: { buildkit: true, platform: 'linux/amd64' },
    ...input,
  });
const config = (build: object = {}, image?: string) =>
  configSchema.parse({ name: 'todo', ...(image !== undefined && { image }), build });

describe('the plan of a build', () => {
  it('needs nothing but a folder', () => {
    expect(plan()).toEqual({
      dockerfile: 'Dockerfile',
      tags: ['folder:latest'],
      arguments: {},
      labels: {},
      secrets: [],
      ssh: [],
      noCache: false,
      pull: false,
      warnings: [],
    });
  });

  it('stands beside the image of the project when it is fresh, and asks no registry itself', () => {
    const fresh = { fresh: true, pull: true };
    const expected = { tags: ['acme/todo:fresh'], noCache: true, pull: false };
    expect(plan({ config: config({}, 'acme/todo:1.2.0'), flags: fresh })).toMatchObject(expected);
    expect(plan({ flags: { ...fresh, tags: ['x:1'] } })).toMatchObject({ ...expected, tags: ['x:1'] });
  });

  it('names the stage with the tests', () => {
    const dockerfile = 'FROM a AS check\nRUN x\nFROM b';
    expect(plan({ config: config({ testTarget: 'check' }), flags: { test: true }, dockerfile })).toMatchObject({
      testTarget: 'check',
    });
    expect(plan({ config: config({ testTarget: 'check' }), dockerfile })).not.toHaveProperty('testTarget');
  });

  it('takes the config, and flags before it', () => {
    const settings = { target: 'build', platform: 'linux/arm64', args: { A: '1', B: '2' }, labels: { x: 'y' } };
    const dockerfile = 'FROM a AS build\nARG A\nARG B\nFROM b';
    expect(plan({ config: config(settings, 'acme/todo:1.2.0'), dockerfile })).toMatchObject({
      tags: ['acme/todo:1.2.0'],
      target: 'build',
      platform: 'linux/arm64',
      arguments: { A: '1', B: '2' },
      labels: { 'org.opencontainers.image.title': 'todo', 'org.opencontainers.image.version': '1.2.0', x: 'y' },
    });
    const flags = {
      tags: ['a', 'b:1', 'a:latest'],
      target: '1',
      platform: 'linux/amd64',
      buildArgs: ['B=3'],
      noCache: true,
      pull: true,
    };
    expect(plan({ config: config(settings), flags, dockerfile })).toMatchObject({
      tags: ['a:latest', 'b:1'],
      target: '1',
      platform: 'linux/amd64',
      arguments: { A: '1', B: '3' },
      noCache: true,
      pull: true,
      warnings: [],
    });
  });

  it.each([
    ['a value', ['A=b=c'], {}, { A: 'b=c' }],
    ['an empty value', ['A='], {}, { A: '' }],
    ['a value of the environment', ['A'], { A: 'here' }, { A: 'here' }],
  ])('takes %s for a build argument', (_, buildArgs, environment, expected) => {
    expect(plan({ flags: { buildArgs }, environment, dockerfile: 'FROM a\nARG A' }).arguments).toEqual(expected);
  });

  it('refuses a build argument without a value, here or there', () => {
    expect(() => plan({ flags: { buildArgs: ['A'] }, dockerfile: 'FROM a\nARG A' })).toThrow(
      '--build-arg A has no value, and the variable is not set here.',
    );
  });

  it.each([
    ['mirror.example.com/library', 'mirror.example.com/library'],
    ['https://mirror.example.com:5000/hub/', 'mirror.example.com:5000/hub'],
  ])('takes base images from %s', (baseRegistry, expected) => {
    const dockerfile = 'ARG BASE_REGISTRY=docker.io/library\nFROM ${BASE_REGISTRY}/debian';
    const found = plan({ flags: { baseRegistry }, dockerfile });
    expect([found.arguments, found.warnings]).toEqual([{ BASE_REGISTRY: expected }, []]);
    expect(plan({ flags: { baseRegistry } }).warnings).toEqual([
      'Build argument BASE_REGISTRY has no effect: no ARG of the Dockerfile declares it.',
    ]);
    expect(() => plan({ flags: { baseRegistry: 'not a registry' } })).toThrow('is no registry');
  });

  it('takes labels and network of flags before those of the config', () => {
    const found = plan({
      config: config({ labels: { team: 'a', kept: 'x=y' }, network: 'default' }),
      flags: { labels: ['team=b=c', 'empty='], network: 'none' },
    });
    expect(found).toMatchObject({ labels: { team: 'b=c', kept: 'x=y', empty: '' }, network: 'none' });
    expect(() => plan({ flags: { labels: ['team'] } })).toThrow('--label team is not KEY=VALUE.');
  });

  it('says which secrets and agents no step mounts', () => {
    const given = {
      secrets: [
        { id: 'npmrc', from: '/home/me/.npmrc' },
        { id: 'pip', from: '$PIP' },
      ],
      ssh: [
        { id: 'default', socket: '/agent' },
        { id: 'git', socket: '/agent' },
      ],
    };
    const dockerfile = 'FROM a\nRUN --mount=type=secret,id=npmrc npm ci\nRUN --mount=type=ssh git clone x';
    expect(plan({ ...given, dockerfile }).warnings).toEqual([
      expect.stringMatching(/^Secret pip has no effect/u),
      expect.stringMatching(/^SSH agent git has no effect/u),
    ]);
    expect(plan({ ...given, engine: { buildkit: false, platform: 'linux/amd64' } }).warnings).toContain(
      'Secrets and SSH agents are not given to the build: they need BuildKit.',
    );
  });

  it('passes proxies on, but not those of this machine alone', () => {
    const environment = {
      HTTPS_PROXY: 'http://u:p@proxy.example:3128',
      http_proxy: 'http://127.0.0.1:8080',
      NO_PROXY: 'localhost',
      ALL_PROXY: '',
    };
    const found = plan({ environment });
    expect(found.arguments).toEqual({ HTTPS_PROXY: 'http://u:p@proxy.example:3128', NO_PROXY: 'localhost' });
    expect(found.warnings).toEqual([expect.stringMatching(/^http_proxy points at this machine/u)]);
  });

  it('sets only labels that stay the same for the same sources', () => {
    const environment = { SOURCE_DATE_EPOCH: '1700000000', GITHUB_SHA: 'abc' };
    const found = plan({ environment, config: config({}, 'todo:latest') });
    expect(found.labels).toEqual({
      'org.opencontainers.image.title': 'todo',
      'org.opencontainers.image.revision': 'abc',
      'org.opencontainers.image.created': '2023-11-14T22:13:20.000Z',
    });
    expect(found.arguments).toEqual({ SOURCE_DATE_EPOCH: '1700000000' });
    expect(plan({ environment: { SOURCE_DATE_EPOCH: 'soon' } }).labels).toEqual({});
  });

  it('leaves the labels of the Dockerfile alone', () => {
    const dockerfile = 'FROM a\nLABEL org.opencontainers.image.title="To do"';
    expect(plan({ config: config({}, 'todo:1'), dockerfile }).labels).toEqual({
      'org.opencontainers.image.version': '1',
    });
    expect(
      plan({ config: config({ labels: { 'org.opencontainers.image.title': 'mine' } }, 'todo:1'), dockerfile }).labels,
    ).toMatchObject({ 'org.opencontainers.image.title': 'mine' });
  });

  it('names the secret and not its value', () => {
    const dockerfile = 'FROM a\nRUN --mount=type=secret,id=corp_ca,target=/run/secrets/corp_ca.pem x';
    const caFile = { path: '/ca.pem', from: '--ca-file' };
    expect(plan({ caFile, dockerfile })).toMatchObject({ secrets: [{ id: 'corp_ca', from: '/ca.pem' }], warnings: [] });
  });

  it.each<[string, Parameters<typeof plan>[0], RegExp[]]>([
    [
      'a CA file that nothing mounts',
      { caFile: { path: '/ca.pem', from: '--ca-file' } },
      [/no RUN of the Dockerfile mounts it/u],
    ],
    ['a CA file of Node’s that nothing mounts', { caFile: { path: '/ca.pem', from: 'NODE_EXTRA_CA_CERTS' } }, []],
    [
      'an engine without BuildKit',
      {
        caFile: { path: '/ca.pem', from: '--ca-file' },
        dockerfile: 'FROM a\nRUN --mount=type=cache,target=/c x',
        engine: { buildkit: false, platform: 'linux/amd64' },
      },
      [/secrets need BuildKit/u, /no BuildKit/u],
    ],
    ['another platform', { flags: { platform: 'linux/arm64' } }, [/engine runs linux\/amd64/u]],
    [
      'several platforms, each but the own one',
      { flags: { platform: 'linux/amd64,linux/arm64,linux/arm/v7' } },
      [/for linux\/arm64 and/u, /for linux\/arm\/v7 and/u],
    ],
    ['an argument that nobody declares', { flags: { buildArgs: ['X=1'] } }, [/X has no effect/u]],
    [
      'an argument that looks like a secret',
      { flags: { buildArgs: ['NPM_TOKEN=1'] }, dockerfile: 'FROM a\nARG NPM_TOKEN' },
      [/NPM_TOKEN looks like a secret/u],
    ],
  ])('warns of %s', (_, input, messages) => {
    expect(plan(input).warnings).toEqual(messages.map((message) => expect.stringMatching(message) as string));
  });

  it.each<[string, Parameters<typeof plan>[0], string, RegExp]>([
    ['a stage that is not there', { flags: { target: 'nope' } }, 'FLAG_INVALID', /no stage "nope"; it has build/u],
    ['the number of a stage that is not there', { flags: { target: '2' } }, 'FLAG_INVALID', /no stage "2"/u],
    [
      'several platforms of which one is none',
      { flags: { platform: 'linux/amd64, arm64' } },
      'FLAG_INVALID',
      /" arm64" is no platform/u,
    ],
    ['no platform', { flags: { platform: 'arm' } }, 'FLAG_INVALID', /no platform/u],
    ['a build argument without a key', { flags: { buildArgs: ['=geheim'] } }, 'FLAG_INVALID', /KEY=VALUE/u],
    ['no reference', { flags: { tags: ['A'] } }, 'IMAGE_REFERENCE_INVALID', /upper-case/u],
  ])('refuses %s', (_, input, code, message) => {
    expect(() => plan(input)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
    );
  });
});
