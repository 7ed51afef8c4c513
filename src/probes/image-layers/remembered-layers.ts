import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { CacheFolder } from './cache-folder.js';
import type { LayerEntry, LayerScan } from '../../model/layer-scan.js';
import { SCAN_VERSION } from './scan-version.js';

/** A layer of Debian with Node.js takes about 100 kB. */
const LIMITS = { files: 200, bytes: 64e6 };
/** Unpacked; a file that has more was not written here. */
const MAX_BYTES = 256e6;

/** What one layer of an image held when it was read. */
export interface RememberedLayer {
  /** Under which name the engine's archive has it. */
  readonly member: string;
  readonly scan: LayerScan;
}

const TYPES = ['file', 'directory', 'symlink', 'hardlink', 'other'] as const;

/** Short, for there are tens of thousands: path, type, size, mode, uid, gid, then target or first line. */
const entrySchema = z
  .tuple([z.string(), z.enum(TYPES), z.number(), z.number(), z.number(), z.number()])
  .rest(z.string().nullable());
const layerSchema = z.object({
  member: z.string(),
  entries: z.array(entrySchema),
  deleted: z.array(z.string()),
  emptied: z.array(z.string()),
  secrets: z.array(
    z.object({
      rule: z.string(),
      title: z.string(),
      path: z.string(),
      inside: z.string().optional(),
      fingerprint: z.string(),
    }),
  ),
  documents: z.array(z.tuple([z.string(), z.string()])),
  sizeBytes: z.number(),
  files: z.number(),
});

/**
 * What layers held, kept by the digest of their content: the layers of a base are the same in every image that is built on it.
 * `inputs` is what else the answer depends on; it is hashed, never written.
 */
export class RememberedLayers {
  readonly #folder: CacheFolder;
  readonly #toolVersion: string;

  constructor(environment: Readonly<Record<string, string | undefined>>, toolVersion: string) {
    this.#folder = new CacheFolder('image-layers', environment, LIMITS);
    this.#toolVersion = toolVersion;
  }

  async find(diffId: string, inputs: unknown): Promise<RememberedLayer | undefined> {
    const found = await this.#folder.read(this.#nameOf(diffId, inputs));
    if (found === undefined) return undefined;
    try {
      const text = await promisify(gunzip)(found, { maxOutputLength: MAX_BYTES });
      const { member, entries, documents, secrets, ...rest } = layerSchema.parse(JSON.parse(text.toString('utf8')));
      return {
        member,
        scan: {
          ...rest,
          secrets: secrets.map(({ inside, ...secret }) => ({ ...secret, ...(inside === undefined ? {} : { inside }) })),
          entries: entries.map(toEntry),
          documents: new Map(documents),
        },
      };
    } catch {
      // Cut off or of another form: the layer is read again, and that mends it.
      return undefined;
    }
  }

  async keep(diffId: string, inputs: unknown, { member, scan }: RememberedLayer): Promise<void> {
    const layer = { ...scan, member, entries: scan.entries.map(fromEntry), documents: [...scan.documents] };
    const bytes = await promisify(gzip)(JSON.stringify(layer), { level: 1 });
    await this.#folder.write(this.#nameOf(diffId, inputs), bytes);
  }

  forgetOldest(): Promise<void> {
    return this.#folder.forgetOldest();
  }

  #nameOf(diffId: string, inputs: unknown): string {
    const question = JSON.stringify([SCAN_VERSION, this.#toolVersion, diffId, inputs]);
    return `${createHash('sha256').update(question).digest('hex')}.json.gz`;
  }
}

type Packed = z.infer<typeof entrySchema>;

const fromEntry = ({ path, type, sizeBytes, mode, uid, gid, target, shebang }: LayerEntry): Packed => [
  path,
  type,
  sizeBytes,
  mode,
  uid,
  gid,
  ...(target === undefined && shebang === undefined ? [] : [target ?? null, shebang ?? null]),
];

const toEntry = ([path, type, sizeBytes, mode, uid, gid, target = null, shebang = null]: Packed): LayerEntry => ({
  path,
  type,
  sizeBytes,
  mode,
  uid,
  gid,
  ...(target === null ? {} : { target }),
  ...(shebang === null ? {} : { shebang }),
});
