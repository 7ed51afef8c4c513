/** Nothing in it means anything to a POSIX shell, PowerShell or cmd: a comma makes a list in PowerShell, an @ in front a splat. */
const PLAIN = /^[\w%+=:./-][\w@%+=:./-]*$/u;
/** Between double quotes, the one kind that all three know, it means nothing either. */
const CALM = /^[^"$`!\\\u{0}-\u{1f}]+$/u;
/** Windows separates folders with it, and its shells leave it alone. */
const BACKSLASHES = /\\/gu;

/**
 * A word as it is to be typed. Double quotes where they do in every shell, single quotes where only those keep a word as it is; a
 * single quote in such a word is written as the shell of the system wants it, PowerShell on Windows and a POSIX shell elsewhere.
 */
export function quoted(word: string, platform: NodeJS.Platform = process.platform): string {
  const windows = platform === 'win32';
  const looked = windows ? word.replace(BACKSLASHES, '/') : word;
  if (PLAIN.test(looked)) return word;
  if (CALM.test(looked) && !(windows && word.endsWith('\\'))) return `"${word}"`;
  return `'${word.replaceAll("'", windows ? "''" : String.raw`'\''`)}'`;
}

/** A whole command line of mcp-dock. */
export const commandLine = (words: readonly string[], platform?: NodeJS.Platform): string =>
  ['mcp-dock', ...words].map((word) => quoted(word, platform)).join(' ');
