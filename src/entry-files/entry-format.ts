export type KeyPath = readonly string[];

/** Reads and changes one kind of configuration file, as text: what it does not have to touch stays byte for byte. */
export interface EntryFormat {
  /** The file's value; an empty file is an empty table. Throws EntryFileFault. */
  parse(text: string): unknown;
  /** The text with a value at the path, added or replaced. May give up with an EntryFileFault. */
  set(text: string, path: KeyPath, value: unknown): string;
  /** The text without what is at the path, which is there. */
  remove(text: string, path: KeyPath): string;
  /** 1-based line of the key at the path; undefined where it cannot be told. */
  lineOf(text: string, path: KeyPath): number | undefined;
  /** A file that holds this value at the path and nothing else. */
  snippet(path: KeyPath, value: unknown): string;
}

/** Why a file is left alone. */
export class EntryFileFault extends Error {
  override readonly name = 'EntryFileFault';
  /** `invalid`: the client cannot read it either. `unsafe`: it is sound, but cannot be changed without touching other things. */
  readonly kind: 'invalid' | 'unsafe';
  /** 1-based. */
  readonly line: number | undefined;

  constructor(kind: EntryFileFault['kind'], message: string, line: number | undefined) {
    super(message);
    this.kind = kind;
    this.line = line;
  }
}

export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

export const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
