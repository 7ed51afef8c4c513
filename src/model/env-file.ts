import { secretsOfVariable } from './secret-variable.js';

/** A fault of an environment file, by what would read it differently from its author. */
export interface EnvProblem {
  /** 1-based. */
  readonly line: number;
  readonly key?: string;
  readonly kind:
    | 'byte-order-mark'
    | 'crlf'
    | 'no-equals-sign'
    | 'bad-key'
    | 'export'
    | 'spaces'
    | 'quotes'
    | 'comment-behind-value'
    | 'duplicate'
    | 'conflict';
  readonly message: string;
}

export interface EnvEntry {
  readonly key: string;
  /** What its author means: without quotes, surrounding spaces and a comment behind it. */
  readonly value: string;
  readonly line: number;
}

export interface EnvFile {
  readonly entries: readonly EnvEntry[];
  readonly problems: readonly EnvProblem[];
  /** Keys of comments such as `# KEY=value`, which show how to set what is optional. */
  readonly commentedKeys: readonly string[];
}

interface Line {
  readonly key: string;
  readonly value: string;
  readonly problems: readonly Omit<EnvProblem, 'line' | 'key'>[];
}

const KEY = /^[A-Za-z_][A-Za-z0-9_]*$/u;

/**
 * Reads `KEY=value` lines as strictly as the strictest reader does: `docker run --env-file` takes quotes, spaces and comments
 * behind a value as part of it, while Compose and most libraries take them away.
 */
export function parseEnvFile(text: string): EnvFile {
  const problems: EnvProblem[] = [];
  const entries: EnvEntry[] = [];
  const commentedKeys: string[] = [];
  const lines = linesOf(text);
  if (text.startsWith('\uFEFF'))
    problems.push({
      line: 1,
      kind: 'byte-order-mark',
      message: 'The file begins with a byte order mark, which becomes part of the first key.',
    });
  const crlf = lines.findIndex((line) => line.endsWith('\r'));
  if (crlf >= 0)
    problems.push({
      line: crlf + 1,
      kind: 'crlf',
      message: 'Lines end with CR and LF; the CR becomes part of the values.',
    });
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const content = raw.replace(/\r$/u, '');
    const trimmed = content.trim();
    if (trimmed === '') continue;
    if (trimmed.startsWith('#')) {
      const key = /^#\s?([A-Za-z_][A-Za-z0-9_]*)=/u.exec(trimmed)?.[1];
      if (key !== undefined) commentedKeys.push(key);
      continue;
    }
    const parsed = parseLine(content);
    if (typeof parsed === 'string') {
      problems.push({ line, kind: 'no-equals-sign', message: parsed });
      continue;
    }
    const { key, value } = parsed;
    for (const problem of parsed.problems) problems.push({ ...problem, line, key });
    entries.push({ key, value, line });
  }
  return { entries, problems: [...problems, ...repeats(entries)].sort((a, b) => a.line - b.line), commentedKeys };
}

/** Settings on more than one line. Which of two values is meant, nobody can tell from the file. */
function repeats(entries: readonly EnvEntry[]): EnvProblem[] {
  return [...Map.groupBy(entries, ({ key }) => key)].flatMap(([key, all]): EnvProblem[] => {
    const [first, ...others] = all;
    const last = others.at(-1);
    if (first === undefined || last === undefined) return [];
    if (others.some(({ value }) => value !== first.value)) {
      const lines = `${all
        .slice(0, -1)
        .map(({ line }) => line)
        .join(', ')} and ${last.line}`;
      const message = `${key} is set on lines ${lines} with different values, and the last one wins. Keep the line that is meant and remove the others.`;
      return [{ line: last.line, key, kind: 'conflict', message }];
    }
    return others.map(({ line }) => ({
      line,
      key,
      kind: 'duplicate',
      message: `${key} is set a second time; line ${first.line} sets it too, to the same value.`,
    }));
  });
}

/** Whether several lines set the key to different values: then a person has to choose before anything else is changed. */
export const isContested = (
  problems: readonly { readonly key?: string; readonly kind: string }[],
  key: string,
): boolean => problems.some((problem) => problem.kind === 'conflict' && problem.key === key);

