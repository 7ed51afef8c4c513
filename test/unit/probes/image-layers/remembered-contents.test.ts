import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RememberedContents } from '../../../../src/probes/image-layers/remembered-contents.js';
import { imageContents } from '../../../support/image-facts.js';

const question = {
  imageId: 'sha256:1',
  toolVersion: '1.0.0',
  inputs: [{ matched: 'debian:bookworm-slim' }, ['s3cret-value']],
};

describe('RememberedContents', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'remembered-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const cache = (more: Record<string, string> = {}) => new RememberedContents({ XDG_CACHE_HOME: folder, ...more });
  const files = () => readdir(join(folder, 'mcp-dock', 'image-contents'));

  it('gives back what it was given', async () => {
    await cache().keep(question, imageContents({ totalBytes: 7 }));
    expect((await cache().find(question))?.totalBytes).toBe(7);
  });

  it.each([
    { name: 'another image', other: { ...question, imageId: 'sha256:2' } },
    { name: 'another version of mcp-dock', other: { ...question, toolVersion: '1.0.1' } },
    { name: 'another base', other: { ...question, inputs: [undefined, ['s3cret-value']] } },
    { name: 'other secrets to look for', other: { ...question, inputs: [{ matched: 'debian:bookworm-slim' }, []] } },
  ])('does not answer for $name', async ({ other }) => {
    await cache().keep(question, imageContents());
    expect(await cache().find(other)).toBeUndefined();
  });

  it('reads again what was cut off', async () => {
    await cache().keep(question, imageContents());
    const [name = ''] = await files();
    await writeFile(join(folder, 'mcp-dock', 'image-contents', name), '{"layers":[');
    expect(await cache().find(question)).toBeUndefined();
  });

  it('keeps nothing when told so, and nothing without a folder', async () => {
    await cache({ MCP_DOCK_NO_SCAN_CACHE: '1' }).keep(question, imageContents());
    await new RememberedContents({}).keep(question, imageContents());
    await expect(files()).rejects.toThrow(/ENOENT/u);
  });

  it('forgets the oldest', async () => {
    for (let index = 0; index < 53; index += 1)
      await cache().keep({ ...question, imageId: `sha256:${index}` }, imageContents());
    expect(await files()).toHaveLength(50);
  });

  it('does not write the secrets that it was asked about', async () => {
    await cache().keep(question, imageContents());
    expect(JSON.stringify(await files())).not.toContain('s3cret-value');
  });
});
