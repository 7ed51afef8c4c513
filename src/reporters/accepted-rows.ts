import type { Finding } from '../model/finding.js';
import type { Report } from '../model/report.js';
import type { RenderOptions } from './define-reporter.js';
import type { Paint } from './paint.js';
import { wrap } from './wrap.js';

/** Ids that a line names when nobody asked for everything. */
const SHOWN = 6;

/** Why a finding does not count; undefined for one that does. */
function acceptedWords({ waived, known }: Finding): string | undefined {
  if (waived !== undefined)
    return `waived until ${waived.expires}${waived.owner === undefined ? '' : ` by ${waived.owner}`}: ${waived.reason}`;
  return known === true ? 'in the baseline' : undefined;
}

/** The checks that were left out, by reason: `Not run      2     scale/replica-safe, … (in --profile full)`. */
export function notRunRows({ notRun = [] }: Report, paint: Paint, options: RenderOptions): string[] {
  const reasons = new Map<string, string[]>();
  for (const { id, because } of notRun)
    if (options.verbose || !isForWhoAsks(because)) reasons.set(because, [...(reasons.get(because) ?? []), id]);
  return [...reasons].map(([because, ids], index) =>
    row(index === 0 ? 'Not run' : '', ids.length, `${listed(ids, options)} (${because})`, paint, options),
  );
}

/** What nobody asked for is missed by nobody: it stands in the other formats, and under --verbose. */
const isForWhoAsks = (because: string): boolean => because.startsWith('when asked for by');

/** What is found and does not count, with who said so: nobody shall have to look for it. */
export function acceptedRows({ results, baseline }: Report, paint: Paint, options: RenderOptions): string[] {
  const all = results.flatMap(({ id, findings }) =>
    findings.flatMap((finding) => {
      const words = acceptedWords(finding);
      return words === undefined ? [] : [{ id, words, message: finding.message }];
    }),
  );
  const about = baselineRow(baseline, paint, options);
  if (all.length === 0) return about;
  // As in the rows above, of checks.
  const count = new Set(all.map(({ id }) => id)).size;
  if (options.verbose)
    return [
      ...all.flatMap(({ id, words, message }, index) => [
        row(index === 0 ? 'Accepted' : '', index === 0 ? count : undefined, `${id} (${words})`, paint, options),
        row('', undefined, message, paint, options),
      ]),
      ...about,
    ];
  const reasons = new Map<string, string[]>();
  for (const { id, words } of all) reasons.set(words, [...new Set([...(reasons.get(words) ?? []), id])]);
  return [
    ...[...reasons].map(([words, ids], index) =>
      row(
        index === 0 ? 'Accepted' : '',
        index === 0 ? count : undefined,
        `${listed(ids, options)} (${words})`,
        paint,
        options,
      ),
    ),
    ...about,
  ];
}

/** What a run did to the file of known findings, where it was asked to. */
function baselineRow(baseline: Report['baseline'], paint: Paint, options: RenderOptions): string[] {
  if (baseline === undefined) return [];
  const { path, known, updated, kept } = baseline;
  if (kept !== undefined) return [row('Baseline', undefined, `${path} stays as it was: ${kept}`, paint, options)];
  const count = `${known} ${known === 1 ? 'finding is' : 'findings are'} known from now on`;
  return updated ? [row('Baseline', undefined, `${path} is written; ${count}`, paint, options)] : [];
}

const INDENT = 20;

/** A row below the checks: `Accepted     2     image/size-within-budget (in the baseline)`. */
export function row(
  title: string,
  count: number | undefined,
  text: string,
  paint: Paint,
  { width }: RenderOptions,
): string {
  const number = count === undefined ? '' : String(count);
  const words = wrap(text, { width, used: INDENT, hanging: INDENT });
  return `  ${title.padEnd(10)} ${number.padStart(3)}    ${paint.faint(words)}`;
}

function listed(ids: readonly string[], { verbose }: RenderOptions): string {
  const shown = verbose ? ids : ids.slice(0, SHOWN);
  const more = ids.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
