import type { FilledLine, Report } from '../../model/report.js';
import { countWords, LINE_WORDS } from '../checklists.js';
import { signOf, type Kind } from './checks.js';
import { html, prose, type Markup } from './markup.js';

/** A line that does not hold is a note, as the check of its list is; a person looks after what is by hand. */
const KIND_OF: Readonly<Record<FilledLine['outcome'], Kind>> = {
  pass: 'pass',
  fail: 'error',
  manual: 'info',
  'not-applicable': 'not-applicable',
  unknown: 'unknown',
};

/** The lists that were asked for, each a table. */
export const checklistCards = ({ checklists = [] }: Report): Markup[] =>
  checklists.map(
    ({ name, title, lines }) =>
      html`<section class="card" aria-labelledby="checklist-${name}">
        <h2 id="checklist-${name}">Checklist: ${title}</h2>
        <p class="words">${countWords(lines)}</p>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Outcome</th>
              <th scope="col">Decided by</th>
            </tr>
          </thead>
          <tbody>
            ${lines.map(
              ({ text, outcome, because, by }) =>
                html`<tr>
                  <th scope="row">${text}</th>
                  <td>${signOf(KIND_OF[outcome])} ${LINE_WORDS[outcome]}</td>
                  <td>
                    ${because !== undefined && outcome !== 'pass' && html`<p>${prose(because)}</p>`}
                    ${by.map((id) => html`<code>${id}</code> `)}
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </section>`,
  );
