/** One file, folder or link of one layer. */
export interface LayerEntry {
  /** Absolute and normal: `/usr/bin/node`. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';
  readonly sizeBytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Of a link, as written; absolute and normal for hard links. */
  readonly target?: string;
  /** First line of an executable script without `#!`. */
  readonly shebang?: string;
}

/** A secret in a file of a layer, its value forgotten. */
export interface FileSecret {
  readonly rule: string;
  readonly title: string;
  readonly path: string;
  /** Where in the file, when that is an archive. */
  readonly inside?: string;
  readonly fingerprint: string;
}

/** A file that is searched: of a layer, or of an archive that is a file of one. */
export interface SearchedFile {
  /** Of the file of the layer. */
  readonly path: string;
  /** Of the file in the archive, with those of archives between. */
  readonly inside?: string;
  /** What rules go by: the path without what a compressed file's name ends with. */
  readonly name: string;
  /** Archives around it. */
  readonly depth: number;
}

/** What one layer holds. */
export interface LayerScan {
  readonly entries: LayerEntry[];
  /** Paths of lower layers that this one deletes. */
  readonly deleted: string[];
  /** Folders of lower layers whose contents this one deletes. */
  readonly emptied: string[];
  readonly secrets: FileSecret[];
  /** Small files that other questions need, by path: `/etc/passwd`. */
  readonly documents: Map<string, string>;
  sizeBytes: number;
  files: number;
}

export const emptyLayerScan = (): LayerScan => ({
  entries: [],
  deleted: [],
  emptied: [],
  secrets: [],
  documents: new Map(),
  sizeBytes: 0,
  files: 0,
});

/** Files whose text is kept. */
export const KEPT_DOCUMENTS: ReadonlySet<string> = new Set([
  '/etc/os-release',
  '/usr/lib/os-release',
  '/etc/passwd',
  '/etc/group',
]);

/** What is shared by all layers of one pass: limits reached so far, and what was cut because of them. */
export interface ScanState {
  entries: number;
  bytes: number;
  readonly truncated: Set<string>;
}

export const newScanState = (): ScanState => ({ entries: 0, bytes: 0, truncated: new Set() });

/** What one pass over the layers of an image saw. */
export interface ArchiveScan {
  /** Lowest first. */
  readonly layers: readonly LayerScan[];
  /** What was cut: `entries`, `paths`. */
  readonly truncated: readonly string[];
  /** Archives in files that were not opened to their end, by path. */
  readonly unopened: readonly string[];
}
