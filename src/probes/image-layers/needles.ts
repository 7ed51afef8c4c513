/** Something of which any form is looked for. */
export interface Needle {
  readonly forms: readonly Buffer[];
  readonly fingerprint: string;
}

interface Form {
  readonly bytes: Buffer;
  readonly fingerprint: string;
}

/** How far two bytes may be passed over, by their value. */
const PAIRS = 65_536;
/** More would need a wider table, and gains nothing. */
const MAX_STRIDE = 32;

/**
 * Looks for many values at once, and at few of the bytes: two bytes that are in no value within the length of the shortest let the
 * search jump by it (Wu and Manber, 1994).
 */
export class Needles {
  readonly #forms: ReadonlyMap<number, readonly Form[]>;
  readonly #shifts: Uint8Array;
  readonly #stride: number;

  constructor(needles: readonly Needle[]) {
    const all = needles.flatMap(({ forms, fingerprint }) => forms.map((bytes) => ({ bytes, fingerprint })));
    this.#stride = Math.min(MAX_STRIDE, ...all.map(({ bytes }) => bytes.byteLength));
    this.#shifts = new Uint8Array(PAIRS).fill(Math.max(1, this.#stride - 1));
    const forms = new Map<number, Form[]>();
    for (const form of all) {
      for (let index = 1; index < this.#stride; index += 1) {
        const pair = pairAt(form.bytes, index);
        this.#shifts[pair] = Math.min(this.#shifts[pair] ?? 0, this.#stride - 1 - index);
      }
      const last = pairAt(form.bytes, this.#stride - 1);
      forms.set(last, [...(forms.get(last) ?? []), form]);
    }
    this.#forms = forms;
  }

  /** Fingerprints of the values that stand in the bytes. */
  in(bytes: Buffer): ReadonlySet<string> {
    const found = new Set<string>();
    if (this.#forms.size === 0) return found;
    const shifts = this.#shifts;
    const stride = this.#stride;
    const length = bytes.byteLength;
    for (let at = stride - 1; at < length;) {
      const pair = ((bytes[at - 1] ?? 0) << 8) | (bytes[at] ?? 0);
      const shift = shifts[pair] ?? 1;
      if (shift > 0) {
        at += shift;
        continue;
      }
      const from = at - stride + 1;
      for (const { bytes: form, fingerprint } of this.#forms.get(pair) ?? [])
        if (!found.has(fingerprint) && form.equals(bytes.subarray(from, from + form.byteLength)))
          found.add(fingerprint);
      at += 1;
    }
    return found;
  }
}

const pairAt = (bytes: Buffer, index: number): number => ((bytes[index - 1] ?? 0) << 8) | (bytes[index] ?? 0);
