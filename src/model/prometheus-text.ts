/** Metrics as read from the text format of Prometheus, version 0.0.4; OpenMetrics differs in what is passed over here. */
export interface PrometheusText {
  readonly samples: number;
  /** Of metrics, without the suffixes of histograms and summaries where their type is declared. */
  readonly names: ReadonlySet<string>;
  readonly malformed: readonly { readonly line: number; readonly text: string; readonly reason: string }[];
}

const MAX_MALFORMED = 5;
const NAME = /^[a-zA-Z_:][\w:]*/u;
const VALUE = /^[+-]?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|0x[\da-f]+|inf(?:inity)?|nan)$/iu;
const LABEL = /^(?<name>[a-zA-Z_]\w*)="(?:[^"\\]|\\.)*"/u;
const TYPES = new Set([
  'counter',
  'gauge',
  'histogram',
  'summary',
  'untyped',
  'unknown',
  'info',
  'stateset',
  'gaugehistogram',
]);
const SUFFIX = /_(?:bucket|sum|count|created|total|info|gcount|gsum)$/u;

/** Reads metrics line by line; what cannot be read is told and passed over. */
export function readPrometheusText(text: string): PrometheusText {
  const names = new Set<string>();
  const families = new Set<string>();
  const malformed: { line: number; text: string; reason: string }[] = [];
  let samples = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/u, '').trim();
    if (line === '') continue;
    const found = line.startsWith('#') ? readComment(line) : readSample(line);
    if ('reason' in found) {
      if (malformed.length < MAX_MALFORMED) malformed.push({ line: index + 1, text: line, reason: found.reason });
      continue;
    }
    if (found.kind === 'type') families.add(found.name);
    if (found.kind !== 'sample') continue;
    samples += 1;
    const family = found.name.replace(SUFFIX, '');
    names.add(found.name);
    if (families.has(family)) names.add(family);
  }
  return { samples, names, malformed };
}

type Line = { readonly kind: 'sample' | 'type' | 'other'; readonly name: string } | { readonly reason: string };

function readComment(line: string): Line {
  const [, word, name = '', type = ''] = /^#\s+(TYPE|HELP)\s+(\S+)\s*(\S*)/u.exec(line) ?? [];
  if (word !== 'TYPE') return { kind: 'other', name };
  if (NAME.exec(name)?.[0] !== name) return { reason: `"${name}" is no name of a metric` };
  return TYPES.has(type) ? { kind: 'type', name } : { reason: `"${type}" is no type of a metric` };
}

function readSample(line: string): Line {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) return { reason: 'it begins with no name of a metric' };
  let rest = line.slice(name.length);
  if (rest.startsWith('{')) {
    const end = labelsEnd(rest);
    if (end === undefined) return { reason: 'its labels cannot be read' };
    rest = rest.slice(end);
  } else if (!/^\s/u.test(rest)) return { reason: 'no value follows the name' };
  // What follows ` # ` is an exemplar of OpenMetrics.
  const [value, timestamp, ...more] = rest
    .replace(/\s#\s.*$/u, '')
    .trim()
    .split(/\s+/u);
  if (value === undefined || !VALUE.test(value)) return { reason: `"${value ?? ''}" is no value` };
  const timed = timestamp === undefined || /^-?\d+(?:\.\d+)?$/u.test(timestamp);
  return timed && more.length === 0 ? { kind: 'sample', name } : { reason: 'more than a time follows the value' };
}

/** Where the text goes on behind `{…}`. */
function labelsEnd(text: string): number | undefined {
  let at = 1;
  for (;;) {
    at += /^\s*/u.exec(text.slice(at))?.[0].length ?? 0;
    if (text[at] === '}') return at + 1;
    const label = LABEL.exec(text.slice(at))?.[0];
    if (label === undefined) return undefined;
    at += label.length;
    at += /^\s*,?/u.exec(text.slice(at))?.[0].length ?? 0;
  }
}
