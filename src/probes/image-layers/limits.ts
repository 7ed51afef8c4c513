/** How much of an archive is read before the scan gives up, and how much of it is remembered. */
export interface ScanLimits {
  /** Files, folders and links over all layers. */
  readonly entries: number;
  /** Bytes over all layers, after decompression: a bomb ends here. */
  readonly totalBytes: number;
  readonly pathLength: number;
  readonly pathDepth: number;
  /** Files above this are not searched for secrets of unknown value. */
  readonly textBytes: number;
  /** A manifest, a config or a file that is kept whole. */
  readonly documentBytes: number;
  /** Entries of the list of one kind in the fact. */
  readonly listed: number;
}

export const scanLimits: ScanLimits = {
  entries: 400_000,
  totalBytes: 40e9,
  pathLength: 4096,
  pathDepth: 128,
  textBytes: 5 * 1024 * 1024,
  documentBytes: 4 * 1024 * 1024,
  listed: 50,
};
