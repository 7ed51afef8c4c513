import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireOutputs } from '../../../src/actions/require-outputs.js';
import { parseOutput } from '../../../src/plan/buildx-options.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-outputs-'));
  await mkdir(join(folder, 'there'));
  await writeFile(join(folder, 'file'), '');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('where a build writes', () => {
  it.each(['out', 'a/b/out', 'there', 'type=tar,dest=x.tar', 'type=oci,dest=there/x.tar', 'type=docker,dest=file'])(
    'may be %s',
    async (spec) => {
      await expect(requireOutputs([parseOutput(spec)], folder)).resolves.toBeUndefined();
    },
  );

  it('may be a folder for an image that is to be one', async () => {
    await expect(requireOutputs([parseOutput('type=oci,tar=false,dest=there')], folder)).resolves.toBeUndefined();
  });

  it.each<[string, RegExp]>([
    ['file', /a file has that name/u],
    ['type=tar,dest=there', /a folder has that name/u],
    ['type=oci,dest=nowhere/x.tar', /there is no folder .*nowhere/u],
    ['type=tar,dest=file/x.tar', /a part of its path is a file|there is no folder/u],
  ])('is not %s', async (spec, reason) => {
    await expect(requireOutputs([parseOutput('there'), parseOutput(spec)], folder)).rejects.toMatchObject({
      code: 'FILE_WRITE_FAILED',
      details: { reason: expect.stringMatching(reason) as string },
    });
  });
});
