import { codeParts } from './code-parts.js';

/**
 * Text as Markdown that shows the same characters and nothing else: no markup, no HTML, no link, and on GitHub no mention, no
 * reference to an issue and no formula. For one line within a paragraph, a list or a table.
 */
export const markdownText = (text: string): string =>
  text
    .replaceAll(/[\\`*_{}[\]<>|~&$]/gu, String.raw`\$&`)
    // Addresses become links by themselves, also without markup.
    .replaceAll(/:(?=\/\/)|(?<=www)\./giu, String.raw`\$&`)
    .replaceAll(/\b(mailto|xmpp):/giu, String.raw`$1\:`)
    // `:name:` is an emoji.
    .replaceAll(/:(?=(?:[+-]1|100|1234|[\w+-]*[a-z_][\w+-]*):)/giu, String.raw`\:`)
    // GitHub looks for these in the text that is left, where a backslash is gone.
    .replaceAll(/[@#](?=[\w-])/gu, '$&<!-- -->')
    .replaceAll(/\b(GH)-(?=\d)/giu, '$1\\-<!-- -->')
    // At the beginning of a line: a heading, a list, a rule.
    .replace(/^(\s*)([#+=-])/u, String.raw`$1\$2`)
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/u, String.raw`$1\$2`);

/** A sentence of ours: what stands between backticks is code. */
export const markdownProse = (text: string): string =>
  codeParts(text)
    .map(({ code, text: part }) => (code ? codeSpan(part) : markdownText(part)))
    .join('');

/** A name or a value within a line. */
export function codeSpan(text: string): string {
  if (text.trim() === '') return '';
  const fence = '`'.repeat(longestRun(text) + 1);
  const padding = /^`|`$|^ .* $/u.test(text) ? ' ' : '';
  return `${fence}${padding}${text}${padding}${fence}`;
}

/** The same within a cell of a table, where a bar ends the cell even inside of code. */
export const cellCode = (text: string): string => codeSpan(text).replaceAll('|', String.raw`\|`);

/** Lines to copy, with a fence that nothing in them can close. */
export function codeBlock(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
