import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../../src/probes/image-layers/fingerprint.js';
import { scanLimits } from '../../../../src/probes/image-layers/limits.js';
import { scanArchive } from '../../../../src/probes/image-layers/scan-archive.js';
import { classicArchive, inPieces, tarOf, type TarEntry } from '../../../fakes/tar.js';
import { madeUpSecrets } from '../../../support/planted-secrets.js';

const secrets = madeUpSecrets();
const file = (name: string, content = 'x', header: Partial<TarEntry> = {}): TarEntry => ({ name, content, ...header });
const paths = ({ entries }: { entries: readonly { path: string }[] }) => entries.map(({ path }) => path);
const scan = (archive: Buffer, secretValues: readonly string[] = []) =>
  scanArchive(inPieces(archive), { secretValues });

async function ociArchive(layer: Buffer, index: (digest: string) => object): Promise<Buffer> {
  const manifest = JSON.stringify({ layers: [{ digest: 'sha256:aaa' }] });
  return tarOf([
    { name: 'blobs/sha256/aaa', content: layer },
    { name: 'blobs/sha256/bbb', content: manifest },
    { name: 'index.json', content: JSON.stringify(index('sha256:bbb')) },
    { name: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' },
  ]);
}

describe('scanArchive', () => {
  it.each(['first', 'last'] as const)('reads the classic layout with the manifest %s', async (manifest) => {
    const { layers, truncated } = await scan(
      await classicArchive([[file('etc/os-release', 'ID=debian\n')], [file('app/a.js'), file('app/b.js', 'longer')]], {
        manifest,
      }),
    );
    expect(layers.map(paths)).toEqual([['/etc/os-release'], ['/app/a.js', '/app/b.js']]);
    expect(layers.map(({ files, sizeBytes }) => [files, sizeBytes])).toEqual([
      [1, 10],
      [2, 7],
    ]);
    expect(truncated).toEqual([]);
  });

  it.each([
    ['plain', (bytes: Buffer) => bytes],
    ['gzip', (bytes: Buffer) => gzipSync(bytes)],
    ['zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
  ])('reads the OCI layout with %s layers', async (_, compress) => {
    const layer = compress(await tarOf([file('app/server.js', 'console.log(1)')]));
    const { layers } = await scan(await ociArchive(layer, (digest) => ({ manifests: [{ digest }] })));
    expect(layers.map(paths)).toEqual([['/app/server.js']]);
  });

  it('finds the image beside its attestation, below a nested index', async () => {
    const layer = await tarOf([file('a')]);
    const manifest = JSON.stringify({ layers: [{ digest: 'sha256:aaa' }] });
    const nested = JSON.stringify({
      manifests: [{ digest: 'sha256:ccc', platform: { os: 'unknown' } }, { digest: 'sha256:bbb' }],
    });
    const archive = await tarOf([
      { name: 'blobs/sha256/aaa', content: layer },
      { name: 'blobs/sha256/bbb', content: manifest },
      { name: 'blobs/sha256/ccc', content: '{"layers":[{"digest":"sha256:none"}]}' },
      { name: 'blobs/sha256/ddd', content: nested },
      { name: 'index.json', content: '{"manifests":[{"digest":"sha256:ddd"}]}' },
    ]);
    expect((await scan(archive)).layers.map(paths)).toEqual([['/a']]);
  });

  it('follows a layer that is a link to another and takes an empty one', async () => {
    const archive = await tarOf([
      { name: '1/layer.tar', content: await tarOf([file('a')]) },
      { name: '2/layer.tar', type: 'symlink', linkname: '../1/layer.tar' },
      { name: '3/layer.tar', content: Buffer.alloc(1024) },
      { name: 'manifest.json', content: '[{"Layers":["1/layer.tar","2/layer.tar","3/layer.tar"]}]' },
    ]);
    expect((await scan(archive)).layers.map(paths)).toEqual([['/a'], ['/a'], []]);
  });

  it('reads whiteouts apart from files', async () => {
    const { layers } = await scan(
      await classicArchive([
        [file('app/.wh.old'), file('etc/.wh..wh..opq'), file('.wh..wh.plnk/1.2'), file('.wh..wh.aufs'), file('new')],
      ]),
    );
    expect(layers[0]).toMatchObject({ deleted: ['/app/old'], emptied: ['/etc'] });
    expect(paths(layers[0] ?? { entries: [] })).toEqual(['/.wh..wh.plnk/1.2', '/new']);
  });

  it('keeps links, modes and first lines of programs', async () => {
    const { layers } = await scan(
      await classicArchive([
        [
          file('bin', '', { type: 'symlink', linkname: 'usr/bin' }),
          file('usr/bin/run', '#!/usr/bin/env node\nrun();\n', { mode: 0o755 }),
          file('usr/bin/copy', '', { type: 'link', linkname: 'usr/bin/run' }),
          file('usr/share/run.txt', '#!/bin/sh\n'),
        ],
      ]),
    );
    expect(layers[0]?.entries).toMatchObject([
      { path: '/bin', type: 'symlink', target: 'usr/bin' },
      { path: '/usr/bin/run', type: 'file', mode: 0o755, shebang: '/usr/bin/env node' },
      { path: '/usr/bin/copy', type: 'hardlink', target: '/usr/bin/run' },
      { path: '/usr/share/run.txt', type: 'file' },
    ]);
    expect(layers[0]?.entries[3]).not.toHaveProperty('shebang');
  });

  it('finds secrets in text of any encoding, and own values in every byte', async () => {
    const own = secrets.own;
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`k=${secrets.github}`, 'utf16le')]);
    const archive = await classicArchive([
      [
        { name: 'latin1.txt', content: Buffer.concat([Buffer.from([0xe9, 0xff]), Buffer.from(` ${secrets.slack}`)]) },
        { name: 'utf16.txt', content: utf16 },
        // Libraries carry keys for their self-tests.
        { name: 'library.so', content: Buffer.concat([Buffer.alloc(16), Buffer.from(secrets.rsa)]) },
        { name: 'data.bin', content: Buffer.concat([Buffer.alloc(9995), Buffer.from(own), Buffer.alloc(9)]) },
      ],
    ]);
    for (const size of [64, 999, 100_000]) {
      const { layers } = await scanArchive(inPieces(archive, size), { secretValues: [own] });
      expect(layers[0]?.secrets.map(({ path, rule, fingerprint }) => [path, rule, fingerprint])).toEqual([
        ['/latin1.txt', 'slack-token', fingerprintOf(secrets.slack)],
        ['/utf16.txt', 'github-token', fingerprintOf(secrets.github)],
        ['/data.bin', 'own-secret', fingerprintOf(own)],
      ]);
    }
  });
});

