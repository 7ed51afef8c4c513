import type { Report } from '../../model/report.js';
import { html, type Markup } from './markup.js';

/** What was measured in more than one way. */
export const measuredTables = ({ tables = [] }: Report): Markup[] =>
  tables.map(
    ({ id, title, columns, rows, notes }) =>
      html`<section class="card" aria-labelledby="table-${id}">
        <h2 id="table-${id}">${title}</h2>
        <table class="bars">
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
        </table>
        ${
          notes.length > 0 &&
          html`<ul>
            ${notes.map((note) => html`<li>${note}</li>`)}
          </ul>`
        }
      </section>`,
  );
