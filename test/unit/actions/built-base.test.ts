import { describe, expect, it } from 'vitest';
import { builtBase, ownDigest } from '../../../src/actions/built-base.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { imageConfig } from '../../support/image-facts.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const dockerfileText = 'ARG V=24\nFROM node:22 AS build\nFROM node:${V}-slim\n';

const engine = {
  inspectImage: async (reference: string) => {
    if (reference !== 'node:24-slim') throw new McpDockError('IMAGE_NOT_FOUND', { reference });
    const labels = { 'io.mcp-dock.stand-in': 'true' };
    const repoDigests = [`node@${DIGEST}`];
    return { ...imageConfig({ reference, labels, repoDigests }), environment: [], layers: ['a'], tags: [] };
  },
};

const OTHER = `sha256:${'cd'.repeat(32)}`;
const base = (text: string, given: Partial<Parameters<typeof builtBase>[1]> = {}) =>
  builtBase(engine, { dockerfileText: text, buildArguments: {}, layers: ['a', 'b'], steps: [], ...given });

describe('builtBase', () => {
  it('is the image of the stage that was built, as the engine knows it', async () => {
    expect(await base(dockerfileText)).toMatchObject({
      shown: { reference: 'node:24-slim', digest: DIGEST, standIn: true },
      layers: ['a'],
    });
  });

  it.each([
    ['a default of ARG', 'ARG V="24"\nFROM node:${V}-slim', {}, 'node:24-slim'],
    ['a build argument', 'ARG V=20\nFROM node:${V}-slim', { buildArguments: { V: '24' } }, 'node:24-slim'],
    ['an argument of an argument', 'ARG M=24\nARG V=$M-slim\nFROM node:$V', {}, 'node:24-slim'],
    ['a stage before', 'FROM node:24-slim AS a\nFROM a AS b\nFROM B', {}, 'node:24-slim'],
    ['a stage by its number', 'FROM node:24-slim\nFROM scratch\nFROM 0', {}, 'node:24-slim'],
    ['a target by its number', 'FROM node:24-slim\nFROM scratch', { target: '0' }, 'node:24-slim'],
    ['a platform', 'FROM --platform=$BUILDPLATFORM node:24-slim', {}, 'node:24-slim'],
  ])('follows %s', async (_, text, given, reference) => {
    expect(await base(text, given)).toMatchObject({ shown: { reference, digest: DIGEST }, layers: ['a'] });
  });

  it.each([
    ['scratch', 'FROM scratch\n'],
    ['a stage on scratch', 'FROM scratch AS files\nFROM files\n'],
    ['an argument without a value', 'ARG V\nFROM node:$V\n'],
  ])('is nothing for %s', async (_, text) => {
    expect(await base(text)).toBeUndefined();
  });

  it('is only a name where BuildKit has kept it to itself', async () => {
    expect(await base(dockerfileText, { target: 'build' })).toEqual({ shown: { reference: 'node:22' }, layers: [] });
  });

  it('has the digest that the Dockerfile pins, whatever the engine knows', async () => {
    const reference = `node:22@${OTHER}`;
    expect(await base(`FROM ${reference}`)).toEqual({ shown: { reference, digest: OTHER }, layers: [] });
  });

  it('has the digest that the builder names', async () => {
    const steps = ['[internal] load build definition', `[build 1/3] FROM docker.io/library/node:22@${OTHER}`];
    const shown = { reference: 'node:22', digest: OTHER };
    expect(await base('FROM node:22', { steps })).toEqual({ shown, layers: [] });
  });

  it('says nothing of an image that has the name and was not built on', async () => {
    const steps = [`[1/3] FROM docker.io/library/node:24-slim@${OTHER}`];
    expect(await base(dockerfileText, { layers: ['x', 'b'] })).toEqual({
      shown: { reference: 'node:24-slim' },
      layers: [],
    });
    expect(await base(dockerfileText, { layers: ['x', 'b'], steps })).toMatchObject({ shown: { digest: OTHER } });
  });
});

describe('ownDigest', () => {
  it.each([
    ['node:24', [`node@${DIGEST}`], DIGEST],
    ['docker.io/library/node:24', [`mirror.example/node@${OTHER}`, `node@${DIGEST}`], DIGEST],
    ['127.0.0.1:5000/a/b:1', [`127.0.0.1:5000/a/b@${DIGEST}`], DIGEST],
    ['todo:1.0.0', [`acme/todo@${DIGEST}`], undefined],
    ['todo:1.0.0', [], undefined],
  ])('of %s among %j', (reference, repoDigests, digest) => {
    expect(ownDigest(reference, repoDigests)).toBe(digest);
  });
});
