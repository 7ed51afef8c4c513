import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FileSecret } from '../../../../src/model/layer-scan.js';
import { FileSecretSearch } from '../../../../src/probes/image-layers/file-secrets.js';
import { fingerprintOf } from '../../../../src/probes/image-layers/fingerprint.js';
import { Backlog } from '../../../../src/probes/image-layers/inflating.js';
import { scanLimits, type ScanLimits } from '../../../../src/probes/image-layers/limits.js';
import { tarOf } from '../../../fakes/tar.js';
import { zipOf } from '../../../fakes/zip.js';
import { madeUpSecrets, random } from '../../../support/planted-secrets.js';
import { binaryRows, tokenRows } from '../../../support/secret-rows.js';

const s = madeUpSecrets();

async function search(
  path: string,
  content: Buffer,
  { own = [], piece = 64 * 1024, limits = {} }: { own?: string[]; piece?: number; limits?: Partial<ScanLimits> } = {},
): Promise<{ found: FileSecret[]; unopened: string[] }> {
  const backlog = new Backlog();
  const files = new FileSecretSearch({ secretValues: own, limits: { ...scanLimits, ...limits }, backlog });
  const found: FileSecret[] = [];
  const file = files.open({ path, name: path, depth: 0 }, found);
  for (let at = 0; at < content.byteLength; at += piece) {
    file.data(content.subarray(at, at + piece));
    await backlog.settle();
  }
  file.end();
  await backlog.settle();
  return { found, unopened: [...files.unopened] };
}

const named = ({ found }: { found: readonly FileSecret[] }) =>
  found.map(({ rule, inside }) => `${rule}${inside === undefined ? '' : ` in ${inside}`}`);

describe('a binary file', () => {
  it.each(binaryRows())('%s', async (path, bytes, rule) => {
    expect(named(await search(path, bytes))).toEqual(rule === undefined ? [] : [rule]);
  });

  it.each(tokenRows)('with %s among its bytes', async (rule, token) => {
    const bytes = Buffer.concat([
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0]),
      Buffer.alloc(700),
      Buffer.from(token),
      Buffer.alloc(9),
    ]);
    expect(named(await search('/app/server', bytes))).toEqual([rule]);
  });
});

describe('a long file', () => {
  it.each([0, 100, 512 * 1024 - 70_000, 512 * 1024 - 20, 512 * 1024, 2_500_000, 7_000_000])(
    'shows a secret at %i once',
    async (at) => {
      const before = `${random(50)} `.repeat(Math.ceil(at / 51)).slice(0, at);
      const text = Buffer.from(`${before} ${s.rsa} ${s.github} ${'x '.repeat(700_000)}`);
      for (const piece of [9_999, 65_536])
        expect(named(await search('/app/bundle.js', text, { piece }))).toEqual(['private-key', 'github-token']);
    },
  );
});

describe('own values', () => {
  const own = [s.own, s.password];
  it.each([
    ['as they are', Buffer.from(`a${s.own}b`)],
    ['in UTF-16', Buffer.from(`a${s.own}b`, 'utf16le')],
    ['in base64', Buffer.from(Buffer.from(s.own).toString('base64'))],
    ['over the edge of two parts', Buffer.from(`${'a'.repeat(512 * 1024 - 9)}${s.own}`)],
    ['in a program', Buffer.concat([Buffer.alloc(5000), Buffer.from(s.own), Buffer.alloc(5000)])],
    ['in an archive', gzipSync(s.own)],
  ])('are found %s', async (_, content) => {
    const { found } = await search('/app/data', content, { own });
    expect(found.map(({ rule, fingerprint }) => [rule, fingerprint])).toEqual([['own-secret', fingerprintOf(s.own)]]);
  });

  it('are not found where they are not', async () => {
    expect((await search('/app/data', Buffer.from(`${s.own.slice(0, -1)}\n`.repeat(9)), { own })).found).toEqual([]);
  });
});

