import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { tarOf, type TarEntry } from './tar.js';

export interface MadeImage {
  readonly config?: object;
  readonly history?: readonly { readonly created_by: string; readonly empty_layer?: boolean }[];
  readonly layers: readonly (readonly TarEntry[])[];
  readonly architecture?: string;
  readonly tags?: readonly string[];
}

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

async function parts({ config = {}, history, layers, architecture = 'amd64' }: MadeImage) {
  const tars = await Promise.all(layers.map((entries) => tarOf(entries)));
  const document = JSON.stringify({
    os: 'linux',
    architecture,
    created: '2026-11-01T00:00:00Z',
    config,
    rootfs: { type: 'layers', diff_ids: tars.map((tar) => `sha256:${sha256(tar)}`) },
    ...(history === undefined ? {} : { history }),
  });
  return { tars, document };
}

/** What `docker save` of engine 20.10 writes of these images. */
export async function dockerArchive(...images: readonly MadeImage[]): Promise<Buffer> {
  const members: TarEntry[] = [];
  const manifest: object[] = [];
  for (const image of images) {
    const { tars, document } = await parts(image);
    const Layers = tars.map((tar) => `${sha256(tar)}/layer.tar`);
    tars.forEach((content, index) => members.push({ name: Layers[index] ?? '', content }));
    members.push({ name: `${sha256(document)}.json`, content: document });
    manifest.push({ Config: `${sha256(document)}.json`, RepoTags: image.tags ?? ['acme/weather:1.2.0'], Layers });
  }
  return tarOf([...members, { name: 'manifest.json', content: JSON.stringify(manifest) }]);
}

/** What `docker buildx build --output type=oci` writes: an index of platforms, layers packed. */
export async function ociArchive(
  images: readonly MadeImage[],
  {
    pack = gzipSync,
    change = (blobs) => blobs,
  }: { pack?: typeof gzipSync | typeof zstdCompressSync; change?: (blobs: TarEntry[]) => TarEntry[] } = {},
): Promise<Buffer> {
  const blobs: TarEntry[] = [];
  const blob = (content: Buffer | string) => {
    blobs.push({ name: `blobs/sha256/${sha256(content)}`, content });
    return { digest: `sha256:${sha256(content)}`, size: content.length };
  };
  const manifests = [];
  for (const image of images) {
    const { tars, document } = await parts(image);
    const layers = tars.map((tar) => blob(pack(tar)));
    const manifest = blob(JSON.stringify({ schemaVersion: 2, config: blob(document), layers }));
    manifests.push({ ...manifest, platform: { os: 'linux', architecture: image.architecture ?? 'amd64' } });
  }
  const attestation = blob(JSON.stringify({ schemaVersion: 2, config: blob('{}'), layers: [] }));
  manifests.push({ ...attestation, platform: { os: 'unknown', architecture: 'unknown' } });
  const index = blob(JSON.stringify({ schemaVersion: 2, manifests }));
  const annotations = { 'io.containerd.image.name': `docker.io/${images[0]?.tags?.[0] ?? 'acme/weather:1.2.0'}` };
  return tarOf([
    ...change(blobs),
    { name: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' },
    { name: 'index.json', content: JSON.stringify({ schemaVersion: 2, manifests: [{ ...index, annotations }] }) },
  ]);
}
