import { Readable } from 'node:stream';
import { pack, type Header } from 'tar-stream';

/** One entry; without content it is an empty file, or what its type says. */
export type TarEntry = Partial<Header> & { readonly name: string; readonly content?: string | Buffer };

/** A whole tar in memory. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of entries) tar.entry({ uid: 0, gid: 0, mode: 0o644, ...header }, content ?? '');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as unknown as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What `docker save` of engine 20.10 says; the manifest comes where `manifest` puts it. */
export async function classicArchive(
  layers: readonly (readonly TarEntry[])[],
  { manifest = 'last' }: { manifest?: 'first' | 'last' } = {},
): Promise<Buffer> {
  const contents = await Promise.all(layers.map((entries) => tarOf(entries)));
  const names = contents.map((_, index) => `${String(index).repeat(8)}/layer.tar`);
  const manifestEntry: TarEntry = {
    name: 'manifest.json',
    content: JSON.stringify([{ Config: 'config.json', RepoTags: ['a:b'], Layers: names }]),
  };
  const layerEntries = contents.flatMap((content, index): TarEntry[] => [
    { name: `${String(index).repeat(8)}/VERSION`, content: '1.0' },
    { name: `${String(index).repeat(8)}/json`, content: '{"id":"x"}' },
    { name: names[index] ?? '', content },
  ]);
  return tarOf(manifest === 'first' ? [manifestEntry, ...layerEntries] : [...layerEntries, manifestEntry]);
}

/** A stream in small pieces: headers and values are cut anywhere. */
export function inPieces(bytes: Buffer, size = 1000): Readable {
  return Readable.from(
    Array.from({ length: Math.ceil(bytes.byteLength / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    ),
  );
}
