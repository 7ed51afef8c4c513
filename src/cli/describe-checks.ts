import { askedWords } from '../model/asked-for.js';
import type { Check } from '../model/check.js';
import { docsUrlOf } from '../checks/run-checks.js';
import { profileOf } from '../model/profile.js';
import { findCheck } from './select-checks.js';

/** What is known of a check without running it: for `--list` and `--explain` under `--json`. */
export function checkAsData(check: Check): Record<string, unknown> {
  const words = Object.entries(check).filter(([name]) => name !== 'run');
  return { ...Object.fromEntries(words), profile: profileOf(check), docsUrl: docsUrlOf(check.id) };
}

/** What `--explain` or `--list` print in place of a run; undefined when neither was given. Throws CHECK_UNKNOWN. */
export async function inPlaceOfRun(
  known: readonly Check[],
  flags: { readonly explain?: string | undefined; readonly list: boolean; readonly json: boolean },
  select: () => Promise<readonly Check[]>,
): Promise<string | undefined> {
  if (flags.explain !== undefined) return explanation(known, flags.explain, flags);
  return flags.list ? listing(await select(), flags) : undefined;
}

/** `--list`: one line per check, or all that is known of them. */
export const listing = (checks: readonly Check[], { json }: { json: boolean }): string =>
  json ? asJson(checks.map(checkAsData)) : listChecks(checks);

/** `--explain ID`. Throws CHECK_UNKNOWN. */
export function explanation(known: readonly Check[], id: string, { json }: { json: boolean }): string {
  const check = findCheck(known, id);
  return json ? asJson(checkAsData(check)) : explainCheck(check);
}

const asJson = (data: unknown) => JSON.stringify(data, undefined, 2);

/** One line per check. */
export function listChecks(checks: readonly Check[]): string {
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  return checks
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((check) => {
      const { id, severity, title } = check;
      const profile = profileOf(check).padEnd('standard'.length);
      return `${id.padEnd(width)}  ${severity.padEnd('warning'.length)}  ${profile}  ${title}`;
    })
    .join('\n');
}

/** What a check asks, why, and what to do. */
export function explainCheck(check: Check): string {
  const { id, title, severity, why, remedy, references, aliases = [], revisions, since, asked } = check;
  return [
    `${id}   ${title}`,
    '',
    `  Why:      ${why}`,
    `  Mend it:  ${remedy}`,
    '',
    `  Severity  ${severity}`,
    `  Profile   ${profileOf(check)}`,
    ...(asked === undefined ? [] : [`  Asked by  ${askedWords(asked).join(', ')}`]),
    ...(aliases.length === 0 ? [] : [`  Also      ${aliases.join(', ')}`]),
    ...(revisions === undefined ? [] : [`  Holds for MCP ${revisions.join(', ')}`]),
    `  Since     ${since}`,
    ...references.map(({ title: name, url }) => `  See       ${name}: ${url}`),
    `            ${docsUrlOf(id)}`,
  ].join('\n');
}
