import type { Report } from '../../model/report.js';
import { CLIENTS_TITLE, revisionTable, verdictWords } from '../client-rows.js';
import { html, type Markup } from './markup.js';
import { table } from './tables.js';

/** Which clients can use the server: families first, revisions for who wants to know more. */
export function clientCard({ clients }: Report): Markup | undefined {
  if (clients === undefined) return undefined;
  const families = clients.families.map((family) => [family.name, verdictWords(family)]);
  return html`<section class="card" aria-labelledby="clients-title">
    <h2 id="clients-title">${CLIENTS_TITLE}</h2>
    ${table('list', { columns: ['Clients', 'Verdict'], rows: families })}
    <details>
      <summary>Revisions of the protocol</summary>
      ${table('list', revisionTable(clients))}
    </details>
  </section>`;
}
