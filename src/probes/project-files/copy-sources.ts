import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { IgnoreRules } from '../../config/ignore-rules.js';
import { copyWords, mountOptions } from '../../model/dockerfile-stages.js';
import type { ContextFiles, DockerfileInstruction } from '../../model/facts/files.js';

type Source = ContextFiles['sources'][number];
interface Wanted {
  readonly instruction: DockerfileInstruction;
  readonly source: string;
}

const MAX_SOURCES = 500;
const PATTERN = /[*?[]/u;
/** A pattern with more of them is no person's. */
const MAX_STARS = 8;
const NOTHING = /(?!)/u;

/** What COPY, ADD and bind mounts take from the context, and whether it gets there. */
export async function copySources(
  instructions: readonly DockerfileInstruction[],
  {
    directory,
    dockerfile,
    rules,
    entries,
  }: { directory: string; dockerfile: string; rules: IgnoreRules } & Pick<ContextFiles, 'entries'>,
): Promise<Source[]> {
  const wanted = instructions.flatMap(sourcesOf).slice(0, MAX_SOURCES);
  return Promise.all(
    wanted.map(async ({ instruction: { line, stage, keyword }, source }) => {
      const path =
        posix
          .normalize(source)
          .replace(/^(?:\.?\/)+|^(?:\.\.\/)+/u, '')
          .replace(/\/+$/u, '') || '.';
      const shown = { line, stage, keyword, source, pattern: PATTERN.test(source) };
      if (shown.pattern) return { ...shown, ...ofPattern(path, entries, rules) };
      if (path === '.' || path === dockerfile) return { ...shown, state: 'sent' as const };
      const stats = await lstat(join(directory, path)).catch(() => undefined);
      if (stats === undefined) return { ...shown, state: 'absent' as const, path };
      const reaches = !rules.ignores(path) || (stats.isDirectory() && rules.mayReinclude(path));
      return { ...shown, ...(reaches ? { state: 'sent' as const, path } : keptOut(path, rules)) };
    }),
  );
}

function sourcesOf(instruction: DockerfileInstruction): Wanted[] {
  const { keyword, flags } = instruction;
  const from = flags.some(({ name }) => name === 'from');
  if ((keyword === 'COPY' || keyword === 'ADD') && !from)
    return (copyWords(instruction)?.sources ?? [])
      .filter((source) => !/^<<|^[a-z]+:\/\/|^git@|\$/u.test(source))
      .map((source) => ({ instruction, source }));
  if (keyword !== 'RUN') return [];
  return flags.flatMap(({ name, value = '' }) => {
    const options = name === 'mount' ? mountOptions(value) : undefined;
    const source = options?.get('source') ?? options?.get('src');
    const bind = (options?.get('type') ?? 'bind') === 'bind' && options?.has('from') === false;
    return bind && source !== undefined && !source.includes('$') ? [{ instruction, source }] : [];
  });
}

/** A pattern that matches nothing is no error for a builder; one whose every match is kept out was meant otherwise. */
function ofPattern(
  pattern: string,
  entries: ContextFiles['entries'],
  rules: IgnoreRules,
): Pick<Source, 'state' | 'path' | 'rule'> {
  const expression = expressionOf(pattern);
  const matches = entries.filter(({ path }) => expression.test(path));
  const [first] = matches;
  if (first === undefined) return { state: 'absent' };
  const sent = matches.some(({ path, kind, ignored }) => !ignored || (kind === 'folder' && rules.mayReinclude(path)));
  return sent ? { state: 'sent' } : keptOut(first.path, rules);
}

function keptOut(path: string, rules: IgnoreRules): Pick<Source, 'state' | 'path' | 'rule'> {
  const rule = rules.ruleFor(path);
  return { state: 'ignored', path, ...(rule !== undefined && { rule: { text: rule.text, line: rule.line } }) };
}

/** Patterns of COPY are Go's: `*` and `?` stop at a slash. */
function expressionOf(pattern: string): RegExp {
  if (pattern.split('*').length > MAX_STARS) return NOTHING;
  const source = pattern
    .slice(0, 500)
    .replace(/\*+/gu, '*')
    .replace(/[.+^${}()|\\]/gu, String.raw`\$&`)
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  try {
    return new RegExp(`^${source}$`, 'u');
  } catch {
    return NOTHING;
  }
}
