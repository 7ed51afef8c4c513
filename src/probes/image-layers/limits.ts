/** How much of an archive is read before the scan gives up, and how much of it is remembered. */
export interface ScanLimits {
  /** Files, folders and links over all layers. */
  readonly entries: number;
  /** Bytes over all layers, after decompression: a bomb ends here. */
  readonly totalBytes: number;
  readonly pathLength: number;
  readonly pathDepth: number;
  /** Bytes that are searched at once; what is longer is searched in parts that overlap. */
  readonly windowBytes: number;
  /** A manifest, a config or a file that is kept whole. */
  readonly documentBytes: number;
  /** Archives in files: how many lie in each other, and what may come out of one and of all. */
  readonly nestedDepth: number;
  readonly nestedBytes: number;
  readonly allNestedBytes: number;
  /** A zip is read from its end, so it is held as a whole; and each of its files, unpacked. */
  readonly zipBytes: number;
  readonly zipEntryBytes: number;
  readonly zipEntries: number;
  /** Entries of the list of one kind in the fact. */
  readonly listed: number;
}

const MIB = 1024 * 1024;

export const scanLimits: ScanLimits = {
  entries: 400_000,
  totalBytes: 40e9,
  pathLength: 4096,
  pathDepth: 128,
  windowBytes: MIB,
  documentBytes: 4 * MIB,
  nestedDepth: 4,
  nestedBytes: 256 * MIB,
  allNestedBytes: 2048 * MIB,
  zipBytes: 48 * MIB,
  zipEntryBytes: 16 * MIB,
  zipEntries: 50_000,
  listed: 50,
};
