import type { RequiredVariable } from './detection.js';
import { matchesIn, type Detected, type Language, type ProjectView } from './project-view.js';

const NAME = '[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*';

/** Places that end the server when a variable is not set. */
const REQUIRED: Readonly<Record<Language, readonly RegExp[]>> = {
  node: [
    new RegExp(String.raw`process\.env\.(?<name>${NAME})!`, 'u'),
    new RegExp(String.raw`process\.env\[["'](?<name>${NAME})["']\]!`, 'u'),
    new RegExp(
      String.raw`if\s*\(\s*!process\.env(?:\.|\[["'])(?<name>${NAME})\b[^{};]*\)\s*\{?(?:(?!\n\}|\n\s*if\b)[^]){0,300}?(?:\bthrow\b|process\.exit\()`,
      'u',
    ),
    new RegExp(
      String.raw`(?:const|let|var)\s+(?<local>\w+)\s*(?::\s*[^=]+)?=\s*process\.env(?:\.|\[["'])(?<name>${NAME})\b(?:["']\])?\s*;?\s*\n(?:[^\n]*\n){0,6}?\s*if\s*\(\s*!\k<local>\b[^{};]*\)\s*\{?(?:(?!\n\}|\n\s*if\b)[^]){0,300}?(?:\bthrow\b|process\.exit\()`,
      'u',
    ),
  ],
  python: [
    new RegExp(String.raw`\bos\.environ\[["'](?<name>${NAME})["']\](?!\s*=[^=])`, 'u'),
    new RegExp(
      String.raw`(?<local>\w+)\s*(?::\s*[^=\n]+)?=\s*os\.(?:getenv|environ\.get)\(\s*["'](?<name>${NAME})["']\s*\)\s*\n(?:[^\n]*\n){0,6}?\s*if\s+(?:not\s+\k<local>\b|\k<local>\s+is\s+None)[^\n]*:\s*\n(?:[^\n]*\n){0,4}?\s+(?:raise\b|sys\.exit\(|exit\()`,
      'u',
    ),
  ],
};
const READ: Readonly<Record<Language, readonly RegExp[]>> = {
  node: [new RegExp(String.raw`process\.env(?:\.|\[["'])(?<name>${NAME})\b`, 'u')],
  python: [new RegExp(String.raw`\bos\.(?:getenv\(|environ\.get\(|environ\[)\s*["'](?<name>${NAME})["']`, 'u')],
};

/** Set by the system, by the runtime, or by the image itself. */
const NOT_OF_THE_SERVER =
  /^(?:NODE_ENV|NODE_OPTIONS|PATH|HOME|USER|USERPROFILE|SHELL|PWD|TMPDIR|TEMP|TMP|CI|APPDATA|LOCALAPPDATA|PROGRAMFILES|PYTHON[A-Z]+|VIRTUAL_ENV|NPM_[A-Z_]+|XDG_[A-Z_]+|LANG|TERM|DISPLAY|JEST_WORKER_ID|VITEST|(?:[A-Z]+_)*(?:PORT|HOST|HOSTNAME)|(?:MCP_|FASTMCP_)?TRANSPORT(?:_TYPE|_MODE)?)$/u;

const MOST = 60;

/** Variables that the sources read, those first without which the server does not start. */
export function variablesOf(view: ProjectView, language: Language): Detected<RequiredVariable>[] {
  const found = new Map<string, Detected<RequiredVariable>>();
  const add = (patterns: readonly RegExp[], required: boolean) => {
    for (const pattern of patterns)
      for (const { match, from } of matchesIn(view, language, pattern)) {
        const name = match.groups?.['name'];
        if (name === undefined || name.length < 3 || NOT_OF_THE_SERVER.test(name) || found.has(name)) continue;
        found.set(name, { value: { name, required }, from });
      }
  };
  add(REQUIRED[language], true);
  add(READ[language], false);
  return [...found.values()].slice(0, MOST);
}
