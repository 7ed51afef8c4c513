/** One instruction as it stands in the file, continuation lines joined the way builders join them. */
export interface LogicalLine {
  /** Without the lines that are comments. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  readonly endLine: number;
  /** 1-based, of the first line; `endColumn` is behind its last character. */
  readonly column: number;
  readonly endColumn: number;
  /** Offsets in `text` at which a further line of the file begins. */
  readonly breaks: readonly { readonly at: number; readonly line: number }[];
  readonly heredocs: readonly { readonly name: string; readonly line: number; readonly text: string }[];
  /** Name of a heredoc that the file never ends. */
  readonly unclosed?: string;
}

export interface LogicalLines {
  readonly escape: string;
  readonly syntax?: string;
  readonly lines: readonly LogicalLine[];
  /** A value of `# escape=` that is none. */
  readonly badEscape?: { readonly line: number; readonly value: string };
  readonly truncated: boolean;
}

/** More than any engine has layers for. */
const MAX_INSTRUCTIONS = 2_000;
/** Of one instruction, and of one heredoc. */
const MAX_TEXT = 16_384;
const MAX_BREAKS = 500;
/** Of all of them together. */
const MAX_ALL = 262_144;

/**
 * Cuts the text of a Dockerfile into instructions, as BuildKit does: https://docs.docker.com/reference/dockerfile/#format.
 * Own code, for it is asked to be linear: a line of a megabyte takes a general parser seconds.
 */
export function logicalLines(text: string): LogicalLines {
  const rows = text.replace(/^\u{feff}/u, '').split(/\r?\n/u);
  const head = directivesOf(rows);
  const lines: LogicalLine[] = [];
  let truncated = false;
  let size = 0;
  for (let row = head.rows; row < rows.length;) {
    const raw = rows[row] ?? '';
    if (raw.trim() === '' || raw.trimStart().startsWith('#')) {
      row += 1;
      continue;
    }
    if (lines.length >= MAX_INSTRUCTIONS || size >= MAX_ALL) {
      truncated = true;
      break;
    }
    const { line, next } = readOne(rows, row, head.escape);
    lines.push(line);
    size += line.heredocs.reduce((sum, heredoc) => sum + heredoc.text.length, line.text.length);
    row = next;
  }
  return {
    escape: head.escape,
    ...(head.syntax !== undefined && { syntax: head.syntax }),
    lines,
    ...(head.badEscape !== undefined && { badEscape: head.badEscape }),
    truncated,
  };
}

function directivesOf(rows: readonly string[]) {
  let escape = '\\';
  let syntax: string | undefined;
  let badEscape: LogicalLines['badEscape'];
  let row = 0;
  for (; row < rows.length; row += 1) {
    const match = /^#[ \t]*(?<name>[A-Za-z][A-Za-z0-9]*)[ \t]*=[ \t]*(?<value>\S.*)$/u.exec(
      (rows[row] ?? '').slice(0, 500),
    );
    if (match === null) break;
    const name = match.groups?.['name']?.toLowerCase() ?? '';
    const value = (match.groups?.['value'] ?? '').trim();
    // A comment that only looks like one ends them, as everything else does.
    if (!['syntax', 'escape', 'check'].includes(name)) break;
    if (name === 'syntax') syntax ??= value;
    if (name === 'escape') {
      if (value === '\\' || value === '`') escape = value;
      else badEscape = { line: row + 1, value };
    }
  }
  return { escape, syntax, badEscape, rows: row };
}

function readOne(rows: readonly string[], from: number, escape: string): { line: LogicalLine; next: number } {
  const first = rows[from] ?? '';
  const column = first.length - first.trimStart().length + 1;
  const pieces: string[] = [];
  const breaks: { at: number; line: number }[] = [];
  let length = 0;
  let row = from;
  let last = from;
  for (let going = true; going && row < rows.length; row += 1) {
    const raw = rows[row] ?? '';
    const trimmed = raw.trim();
    if (row > from && (trimmed === '' || trimmed.startsWith('#'))) continue;
    const { body, continues } = withoutContinuation(row === from ? raw.trimStart() : raw, escape);
    if (row > from && breaks.length < MAX_BREAKS) breaks.push({ at: length, line: row + 1 });
    const kept = body.slice(0, Math.max(0, MAX_TEXT - length));
    pieces.push(kept);
    length += kept.length;
    last = row;
    going = continues;
  }
  const text = pieces.join('');
  const heredocs: { name: string; line: number; text: string }[] = [];
  let next = Math.min(row, rows.length);
  let unclosed: string | undefined;
  for (const { name, strip } of heredocsIn(text)) {
    const start = next;
    while (next < rows.length && (strip ? (rows[next] ?? '').replace(/^\t+/u, '') : rows[next]) !== name) next += 1;
    if (next >= rows.length) unclosed ??= name;
    heredocs.push({ name, line: start + 1, text: rows.slice(start, next).join('\n').slice(0, MAX_TEXT) });
    last = Math.min(next, rows.length - 1);
    next = Math.min(next + 1, rows.length);
  }
  return {
    line: {
      text,
      line: from + 1,
      endLine: last + 1,
      column,
      endColumn: Math.min(first.trimEnd().length, MAX_TEXT) + 1,
      breaks,
      heredocs,
      ...(unclosed !== undefined && { unclosed }),
    },
    next,
  };
}

/** A line goes on when the escape character is the last thing on it and does not escape itself. */
function withoutContinuation(raw: string, escape: string): { body: string; continues: boolean } {
  const end = raw.trimEnd();
  if (!end.endsWith(escape) || end.at(-2) === escape) return { body: raw, continues: false };
  return { body: end.slice(0, -1), continues: true };
}

/** `<<NAME` of RUN, COPY and ADD, outside of quotes. */
function heredocsIn(text: string): { name: string; strip: boolean }[] {
  if (!/^(?:RUN|COPY|ADD)\s/iu.test(text) || !text.includes('<<')) return [];
  const outside = text.replace(/\\.|"(?:[^"\\]|\\.)*"|'[^']*'/gsu, (quoted, at: number) =>
    // A name may be quoted itself.
    /<<-?$/u.test(text.slice(Math.max(0, at - 3), at)) ? quoted : '_'.repeat(quoted.length),
  );
  return [
    ...outside.matchAll(
      /(?<=^|\s)\d*<<(?<strip>-?)(?:"(?<double>[A-Za-z_]\w*)"|'(?<single>[A-Za-z_]\w*)'|(?<bare>[A-Za-z_]\w*))(?=\s|$|[;&|>)])/gu,
    ),
  ].map(({ groups }) => ({
    name: groups?.['double'] ?? groups?.['single'] ?? groups?.['bare'] ?? '',
    strip: groups?.['strip'] === '-',
  }));
}