/** The same settings, written so that every reader takes them alike. Lines without a fault stay byte for byte. */
export function tidyEnvFile(text: string): string {
  const { entries, problems } = parseEnvFile(text);
  const lastLine = new Map(entries.map(({ key, line }) => [key, line]));
  const lines = linesOf(text).map((raw) => raw.replace(/\r$/u, ''));
  const tidied = lines.flatMap((content, index) => {
    if (content.trim() === '' || content.trim().startsWith('#')) return [content];
    const parsed = parseLine(content);
    // Without "=" nobody can say what was meant: it stays for a person.
    if (typeof parsed === 'string') return [content];
    if (!KEY.test(parsed.key)) return [content];
    if (lastLine.get(parsed.key) !== index + 1 && !isContested(problems, parsed.key)) return [];
    if (parsed.problems.length === 0) return [content];
    const { comment } = splitValue(content.slice(content.indexOf('=') + 1));
    // What a comment says is worth keeping; above its line every reader takes it for one.
    const rewritten = `${parsed.key}=${parsed.value}`;
    const again = parseLine(rewritten);
    // Some values need their quotes; those stay for a person too.
    if (typeof again === 'string' || again.value !== parsed.value || again.problems.length > 0) return [content];
    return [...(comment === undefined ? [] : [comment]), rewritten];
  });
  return `${tidied.join('\n').replace(/\n*$/u, '')}\n`;
}

/** The text with one key set, in its line where it has one, else at the end. Other lines stay byte for byte. */
export function setEnvValue(text: string, key: string, value: string): string {
  const line = parseEnvFile(text).entries.findLast((entry) => entry.key === key)?.line;
  if (line === undefined) {
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    return `${text}${gap}${key}=${value}\n`;
  }
  const lines = text.split('\n');
  const ending = lines[line - 1]?.endsWith('\r') === true ? '\r' : '';
  lines[line - 1] = `${key}=${value}${ending}`;
  return lines.join('\n');
}

/** The text with the values of secrets replaced; quotes, spaces and comments around them stay to be seen. */
export function maskEnvSecrets(text: string): string {
  const lines = text.split('\n');
  for (const { key, value, line } of parseEnvFile(text).entries) {
    const content = lines[line - 1];
    if (secretsOfVariable(key, value).length === 0 || content === undefined) continue;
    const equals = content.indexOf('=') + 1;
    lines[line - 1] = content.slice(0, equals) + content.slice(equals).replaceAll(value, '••••••');
  }
  return lines.join('\n');
}

function linesOf(text: string): string[] {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = body.split('\n');
  // The end of the last line begins no other.
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function parseLine(content: string): Line | string {
  const equals = content.indexOf('=');
  if (equals < 0) return 'The line has no "=", so it sets nothing.';
  const problems: Omit<EnvProblem, 'line' | 'key'>[] = [];
  let key = content.slice(0, equals);
  const exported = /^\s*export\s+/u.exec(key);
  if (exported !== null) {
    problems.push({ kind: 'export', message: '"export" belongs to shells; here it becomes part of the key.' });
    key = key.slice(exported[0].length);
  }
  const { value, spaces, quoted, comment } = splitValue(content.slice(equals + 1));
  if (key !== key.trim() || spaces)
    problems.push({ kind: 'spaces', message: 'There are spaces around the key or the value; some readers keep them.' });
  key = key.trim();
  if (!KEY.test(key))
    problems.push({
      kind: 'bad-key',
      message: 'The key is no name of a variable: letters, digits and "_", not beginning with a digit.',
    });
  if (quoted)
    problems.push({
      kind: 'quotes',
      message: 'The value is in quotes, which `docker run --env-file` keeps as part of it.',
    });
  if (comment !== undefined)
    problems.push({
      kind: 'comment-behind-value',
      message: 'A comment stands behind the value; `docker run --env-file` takes it as part of the value.',
    });
  return { key, value, problems };
}

interface Value {
  readonly value: string;
  readonly spaces: boolean;
  readonly quoted: boolean;
  readonly comment?: string;
}

function splitValue(raw: string): Value {
  const text = raw.trim();
  const quote = /^(["'])((?:(?!\1).)*)\1\s*(#.*)?$/u.exec(text);
  if (quote !== null) {
    const [, , value = '', comment] = quote;
    return {
      value,
      spaces: raw !== raw.trimEnd() || /^\s/u.test(raw),
      quoted: true,
      ...(comment !== undefined && { comment }),
    };
  }
  const behind = /(?:^|\s)#.*$/u.exec(text);
  const value = (behind === null ? text : text.slice(0, behind.index)).trim();
  return {
    value,
    spaces: behind === null && raw !== text,
    quoted: false,
    ...(behind !== null && { comment: behind[0].trim() }),
  };
}
