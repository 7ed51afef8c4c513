import type { Report } from '../../model/report.js';
import { formatBytes, formatDuration } from '../../model/units.js';
import { verdictOf } from '../verdict.js';
import { outcomeBar, sizeTable, timeTable } from './bars.js';
import { checklistCards } from './checklists.js';
import { clientCard } from './clients.js';
import { checkSections, KINDS, signOf, type Kind } from './checks.js';
import { filterForm, kindCounts, type KindCount } from './filters.js';
import { html, Markup } from './markup.js';
import { SCRIPT } from './script.js';
import { measuredTables } from './tables.js';
import { STYLE } from './style.js';

/** The page; it loads nothing, and its policy lets it run and look like nothing but what is written here. */
export async function page(report: Report): Promise<string> {
  const { subject, words, good } = verdictOf(report);
  const counts = kindCounts(report);
  const { loud, quiet } = checkSections(report);
  // What is to be done comes before what is good to know.
  const about = html`<div class="pair">${sizeTable(report)} ${timeTable(report)}</div>
    ${serverCard(report)} ${clientCard(report)} ${measuredTables(report)} ${checklistCards(report)} ${fixCard(report)}`;
  const [script, style] = await Promise.all([hashOf(SCRIPT), hashOf(STYLE)]);
  const policy = `default-src 'none'; script-src '${script}'; style-src '${style}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>${`${good ? 'Good' : 'Not good'}: ${subject}`} – mcp-dock ${report.command}</title>
        ${element('style', STYLE)}
      </head>
      <body>
        <a class="skip" href="#checks">To the checks</a>
        <div class="page">
          ${headOf(report)}
          <main>
            ${overview(counts, `${subject} ${words}.`)} ${loud.length === 0 && about}
            <div id="checks" tabindex="-1">
              ${filterForm(report, counts)} ${loud} ${loud.length > 0 && about} ${quiet}
            </div>
          </main>
          <footer>
            <p>
              Written by mcp-dock ${report.tool.version}. The page loads nothing from anywhere; it can be kept and sent
              as it is.
            </p>
          </footer>
        </div>
        <div id="said" class="unseen" role="status"></div>
        ${element('script', SCRIPT)}
      </body>
    </html> `.text;
}

/** To the byte what its hash in the policy was taken of. */
const element = (name: 'script' | 'style', text: string) => new Markup(`<${name}>${text}</${name}>`);

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCodePoint(...new Uint8Array(digest)))}`;
}

function headOf(report: Report): Markup {
  const { command, image, startedAt, durationMs, host, summary, profile } = report;
  const { subject, short, good } = verdictOf(report);
  const fact = (name: string, value: string | undefined) =>
    value !== undefined &&
    value !== '' &&
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<header class="${good ? 'good' : 'bad'}">
    <p class="verdict"><span aria-hidden="true">${good ? '✔' : '✖'}</span> ${short}</p>
    <h1>${subject}</h1>
    <dl class="facts">
      ${fact('Command', `mcp-dock ${command}`)} ${fact('Profile', profile)}
      ${fact('When', startedAt.replace('T', ' ').replace(/\.\d+Z$/u, ' UTC'))}
      ${fact('Took', formatDuration(durationMs))} ${fact('Size', image && formatBytes(image.sizeBytes))}
      ${fact('Platform', image?.platform)} ${fact('Engine', host?.engine)}
      ${fact('Exit code', String(summary.exitCode))}
    </dl>
  </header>`;
}

const wordFor = (kind: Kind, count: number): string =>
  count === 1 ? KINDS[kind].word : (KINDS[kind].many ?? KINDS[kind].word);

function overview(counts: readonly KindCount[], words: string): Markup {
  return html`<section class="card" aria-labelledby="counts-title">
    <h2 id="counts-title">Checks by outcome</h2>
    ${outcomeBar(counts)}
    <ul class="tiles" role="list">
      ${counts.map(({ kind, count }) => html`<li>${signOf(kind)}<strong>${count}</strong> ${wordFor(kind, count)}</li>`)}
    </ul>
    <p class="words">${words}</p>
  </section>`;
}

function serverCard({ mcp }: Report): Markup | undefined {
  if (mcp === undefined) return undefined;
  const { serverInfo, transports, protocolVersions, tools, toolCount = tools.length } = mcp;
  const rest = toolCount - tools.length;
  return html`<section class="card" aria-labelledby="server-title">
    <h2 id="server-title">Server</h2>
    <dl class="facts">
      ${
        serverInfo &&
        html`<div>
          <dt>Says that it is</dt>
          <dd>${serverInfo.name} ${serverInfo.version}</dd>
        </div>`
      }
      <div>
        <dt>Transports</dt>
        <dd>${transports.map((one) => (one === 'http' ? 'HTTP' : 'stdio')).join(', ')}</dd>
      </div>
      <div>
        <dt>Protocol versions</dt>
        <dd>${protocolVersions.join(', ')}</dd>
      </div>
    </dl>
    ${
      tools.length > 0 &&
      html`<details>
        <summary>${toolCount} ${toolCount === 1 ? 'tool' : 'tools'}</summary>
        <ul class="tools">
          ${tools.map((tool) => html`<li><code>${tool}</code></li>`)}
        </ul>
        ${rest > 0 && html`<p>and ${rest} more</p>`}
      </details>`
    }
  </section>`;
}

function fixCard({ fixes = [], backups = [] }: Report): Markup | undefined {
  if (fixes.length === 0) return undefined;
  return html`<section class="card" aria-labelledby="fixes-title">
    <h2 id="fixes-title">Fixes</h2>
    <ul>
      ${fixes.map(
        ({ id, changes, applied, because }) =>
          html`<li>
            <code>${id}</code> ${applied ? 'changed' : 'would change'}:
            ${changes.length === 0 ? (because ?? 'nothing') : changes.join('; ')}
          </li>`,
      )}
    </ul>
    ${backups.length > 0 && html`<p>The files as they were: ${backups.join(', ')}</p>`}
  </section>`;
}
