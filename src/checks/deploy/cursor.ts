import type { LocatedDocument } from '../../model/facts/deploy.js';
import type { Finding } from '../../model/finding.js';

/** A place in a document, there or not. */
export class Cursor {
  readonly value: unknown;
  readonly #document: LocatedDocument;
  readonly #path: string;

  /** Without a place it is the whole document. */
  constructor(document: LocatedDocument, place?: { readonly path: string; readonly value: unknown }) {
    this.#document = document;
    this.#path = place?.path ?? '';
    this.value = place === undefined ? document.value : place.value;
  }

  /** What stands below these keys. */
  get(...keys: readonly (string | number)[]): Cursor {
    let value: unknown = this.value;
    for (const key of keys)
      value =
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string | number, unknown>)[key]
          : undefined;
    return new Cursor(this.#document, { path: [this.#path, ...keys].filter((key) => key !== '').join('/'), value });
  }

  get there(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  get number(): number | undefined {
    return typeof this.value === 'number' ? this.value : undefined;
  }

  /** A scalar as it is written; empty for everything else. */
  get plain(): string {
    const { value } = this;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  }

  get items(): Cursor[] {
    return Array.isArray(this.value) ? this.value.map((_item, index) => this.get(index)) : [];
  }

  get entries(): [string, Cursor][] {
    const { value } = this;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((key) => [key, this.get(key)])
      : [];
  }

  get isMap(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  /** Its line, or that of what it should stand in. */
  get location(): NonNullable<Finding['location']> {
    const { file, line, lines } = this.#document;
    let path = this.#path;
    while (path !== '') {
      const own = lines[path];
      if (own !== undefined) return { uri: file, line: own };
      path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    }
    return { uri: file, line };
  }
}

export type Milder = Pick<Finding, 'severity' | 'remedy' | 'measured' | 'limit'>;

/** A finding at a place. */
export const found = (at: Cursor, message: string, more: Milder = {}): Finding => ({
  message,
  location: at.location,
  ...more,
});

/** What a value is, for a person: `3`, `"web"`, `a list`. */
export function shownKind(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a map';
}
