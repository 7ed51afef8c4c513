import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { smallImageFiles } from '../../../src/actions/small-image-files.js';

async function tarOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  return buffer(tar);
}
const archive = async (files: Readonly<Record<string, string | Buffer>>) => Readable.from([await tarOf(files)]);
const texts = (files: ReadonlyMap<string, Buffer>) =>
  Object.fromEntries([...files].map(([path, content]) => [path, content.toString()]));

it('reads the layout of older engines, upper layers over lower ones', async () => {
  const files = await smallImageFiles(
    await archive({
      'b/layer.tar': await tarOf({ 'lock.json': 'new', 'empty.txt': '' }),
      'a/layer.tar': await tarOf({ './lock.json': 'old', other: 'x' }),
      'manifest.json': JSON.stringify([{ Layers: ['a/layer.tar', 'b/layer.tar'] }]),
    }),
  );
  expect(texts(files)).toEqual({ 'lock.json': 'new', 'empty.txt': '', other: 'x' });
});

it('reads the layout of OCI with packed layers', async () => {
  const digest = (name: string) => `sha256:${name}`;
  const files = await smallImageFiles(
    await archive({
      'blobs/sha256/layer': gzipSync(await tarOf({ 'lock.json': 'new' })),
      'blobs/sha256/manifest': JSON.stringify({ layers: [{ digest: digest('layer') }] }),
      'index.json': JSON.stringify({ manifests: [{ digest: digest('manifest') }] }),
    }),
  );
  expect(texts(files)).toEqual({ 'lock.json': 'new' });
});

it.each<[string, () => Promise<Readable>, RegExp]>([
  ['no image', () => archive({ a: 'b' }), /neither a manifest/u],
  [
    'a layer that is not there',
    () => archive({ 'manifest.json': JSON.stringify([{ Layers: ['a/layer.tar'] }]) }),
    /no layer a/u,
  ],
  ['more than a few files', () => archive({ big: Buffer.alloc(65 * 1024 * 1024) }), /more than/u],
  [
    'a stream that breaks',
    async () =>
      new Readable({
        read() {
          this.destroy(new Error('cut'));
        },
      }),
    /cut/u,
  ],
])('refuses %s', async (_, make, message) => {
  await expect(smallImageFiles(await make())).rejects.toThrow(message);
});
