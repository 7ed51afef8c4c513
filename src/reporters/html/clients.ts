import type { Report } from '../../model/report.js';
import { CLIENTS_TITLE, revisionTable, verdictWords } from '../client-rows.js';
import { html, type Markup } from './markup.js';

/** Which clients can use the server: families first, revisions for who wants to know more. */
export function clientCard({ clients }: Report): Markup | undefined {
  if (clients === undefined) return undefined;
  const { columns, rows } = revisionTable(clients);
  return html`<section class="card" aria-labelledby="clients-title">
    <h2 id="clients-title">${CLIENTS_TITLE}</h2>
    <table class="list">
      <thead>
        <tr>
          <th scope="col">Clients</th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      <tbody>
        ${clients.families.map(
          (family) =>
            html`<tr>
              <th scope="row">${family.name}</th>
              <td>${verdictWords(family)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <details>
      <summary>Revisions of the protocol</summary>
      <table class="list">
        <thead>
          <tr>
            ${columns.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([revision = '', ...cells]) =>
              html`<tr>
                <th scope="row">${revision}</th>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </section>`;
}