describe('an archive', () => {
  const env = `API_TOKEN=${s.session}\n`;
  const tar = () =>
    tarOf([{ name: 'app/.env', content: env }, { name: 'empty' }, { name: 'folder', type: 'directory' }]);

  it.each([
    ['/a.tar', async () => tar(), 'assigned-secret in /app/.env'],
    ['/a.tar.gz', async () => gzipSync(await tar()), 'assigned-secret in /app/.env'],
    ['/a.tar.zst', async () => zstdCompressSync(await tar()), 'assigned-secret in /app/.env'],
    ['/a.whl', async () => zipOf([{ name: 'app/.env', content: env }]), 'assigned-secret in /app/.env'],
    [
      '/stored.jar',
      async () => zipOf([{ name: 'app/.env', content: env, stored: true }]),
      'assigned-secret in /app/.env',
    ],
    [
      '/app.pyz',
      async () => Buffer.concat([Buffer.from('#!/usr/bin/env python3\n'), zipOf([{ name: '.env', content: env }])]),
      'assigned-secret in /.env',
    ],
    ['/old/.env.gz', async () => gzipSync(env), 'assigned-secret'],
    [
      '/a.zip',
      async () =>
        zipOf([{ name: 'b.tar', content: await tarOf([{ name: 'c.gz', content: gzipSync(`x ${s.github}`) }]) }]),
      'github-token in /b.tar!/c.gz',
    ],
  ])('%s is opened', async (path, make, expected) => {
    const content = await make();
    for (const piece of [700, 65_536]) expect(named(await search(path, content, { piece }))).toEqual([expected]);
  });

  it.each([
    ['a cut gzip', async () => gzipSync(await tar()).subarray(0, 60)],
    ['a cut zip', async () => zipOf([{ name: 'a', content: env }]).subarray(0, 30)],
    ['a zip whose directory lies outside', async () => broken(zipOf([{ name: 'a', content: env }]), -6, 0xff)],
    ['a tar that goes wrong', async () => broken(await tar(), 160, 0xff)],
    ['an encrypted zip', async () => zipOf([{ name: 'a', content: s.github, encrypted: true }])],
    ['nothing but a magic number', async () => Buffer.from('504b0304', 'hex')],
  ])('that is %s is passed over', async (_, make) => {
    expect(await search('/a', await make())).toEqual({ found: [], unopened: [] });
  });

  it.each([
    [
      'deeper than anyone looks',
      async () => [1, 2, 3, 4, 5, 6].reduce((inner) => gzipSync(inner), Buffer.from(s.github)),
      {},
    ],
    ['a gzip that grows without end', async () => gzipSync(Buffer.alloc(4_000_000)), { nestedBytes: 1_000_000 }],
    [
      'a zip that is too large',
      async () => zipOf([{ name: 'a', content: random(5000), stored: true }]),
      { zipBytes: 1000 },
    ],
    [
      'a zip of a file that is too large',
      async () => zipOf([{ name: 'a', content: 'x'.repeat(5000) }]),
      { zipEntryBytes: 1000 },
    ],
    ['a zip of the same bytes many times', async () => overlapping(2000), { nestedBytes: 1_000_000 }],
  ])('that is %s is left, and said', async (_, make, limits) => {
    expect((await search('/a', await make(), { limits })).unopened).toEqual(['/a']);
  });

  it('leaves what follows it alone when it is too much', async () => {
    const bomb = gzipSync(Buffer.alloc(4_000_000));
    const content = await tarOf([
      { name: 'bomb.gz', content: bomb },
      { name: 'token', content: s.github },
    ]);
    const { unopened } = await search('/a.tar', content, { limits: { nestedBytes: 1_000_000 } });
    expect(unopened).toEqual(['/a.tar']);
  });
});

function broken(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at < 0 ? copy.byteLength + at : at] = value;
  return copy;
}

/** A zip whose directory names one member over and over. */
function overlapping(count: number): Buffer {
  const zip = zipOf([{ name: 'a', content: Buffer.alloc(100_000) }]);
  const end = zip.subarray(-22);
  const directory = zip.subarray(end.readUInt32LE(16), zip.byteLength - 22);
  const directories = Buffer.concat(Array.from({ length: count }, () => directory));
  const record = Buffer.from(end);
  record.writeUInt32LE(directories.byteLength, 12);
  return Buffer.concat([zip.subarray(0, end.readUInt32LE(16)), directories, record]);
}
