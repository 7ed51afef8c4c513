import { describe, expect, it } from 'vitest';
import type { TarMember } from '../../../../src/probes/image-layers/tar-header.js';
import { TarReader } from '../../../../src/probes/image-layers/tar-reader.js';
import { tarOf } from '../../../fakes/tar.js';

interface Read {
  readonly member: TarMember;
  readonly content: string;
}

/** Reads a tar in pieces of every size that cuts it somewhere else. */
function read(bytes: Buffer, piece = 512): Read[] {
  const found: Read[] = [];
  const tar = new TarReader((member) => {
    const chunks: Buffer[] = [];
    return {
      data: (chunk) => chunks.push(chunk),
      end: () => found.push({ member, content: Buffer.concat(chunks).toString('latin1') }),
    };
  });
  for (let at = 0; at < bytes.byteLength; at += piece) tar.data(bytes.subarray(at, at + piece));
  tar.end();
  return found;
}

/** A header with a right checksum, whatever else is wrong with it. */
function header(name: string, flag: string, size: number | string, change?: (block: Buffer) => void): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write('0000644\0', 100);
  block.write(typeof size === 'string' ? size : `${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write(flag, 156);
  block.write('ustar\0', 257);
  change?.(block);
  block.write(' '.repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const padded = (content: string): Buffer =>
  Buffer.concat([Buffer.from(content, 'latin1'), Buffer.alloc((512 - (content.length % 512)) % 512)]);
const member = (name: string, flag: string, content: string): Buffer =>
  Buffer.concat([header(name, flag, content.length), padded(content)]);
const pax = (records: Record<string, string>): string =>
  Object.entries(records)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`;
      const length = [1, 2, 3, 4, 5].find((digits) => String(rest.length + digits).length === digits) ?? 0;
      return `${rest.length + length}${rest}`;
    })
    .join('');
const END = Buffer.alloc(1024);
const names = (found: readonly Read[]) => found.map(({ member: { name } }) => name);

describe('TarReader', () => {
  it.each([1, 7, 511, 512, 513, 100_000])('reads what tar-stream writes, in pieces of %i bytes', async (piece) => {
    const long = `${'d/'.repeat(80)}file-with-a-name-that-no-field-holds`;
    const bytes = await tarOf([
      { name: 'app/', type: 'directory', mode: 0o755 },
      { name: 'app/a.js', content: 'x'.repeat(1000), mode: 0o4755, uid: 1000, gid: 200_000 },
      { name: 'app/b', type: 'symlink', linkname: `../${long}` },
      { name: 'app/c', type: 'link', linkname: 'app/a.js' },
      { name: long, content: 'y' },
      { name: 'empty' },
    ]);
    const found = read(bytes, piece);
    expect(found.map(({ member: { name, type, size } }) => [name, type, size])).toEqual([
      ['app/', 'directory', 0],
      ['app/a.js', 'file', 1000],
      ['app/b', 'symlink', 0],
      ['app/c', 'hardlink', 0],
      [long, 'file', 1],
      ['empty', 'file', 0],
    ]);
    expect(found[1]?.member).toMatchObject({ mode: 0o4755, uid: 1000, gid: 200_000 });
    expect(found[2]?.member.linkname).toBe(`../${long}`);
    expect(found[4]?.content).toBe('y');
  });

  it.each([
    [
      'a long name of GNU',
      Buffer.concat([member('././@LongLink', 'L', 'a/long/name\0'), member('short', '0', 'x')]),
      'a/long/name',
    ],
    ['a PAX path', Buffer.concat([member('h', 'x', pax({ path: 'from/pax' })), member('short', '0', 'x')]), 'from/pax'],
    [
      'a PAX path over a long name',
      Buffer.concat([member('l', 'L', 'long\0'), member('h', 'x', pax({ path: 'pax' })), member('s', '0', 'x')]),
      'pax',
    ],
    [
      'a global header, which the engine does not hear',
      Buffer.concat([member('g', 'g', pax({ path: 'global' })), member('own', '0', 'x')]),
      'own',
    ],
    [
      'a PAX record that lies about its length',
      Buffer.concat([member('h', 'x', '99 path=evil\n'), member('own', '0', 'x')]),
      'own',
    ],
    ['a first part of the name', header('file', '0', 0, (block) => block.write('usr/share', 345)), 'usr/share/file'],
  ])('takes %s', (_, bytes, name) => {
    expect(names(read(Buffer.concat([bytes, END])))).toEqual([name]);
  });

  it('goes by the size that PAX names', () => {
    const bytes = Buffer.concat([
      member('h', 'x', pax({ size: '600' })),
      header('a', '0', 0),
      padded('z'.repeat(600)),
      member('b', '0', 'x'),
      END,
    ]);
    expect(read(bytes).map(({ content }) => content.length)).toEqual([600, 1]);
  });

  it('reads big numbers of GNU, and sparse files with their further headers', () => {
    const big = header('big', '0', 0, (block) => {
      block.fill(0, 124, 136);
      block[124] = 0x80;
      block[135] = 3;
    });
    const sparse = header('sparse', 'S', 5, (block) => {
      block[482] = 1;
    });
    const more = Buffer.alloc(512);
    const bytes = Buffer.concat([big, padded('abc'), sparse, more, padded('12345'), member('after', '0', 'x'), END]);
    expect(read(bytes).map(({ member: { name }, content }) => [name, content])).toEqual([
      ['big', 'abc'],
      ['sparse', '12345'],
      ['after', 'x'],
    ]);
  });

  it('gives links, folders and devices no body, as the engine does', () => {
    const bytes = Buffer.concat([
      header('link', '2', 700),
      header('pipe', '6', 9999),
      header('folder', '5', 512),
      member('after', '0', 'x'),
      END,
    ]);
    expect(names(read(bytes))).toEqual(['link', 'pipe', 'folder', 'after']);
  });

  it('ends at two empty blocks, whatever follows', () => {
    expect(names(read(Buffer.concat([member('a', '0', 'x'), END, member('hidden', '0', 'x')])))).toEqual(['a']);
  });

  it.each([
    ['a wrong checksum', Buffer.alloc(1024, 0x41), 'no tar header'],
    ['a cut header', header('a', '0', 0).subarray(0, 300), 'ends in the middle'],
    ['a cut body', header('a', '0', 5000), 'ends in the middle'],
    [
      'something after an empty block',
      Buffer.concat([Buffer.alloc(512), member('a', '0', 'x'), END]),
      'after an empty block',
    ],
    ['a PAX header without end', header('h', 'x', 50_000_000), 'header of 50000000 bytes'],
    ['a long name without end', header('h', 'L', 50_000_000), 'header of 50000000 bytes'],
    [
      'headers without end',
      Buffer.concat(Array.from({ length: 40 }, () => member('h', 'x', pax({ path: 'a' })))),
      'more than 16 headers',
    ],
    [
      'a sparse file of headers',
      Buffer.concat([
        header('s', 'S', 0, (block) => {
          block[482] = 1;
        }),
        ...Array.from({ length: 10_002 }, () => {
          const block = Buffer.alloc(512);
          block[504] = 1;
          return block;
        }),
      ]),
      'endless headers',
    ],
    ['a negative size', header('a', '0', 0, (block) => block.fill(0xff, 124, 136)), 'negative'],
    [
      'a size beyond any file',
      header('a', '0', 0, (block) => {
        block.fill(0xff, 124, 136);
        block[124] = 0x80;
      }),
      'beyond any file',
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message);
  });
});
