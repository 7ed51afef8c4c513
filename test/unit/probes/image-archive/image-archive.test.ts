import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync, zstdCompressSync } from 'node:zlib';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openImageArchive } from '../../../../src/probes/image-archive/image-archive.js';
import { archiveBytes, readDocuments } from '../../../../src/probes/image-archive/read-documents.js';
import { dockerArchive, ociArchive, type MadeImage } from '../../../fakes/image-files.js';
import { tarOf } from '../../../fakes/tar.js';

const image: MadeImage = {
  config: {
    User: '1000:1000',
    Env: ['PATH=/usr/bin', 'A=b'],
    Entrypoint: ['/app/run'],
    WorkingDir: '/app',
    ExposedPorts: { '3000/tcp': {} },
    Labels: { a: 'b' },
    Healthcheck: { Test: ['CMD', '/app/run', 'probe'], Interval: 30e9, Retries: 3 },
  },
  history: [{ created_by: 'COPY a' }, { created_by: 'ENV A=b', empty_layer: true }, { created_by: 'COPY b' }],
  layers: [
    [{ name: 'app/run', content: 'x'.repeat(100), mode: 0o755 }],
    [{ name: 'app/data', content: 'y'.repeat(50) }],
  ],
};
const arm: MadeImage = {
  ...image,
  architecture: 'arm64',
  layers: [[{ name: 'app/arm', content: 'z' }], [{ name: 'b' }]],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-archive-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(bytes: Buffer, format: 'oci' | 'docker', asked?: string) {
  const path = join(folder, 'image.tar');
  await writeFile(path, bytes);
  return openImageArchive({
    format,
    path,
    ...(asked !== undefined && { image: asked }),
    platform: 'linux/amd64',
    signal: new AbortController().signal,
  });
}

describe('an image in a file', () => {
  it.each([
    ['of docker save', 'docker', async () => dockerArchive(image)],
    ['of docker save, packed with gzip', 'docker', async () => gzipSync(await dockerArchive(image))],
    ['in the OCI layout', 'oci', async () => ociArchive([image])],
    ['in the OCI layout with zstd', 'oci', async () => ociArchive([image], { pack: zstdCompressSync })],
  ] as const)('%s answers as an engine does', async (_, format, make) => {
    const archive = await open(await make(), format);
    const engine = archive.engine([]);
    expect(archive).toMatchObject({ reference: 'acme/weather:1.2.0', platform: 'linux/amd64', images: 1 });
    expect(await engine.inspectImage('acme/weather:1.2.0')).toMatchObject({
      reference: 'acme/weather:1.2.0',
      sizeBytes: 150,
      user: '1000:1000',
      path: '/usr/bin',
      environmentNames: ['PATH', 'A'],
      exposedPorts: ['3000/tcp'],
      entrypoint: ['/app/run'],
      cmd: [],
      labels: { a: 'b' },
      healthcheck: { test: ['CMD', '/app/run', 'probe'], intervalMs: 30_000, retries: 3 },
    });
    expect(await engine.imageHistory('acme/weather:1.2.0')).toEqual([
      { instruction: 'COPY a', emptyLayer: false, sizeBytes: 100 },
      { instruction: 'ENV A=b', emptyLayer: true, sizeBytes: 0 },
      { instruction: 'COPY b', emptyLayer: false, sizeBytes: 50 },
    ]);
    const { layers } = await archive.scan([]);
    expect(layers.flatMap(({ entries }) => entries.map(({ path }) => path))).toEqual(['/app/run', '/app/data']);
    await expect(engine.info()).rejects.toThrow('takes an engine');
  });

  it.each([
    ['this machine’s platform', undefined, 'linux/amd64'],
    ['the platform that is asked for', 'linux/arm64', 'linux/arm64'],
  ])('of several is that of %s', async (_, asked, platform) => {
    const archive = await open(await ociArchive([image, arm]), 'oci', asked);
    expect(archive).toMatchObject({ platform, images: 2 });
    expect((await archive.scan([])).layers[0]?.entries[0]?.path).toBe(
      platform === 'linux/arm64' ? '/app/arm' : '/app/run',
    );
  });

  it('of several is the one of that name', async () => {
    const bytes = await dockerArchive({ ...image, tags: ['a:1'] }, { ...arm, tags: ['b:1'] });
    expect(await open(bytes, 'docker', 'b:1')).toMatchObject({ reference: 'b:1', platform: 'linux/arm64' });
    await expect(open(bytes, 'docker')).rejects.toThrow('It holds 2 images; name one behind a #: a:1, b:1.');
    await expect(open(bytes, 'docker', 'c:1')).rejects.toThrow('It holds no image "c:1"; there is a:1, b:1.');
  });

  it.each([
    ['no tar', 'docker', async () => Buffer.from('FROM scratch\n'.repeat(100)), 'no tar header'],
    ['empty', 'docker', async () => Buffer.alloc(0), 'no manifest.json'],
    ['cut', 'docker', async () => (await dockerArchive(image)).subarray(0, 3000), 'ends in the middle'],
    ['of the other kind', 'oci', async () => dockerArchive(image), 'read it as docker-archive:'],
    ['of that other kind', 'docker', async () => ociArchive([image]), 'read it as oci-archive:'],
    [
      'without a config',
      'docker',
      async () => tarOf([{ name: 'manifest.json', content: '[{"Config":"c.json","Layers":[]}]' }]),
      'does not hold it',
    ],
    [
      'with a config that is none',
      'docker',
      async () =>
        tarOf([
          { name: 'c.json', content: '{"rootfs":1}' },
          { name: 'manifest.json', content: '[{"Config":"c.json","Layers":[]}]' },
        ]),
      'cannot be read',
    ],
    [
      'without an image',
      'oci',
      async () => tarOf([{ name: 'index.json', content: '{"manifests":[]}' }]),
      'holds no image',
    ],
    [
      'an index of itself',
      'oci',
      async () =>
        tarOf([
          { name: 'index.json', content: '{"manifests":[{"digest":"sha256:a"}]}' },
          { name: 'blobs/sha256/a', content: '{"manifests":[{"digest":"sha256:a"}]}' },
        ]),
      'holds no image',
    ],
  ] as const)('that is %s is refused', async (_, format, make, message) => {
    await expect(open(await make(), format)).rejects.toThrow(message);
  });

  it('with a name that is a command goes by its id', async () => {
    const archive = await open(
      await dockerArchive({ ...image, tags: ['acme/x:1; touch /tmp/oops', '$(id):1'] }),
      'docker',
    );
    expect(archive.reference).toMatch(/^sha256:[0-9a-f]{64}$/u);
  });

  it('that holds nothing but documents is not kept whole', async () => {
    const document = `{${' '.repeat(3 * 1024 * 1024)}}`;
    const { texts, sizes } = await readDocuments(
      Readable.from([
        await tarOf(Array.from({ length: 30 }, (_, index) => ({ name: `${index}.json`, content: document }))),
      ]),
    );
    expect(sizes.size).toBe(30);
    expect([...texts.values()].reduce((sum, text) => sum + text.length, 0)).toBeLessThan(65 * 1024 * 1024);
  });

  it('packed a thousandfold is taken in small parts', async () => {
    const path = join(folder, 'bomb.tar.gz');
    // Written part by part: a whole one would still be in this process when its memory is measured.
    const part = Buffer.alloc(1024 * 1024);
    await pipeline(
      Array.from({ length: 256 }, () => part),
      createGzip(),
      createWriteStream(path),
    );
    // What is only waiting to be collected is not kept.
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const MEGABYTES = 1024 * 1024;
    let most = 0;
    let bytes = 0;
    let measured = 0;
    for await (const chunk of archiveBytes(path, new AbortController().signal)) {
      bytes += chunk.byteLength;
      if (bytes - measured < 32 * MEGABYTES) continue;
      measured = bytes;
      collect();
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    expect(bytes).toBe(256 * MEGABYTES);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(200 * MEGABYTES);
  }, 30_000);

  it('whose config was exchanged is refused', async () => {
    const bytes = await ociArchive([image], {
      change: (blobs) =>
        blobs.map((blob) =>
          String(blob.content).includes('diff_ids')
            ? { ...blob, content: String(blob.content).replace('1000:1000', '0') }
            : blob,
        ),
    });
    await expect(open(bytes, 'oci')).rejects.toThrow('not the one that it names');
  });

  it('whose layer was exchanged is said to be so, and its size is that of the file', async () => {
    const other = await tarOf([{ name: 'evil' }]);
    const bytes = await ociArchive([image], {
      change: ([first, ...rest]) => (first === undefined ? [] : [{ ...first, content: gzipSync(other) }, ...rest]),
    });
    const archive = await open(bytes, 'oci');
    await expect(archive.scan([])).rejects.toThrow('Layer 0 of the archive is not the one that its config names');
    expect((await archive.engine([]).inspectImage('x')).sizeBytes).toBeGreaterThan(0);
  });
});
