import type { Finding } from '../model/finding.js';
import type { Report, Result } from '../model/report.js';
import type { RenderOptions } from './define-reporter.js';
import { openFindings } from './open-findings.js';
import type { Paint } from './paint.js';
import { placeWords } from './place.js';
import { NARROWEST, wrap } from './wrap.js';

/** A failed check: its findings with their places and commands, what to do, and where more stands. */
export function failureLines(
  result: Result,
  paint: Paint,
  { verbose, width, symbols }: RenderOptions,
  command: Report['command'],
): string[] {
  const counting = openFindings(result);
  const shown = verbose ? counting : counting.slice(0, 5);
  const more = counting.length - shown.length;
  const accepted = result.findings.length - counting.length;
  const fixes = [...new Set(counting.flatMap(({ fix }) => (fix === undefined ? [] : [fix])))];
  // A note asks nothing of the reader: one line, the rest under --verbose and --explain.
  if (result.severity === 'info' && !verbose) return [note(result, paint, { width, symbols })];
  const remedies = [...new Set(shown.map(({ remedy = result.remedy }) => remedy))];
  return [
    headline(result, paint, { width, symbols }),
    ...shown.flatMap((finding, index) => findingLines(finding, shown[index + 1], paint, width)),
    ...(more > 0 ? [`    … and ${more} more (--verbose)`] : []),
    ...(accepted > 0 ? [`    ${paint.faint(`${accepted} more ${accepted === 1 ? 'is' : 'are'} accepted`)}`] : []),
    ...remedies.map((remedy) => `    ${paint.label('Mend it:')} ${wrap(remedy, { width, used: 13, hanging: 13 })}`),
    ...fixes.map((fix) => `    ${paint.label('Fix:')}     mcp-dock doctor --fix ${fix}`),
    `    ${paint.faint(`Why and how: mcp-dock ${command} --explain ${result.id}`)}`,
  ];
}

function note(result: Result, paint: Paint, { width, symbols }: Pick<RenderOptions, 'width' | 'symbols'>): string {
  const said = openFindings(result).map(({ message }) => message);
  const used = (symbols ? 1 : 'note'.length) + 1 + result.id.length + 3;
  return `${paint.info()} ${paint.faint(result.id)}   ${wrap(said.join(' '), { width, used, hanging: 4 })}`;
}

/** Titles say the good state; a failed check shows it as the expectation that was not met. */
function headline(
  { id, title, severity }: Result,
  paint: Paint,
  { width, symbols }: Pick<RenderOptions, 'width' | 'symbols'>,
): string {
  const mark = paint[severity]();
  const expected = `expected: ${title}`;
  const used = (symbols ? 1 : 'warning'.length) + 1 + id.length + 3;
  return width - used < NARROWEST
    ? `${mark} ${paint.strong(id)}\n    ${wrap(expected, { width, used: 4, hanging: 4 })}`
    : `${mark} ${paint.strong(id)}   ${wrap(expected, { width, used, hanging: 4 })}`;
}

/** A place stays in one piece: people copy it, and terminals make it a link. */
function withPlace(message: string, place: string | undefined, paint: Paint, width: number): string {
  if (place === undefined) return message;
  const [last = ''] = message.split('\n').slice(-1);
  const used = message.includes('\n') ? last.length : last.length + 4;
  return used + 3 + place.length <= width
    ? `${message}   ${paint.faint(place)}`
    : `${message}\n    ${paint.faint(place)}`;
}

function findingLines(finding: Finding, next: Finding | undefined, paint: Paint, width: number): string[] {
  const { message, evidence = [], cause, repro } = finding;
  return [
    `    ${withPlace(wrap(message, { width, used: 4, hanging: 4 }), placeWords(finding), paint, width)}`,
    ...evidence.map((line) => `      ${paint.faint(wrap(line, { width, used: 6, hanging: 8 }))}`),
    ...(cause === undefined ? [] : [`    ${paint.label('Cause:')}   ${wrap(cause, { width, used: 13, hanging: 13 })}`]),
    // Findings of one kind are shown by one command, under the last of them.
    ...(repro === undefined || repro === next?.repro ? [] : [`    ${paint.label('See it:')}  ${repro}`]),
  ];
}
