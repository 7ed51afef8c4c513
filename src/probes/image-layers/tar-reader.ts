import { BLOCK, parseHeader, parsePax, type PaxRecords, type TarHeader, type TarMember } from './tar-header.js';

/** Takes the bytes of something, piece by piece. Pieces are never written to, so they may be kept. */
export interface ByteSink {
  data(chunk: Buffer): void;
  end(): void;
}

/** The limit of Go's reader, and so of every engine: a longer header is an error there too. */
const MAX_SPECIAL_BYTES = 1024 * 1024;
/** Headers about one member, one after the other. Writers use two at most. */
const MAX_SPECIAL_HEADERS = 16;

interface Special {
  readonly flag: string;
  readonly chunks: Buffer[];
}

/**
 * Reads a tar while its bytes come by, as Go's reader in the engine does: ustar, PAX, GNU's long names, big numbers and sparse
 * files, and an end at two empty blocks. It holds one header at a time and never the bytes of a member. Throws when the bytes are
 * no tar, or end too early.
 */
export class TarReader implements ByteSink {
  readonly #open: (member: TarMember) => ByteSink | undefined;
  readonly #block = Buffer.alloc(BLOCK);
  #filled = 0;
  /** Bytes of the member that are still to come, and what fills its last block. */
  #left = 0;
  #padding = 0;
  #sink: ByteSink | undefined;
  #special: Special | undefined;
  #specials = 0;
  #skipExtended = false;
  #pending: { path?: string; linkpath?: string; pax?: PaxRecords; sparse?: TarHeader } = {};
  #zeroBlocks = 0;
  #done = false;

  /** `open` is called for each member in the order of the archive; without a sink its bytes are passed over. */
  constructor(open: (member: TarMember) => ByteSink | undefined) {
    this.#open = open;
  }

  data(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.byteLength && !this.#done) {
      if (this.#left > 0) at += this.#body(chunk, at);
      else if (this.#padding > 0) {
        const skipped = Math.min(this.#padding, chunk.byteLength - at);
        this.#padding -= skipped;
        at += skipped;
      } else at += this.#header(chunk, at);
    }
  }

  end(): void {
    if (this.#done) return;
    if (this.#left > 0 || this.#padding > 0 || this.#filled > 0) throw new Error('The archive ends in the middle.');
  }

  #body(chunk: Buffer, at: number): number {
    const length = Math.min(this.#left, chunk.byteLength - at);
    const part = at === 0 && length === chunk.byteLength ? chunk : chunk.subarray(at, at + length);
    if (this.#special !== undefined) this.#special.chunks.push(part);
    else this.#sink?.data(part);
    this.#left -= length;
    if (this.#left === 0) this.#endOfBody();
    return length;
  }

  #endOfBody(): void {
    const special = this.#special;
    this.#special = undefined;
    if (special === undefined) {
      const sink = this.#sink;
      this.#sink = undefined;
      sink?.end();
    } else this.#remember(special);
  }

  #remember({ flag, chunks }: Special): void {
    const bytes = Buffer.concat(chunks);
    const text = bytes.toString('utf8').replace(/\0.*$/su, '');
    if (flag === 'L') this.#pending.path = text;
    else if (flag === 'K') this.#pending.linkpath = text;
    else if (flag === 'x') this.#pending.pax = parsePax(bytes);
  }

  #header(chunk: Buffer, at: number): number {
    const length = Math.min(BLOCK - this.#filled, chunk.byteLength - at);
    let block: Buffer = this.#block;
    if (this.#filled === 0 && length === BLOCK) block = chunk.subarray(at, at + BLOCK);
    else {
      chunk.copy(this.#block, this.#filled, at, at + length);
      this.#filled += length;
      if (this.#filled < BLOCK) return length;
    }
    this.#filled = 0;
    this.#read(block);
    return length;
  }

  #read(block: Buffer): void {
    if (this.#skipExtended) return this.#readExtended(block);
    if (isZero(block)) {
      this.#zeroBlocks += 1;
      this.#done = this.#zeroBlocks === 2;
      return;
    }
    if (this.#zeroBlocks > 0) throw new Error('The archive goes on after an empty block.');
    const header = parseHeader(block);
    if (!SPECIAL_FLAGS.includes(header.flag)) {
      if (header.extended) {
        this.#skipExtended = true;
        this.#pending.sparse = header;
      } else this.#begin(header);
      return;
    }
    this.#specials += 1;
    if (this.#specials > MAX_SPECIAL_HEADERS)
      throw new Error(`The archive has more than ${MAX_SPECIAL_HEADERS} headers for one member.`);
    if (header.size > MAX_SPECIAL_BYTES)
      throw new Error(`The archive has a header of ${header.size} bytes; ${MAX_SPECIAL_BYTES} are the limit.`);
    this.#special = { flag: header.flag, chunks: [] };
    this.#expect(header.size);
  }

  #readExtended(block: Buffer): void {
    this.#specials += 1;
    if (this.#specials > MAX_SPARSE_BLOCKS) throw new Error('The archive has a sparse file with endless headers.');
    this.#skipExtended = block[504] === 1;
    const { sparse } = this.#pending;
    if (!this.#skipExtended && sparse !== undefined) this.#begin(sparse);
  }

  #begin(header: TarHeader): void {
    const { path, linkpath, pax } = this.#pending;
    this.#pending = {};
    this.#specials = 0;
    const name = pax?.path ?? path ?? header.name;
    const linkname = pax?.linkpath ?? linkpath ?? header.linkname;
    const type = typeOf(header.flag, name);
    const size = WITHOUT_BODY.includes(header.flag) ? 0 : (pax?.size ?? header.size);
    this.#sink = this.#open({
      name,
      type,
      size: type === 'file' ? size : 0,
      mode: header.mode,
      uid: pax?.uid ?? header.uid,
      gid: pax?.gid ?? header.gid,
      ...(linkname === '' ? {} : { linkname }),
    });
    this.#expect(size);
  }

  #expect(size: number): void {
    this.#left = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (size === 0) this.#endOfBody();
  }
}

/** Links, devices, folders and pipes: their size, if they name one, counts for nothing. */
const WITHOUT_BODY = '123456';
/** Long names, long link targets, and PAX headers of one member or of all that follow. */
const SPECIAL_FLAGS = 'LKxg';
const MAX_SPARSE_BLOCKS = 10_000;

function typeOf(flag: string, name: string): TarMember['type'] {
  switch (flag) {
    case '\0':
      // Before POSIX a folder was a file whose name ends so.
      return name.endsWith('/') ? 'directory' : 'file';
    case '0':
    case '7':
    case 'S':
      return 'file';
    case '1':
      return 'hardlink';
    case '2':
      return 'symlink';
    case '5':
      return 'directory';
    default:
      return 'other';
  }
}

function isZero(block: Buffer): boolean {
  for (let index = 0; index < BLOCK; index += 1) if (block[index] !== 0) return false;
  return true;
}
