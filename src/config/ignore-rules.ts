import dockerignore from '@balena/dockerignore';
import { McpDockError } from '../errors/mcp-dock-error.js';

interface Rule {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  readonly negated: boolean;
  /** The cleaned pattern, cut at `/`. */
  readonly segments: readonly string[];
}

/** What a `.dockerignore` says, in Docker's own terms: last match wins, `!` takes back, a folder's verdict holds for what is in it. */
export interface IgnoreRules {
  /** Path relative to the context, with `/`. */
  ignores(path: string): boolean;
  /** Whether an ignored folder may hold something that a `!` rule takes back; if not, it need not be walked. */
  mayReinclude(folder: string): boolean;
  /** The rule that ignores the path, for words. */
  ruleFor(path: string): { readonly text: string; readonly line: number } | undefined;
}

/** Reads the text of a `.dockerignore`; `path` is only named in errors. Throws CONFIG_INVALID for a pattern that is none. */
export function parseIgnoreRules(text: string, path: string): IgnoreRules {
  const rules = text
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n/u)
    .map((line, index) => parseRule(line, index + 1))
    .filter((rule) => rule !== undefined);
  for (const rule of rules) {
    try {
      matcher([rule], true).ignores('any/path');
    } catch (cause) {
      throw new McpDockError(
        'CONFIG_INVALID',
        { path, line: rule.line, reason: `"${rule.text}" is no pattern that Docker understands.` },
        { cause },
      );
    }
  }
  const all = matcher(rules);
  const negated = rules.filter((rule) => rule.negated);
  return {
    ignores: (file) => all.ignores(file),
    mayReinclude: (folder) => {
      const parts = folder.split('/');
      return negated.some(({ segments }) => reachesInto(segments, parts));
    },
    ruleFor: (file) =>
      all.ignores(file) ? rules.findLast((rule) => !rule.negated && matcher([rule]).ignores(file)) : undefined,
  };
}

function parseRule(raw: string, line: number): Rule | undefined {
  const text = raw.trim();
  if (raw.startsWith('#') || text === '' || text === '!') return undefined;
  const negated = text.startsWith('!');
  const segments = (negated ? text.slice(1).trim() : text).split('/').filter((part) => part !== '' && part !== '.');
  return { text, line, negated, segments };
}

/** Case counts, as for Docker. `asPositive` turns `!x` into `x`, so that its pattern is tried too. */
function matcher(rules: readonly Rule[], asPositive = false) {
  return dockerignore
    .default({ ignorecase: false })
    .add(rules.map(({ text }) => withLiterals(asPositive ? text.replace(/^!\s*/u, '') : text)));
}

/**
 * The library passes characters through that mean something in a regular expression and nothing in Docker's patterns (`c++`,
 * `a(1)`); as a class of one they are literal, on Windows too, where a backslash would separate.
 */
function withLiterals(pattern: string): string {
  return pattern.replace(/\\.|\[[^\]]*\]|[+(){}|]/gu, (piece) => (piece.length === 1 ? `[${piece}]` : piece));
}

/** Whether a pattern longer than the folder's path could match something below it. */
function reachesInto(pattern: readonly string[], folder: readonly string[]): boolean {
  for (const [index, part] of folder.entries()) {
    const segment = pattern[index];
    if (segment === undefined) return false;
    if (segment === '**') return true;
    if (!/[*?[\\]/u.test(segment) && segment !== part) return false;
  }
  return pattern.length > folder.length;
}
