import { describe, expect, it } from 'vitest';
import { builtBase } from '../../../src/actions/built-base.js';
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

describe('builtBase', () => {
  it('is the image of the stage that was built, as the engine knows it', async () => {
    const found = await builtBase(engine, { dockerfileText, buildArguments: {} });
    expect(found).toMatchObject({
      shown: { reference: 'node:24-slim', digest: DIGEST, standIn: true },
      layers: ['a'],
    });
  });

  it('is only a name where BuildKit has kept it to itself', async () => {
    const given = { dockerfileText, target: 'build', buildArguments: {} };
    expect(await builtBase(engine, given)).toEqual({ shown: { reference: 'node:22' }, layers: [] });
  });

  it('is nothing for scratch', async () => {
    expect(await builtBase(engine, { dockerfileText: 'FROM scratch\n', buildArguments: {} })).toBeUndefined();
  });
});
