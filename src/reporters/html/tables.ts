import type { Report } from '../../model/report.js';
import { html, type Markup } from './markup.js';

interface Cells {
  readonly columns: readonly string[];
  /** The first cell of a row says what the row is about. */
  readonly rows: readonly (readonly string[])[];
}

/** `bars` keeps cells in one line, for values; `list` lets them wrap, for words. */
export const table = (look: 'bars' | 'list', { columns, rows }: Cells): Markup =>
  html`<table class="${look}">
    <thead>
      <tr>
        ${columns.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([first = '', ...cells]) =>
          html`<tr>
            <th scope="row">${first}</th>
            ${cells.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;

/** What was measured in more than one way. */
export const measuredTables = ({ tables = [] }: Report): Markup[] =>
  tables.map(
    ({ id, title, notes, ...cells }) =>
      html`<section class="card" aria-labelledby="table-${id}">
        <h2 id="table-${id}">${title}</h2>
        ${table('bars', cells)}
        ${
          notes.length > 0 &&
          html`<ul>
            ${notes.map((note) => html`<li>${note}</li>`)}
          </ul>`
        }
      </section>`,
  );