describe('a hostile archive', () => {
  it('cannot leave the root of the image', async () => {
    const { layers } = await scan(await classicArchive([[file('../../etc/passwd', 'x'), file('/a/../../b', 'x')]]));
    expect(layers.map(paths)).toEqual([['/etc/passwd', '/b']]);
  });

  it('is cut at the limit of entries, and says so', async () => {
    const many = Array.from({ length: 20 }, (_, index) => file(`f${index}`));
    const { layers, truncated } = await scanArchive(inPieces(await classicArchive([many])), {
      secretValues: [],
      limits: { ...scanLimits, entries: 5 },
    });
    expect(layers[0]?.entries).toHaveLength(5);
    expect(truncated).toEqual(['entries']);
  });

  it('keeps no path that is too long or too deep', async () => {
    const { layers, truncated } = await scan(
      await classicArchive([[file('a/'.repeat(200) + 'b'), file('c'.repeat(5000)), file('d')]]),
    );
    expect(layers.map(paths)).toEqual([['/d']]);
    expect(truncated).toEqual(['paths']);
  });

  it('ends at the limit of bytes, however small it was packed', async () => {
    const bomb = gzipSync(await tarOf([{ name: 'zeros', content: Buffer.alloc(8_000_000) }]));
    const archive = await ociArchive(bomb, (digest) => ({ manifests: [{ digest }] }));
    await expect(
      scanArchive(inPieces(archive), { secretValues: [], limits: { ...scanLimits, totalBytes: 1_000_000 } }),
    ).rejects.toThrow('more than 1000000 bytes');
  });

  it.each([
    ['nothing at all', async () => tarOf([])],
    ['no manifest', async () => tarOf([file('a/layer.tar')])],
    ['a manifest that is no JSON', async () => tarOf([file('manifest.json', '[{')])],
    ['an index that names itself', async () => tarOf([file('index.json', '{"manifests":[{"digest":"sha256:x"}]}')])],
    ['a layer that is missing', async () => tarOf([file('manifest.json', '[{"Layers":["x/layer.tar"]}]')])],
    [
      'a broken gzip layer',
      async () => tarOf([{ name: 'blobs/sha256/a', content: Buffer.from('1f8b0800ffff', 'hex') }]),
    ],
    ['a cut end', async () => (await classicArchive([[file('a', 'x'.repeat(5000))]])).subarray(0, 3000)],
    ['a wrong checksum', async () => Buffer.alloc(2048, 0x41)],
  ])('with %s is an error, never a hang', async (_, archive) => {
    await expect(scan(await archive())).rejects.toThrow(/./u);
  });

  it('stops when it is told to', async () => {
    const endless = new Readable({
      read() {
        setImmediate(() => this.push(Buffer.alloc(512)));
      },
    });
    await expect(scanArchive(endless, { secretValues: [], signal: AbortSignal.timeout(50) })).rejects.toThrow(
      /abort/iu,
    );
    expect(endless.destroyed).toBe(true);
  });
});
