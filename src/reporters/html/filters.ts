import { areaOf, type Report } from '../../model/report.js';
import { kindOf, KINDS, signOf, type Kind } from './checks.js';
import { html, type Markup } from './markup.js';

export interface KindCount {
  readonly kind: Kind;
  readonly count: number;
}

/** How many checks came to what, in the order of the page; kinds that none came to are left out. */
export function kindCounts({ results, notRun = [] }: Report): KindCount[] {
  const kinds: Kind[] = [...results.map(kindOf), ...notRun.map(() => 'not-run' as const)];
  return (Object.keys(KINDS) as Kind[])
    .map((kind) => ({ kind, count: kinds.filter((other) => other === kind).length }))
    .filter(({ count }) => count > 0);
}

/** Hidden until the script is there to work it: without it, everything is shown. */
export function filterForm(report: Report, counts: readonly KindCount[]): Markup {
  const all = [...report.results, ...(report.notRun ?? [])];
  const areas = [...new Set(all.map(areaOf))].sort();
  return html`<form id="filter" class="card" role="search" aria-label="Checks" hidden>
    <fieldset>
      <legend>Show</legend>
      ${counts.map(
        ({ kind, count }) =>
          html`<label class="choice"
            ><input type="checkbox" name="kind" value="${kind}" checked /> ${signOf(kind)}${KINDS[kind].word}
            <span class="count">(${count})</span></label
          >`,
      )}
    </fieldset>
    <p class="fields">
      <label
        >Area
        <select name="area">
          <option value="">all</option>
          ${areas.map((area) => html`<option>${area}</option>`)}
        </select></label
      >
      <label>Containing <input type="search" name="text" autocomplete="off" spellcheck="false" /></label>
      <span class="buttons"
        ><button type="reset">Show all</button> <button type="button" id="open-all">Open all</button>
        <button type="button" id="close-all">Close all</button></span
      >
    </p>
    <p id="shown" role="status">${all.length} checks</p>
  </form>`;
}
