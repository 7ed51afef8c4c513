import type { Settings } from '../model/facts/settings.js';

/** An image whose transports differ in one word of its arguments: `http` and `stdio`, `fastapi` and `mcp`. */
export interface Modes {
  /** Arguments of one mode. */
  readonly args: readonly string[];
  /** Where the word stands in them. */
  readonly at: number;
  readonly words: readonly string[];
}

/** A word that a person chooses from a few: no option, path, file or address. */
const MODE = /^[A-Za-z][A-Za-z0-9_-]*$/u;

/** The modes of an image; undefined where its transports are started alike, or by what is no mode. `cmd` is the image's own. */
export function modesOf({ http, stdio }: Settings['transports'], cmd: readonly string[]): Modes | undefined {
  if (http === undefined || stdio === undefined) return undefined;
  const one = http.args ?? cmd;
  const other = stdio.args ?? cmd;
  const at = one.findIndex((word, index) => word !== other[index]);
  const words = [one[at] ?? '', other[at] ?? ''];
  const rest = [...one.slice(at + 1), '', ...other.slice(at + 1)].filter((word) => word !== '');
  // An option before it takes the word as its value, which may be anything.
  const isValue = at > 0 && (one[at - 1]?.startsWith('-') ?? false);
  return at === -1 || isValue || rest.length > 0 || !words.every((word) => MODE.test(word))
    ? undefined
    : { args: one, at, words };
}

const NO_SUCH_MODE = 'no-such-mode';

/** Arguments with a mode that none of them is. */
export const unknownMode = ({ args, at }: Modes): { readonly args: string[]; readonly mode: string } => ({
  args: args.with(at, NO_SUCH_MODE),
  mode: NO_SUCH_MODE,
});
