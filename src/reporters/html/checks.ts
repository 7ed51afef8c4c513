import type { Finding } from '../../model/finding.js';
import { areaOf, type Report, type Result } from '../../model/report.js';
import { isFailing, openFindings, whyAccepted } from '../open-findings.js';
import { placeWords } from '../place.js';
import { causeFirst } from '../pretty.js';
import { html, prose, type Markup } from './markup.js';

export type Kind = 'error' | 'warning' | 'info' | 'unknown' | 'accepted' | 'pass' | 'not-applicable' | 'not-run';

interface KindWords {
  /** Of one check. */
  readonly word: string;
  /** Behind a number of them. */
  readonly many?: string;
  readonly sign: string;
}

export const KINDS: Readonly<Record<Kind, KindWords>> = {
  error: { word: 'Error', many: 'Errors', sign: '✖' },
  warning: { word: 'Warning', many: 'Warnings', sign: '!' },
  info: { word: 'Note', many: 'Notes', sign: 'i' },
  unknown: { word: 'Could not tell', sign: '?' },
  accepted: { word: 'Accepted', sign: '~' },
  pass: { word: 'Passed', sign: '✔' },
  'not-applicable': { word: 'Not applicable', sign: '–' },
  'not-run': { word: 'Not run', sign: '–' },
};

export function kindOf(result: Result): Kind {
  if (isFailing(result)) return result.severity;
  switch (result.outcome) {
    case 'fail':
    case 'accepted':
      return 'accepted';
    case 'unknown':
    case 'error':
      return 'unknown';
    default:
      return result.outcome;
  }
}

export const signOf = (kind: Kind): Markup =>
  html`<span class="sign ${kind}" aria-hidden="true">${KINDS[kind].sign}</span>`;

const SECTIONS: readonly {
  readonly title: string;
  readonly kinds: readonly Kind[];
  readonly loud?: boolean;
}[] = [
  { title: 'What is wrong', kinds: ['error', 'warning', 'info'], loud: true },
  { title: 'Could not tell', kinds: ['unknown'], loud: true },
  { title: 'Accepted', kinds: ['accepted'] },
  { title: 'Passed', kinds: ['pass'] },
  { title: 'Not applicable', kinds: ['not-applicable'] },
];

interface CheckSections {
  /** What asks something of the reader: findings, and what was left open. */
  readonly loud: readonly Markup[];
  readonly quiet: readonly Markup[];
}

/** Every check, what is wrong first and open. */
export function checkSections(report: Report): CheckSections {
  const ordered = causeFirst(report.results);
  const sections = SECTIONS.flatMap(({ title, kinds, loud = false }, index) => {
    const members = ordered.filter((result) => kinds.includes(kindOf(result)));
    if (members.length === 0) return [];
    const text = html`<section class="checks" aria-labelledby="section-${index}">
      <h2 id="section-${index}">${title} <span class="count">(${members.length})</span></h2>
      <ul role="list">
        ${members.map((result) => checkItem(result, report.command))}
      </ul>
    </section>`;
    return [{ text, loud }];
  });
  const those = (wanted: boolean) => sections.flatMap(({ text, loud }) => (loud === wanted ? [text] : []));
  return { loud: those(true), quiet: [...those(false), ...notRunSection(report)] };
}

function checkItem(result: Result, command: Report['command']): Markup {
  const kind = kindOf(result);
  const { id, title } = result;
  const open = openFindings(result);
  const said = open.map(({ message }) => message).join(' ');
  return html`<li
    data-check
    data-kind="${kind}"
    data-area="${areaOf(result)}"
    data-text="${`${id} ${title} ${said}`.toLowerCase()}"
  >
    <details id="${anchor(id)}" ${isFailing(result) && html` open`}>
      <summary>
        ${signOf(kind)}<span class="kind">${KINDS[kind].word}</span> <span class="id">${id}</span>
        <span class="title">${title}</span>
      </summary>
      <div class="body">
        ${result.reason !== undefined && html`<p>${prose(result.reason)}</p>`} ${findingList(result)}
        ${kind !== 'pass' && kind !== 'not-applicable' && mendLines(result, open)}
        ${result.why !== undefined && html`<p class="why"><strong>Why it matters:</strong> ${prose(result.why)}</p>`}
        <p class="more">
          ${linked(result.docsUrl, `About ${id}`)}
          <span class="offline">or offline: <code>mcp-dock ${command} --explain ${id}</code></span>
        </p>
      </div>
    </details>
  </li>`;
}

function findingList({ id, findings }: Result): Markup | false {
  if (findings.length === 0) return false;
  return html`<ul class="findings" role="list">
    ${findings.map((finding, index) => findingItem(finding, findings[index + 1], id))}
  </ul>`;
}

function findingItem(finding: Finding, next: Finding | undefined, id: string): Markup {
  const { message, evidence = [], repro, measured, limit } = finding;
  const place = placeWords(finding);
  const accepted = openFindings({ findings: [finding] }).length === 0;
  return html`<li>
    <p class="message">${prose(message)}${place !== undefined && html` <code class="place">${place}</code>`}</p>
    ${accepted && html`<p class="accepted-why"><span class="tag">accepted</span> ${whyAccepted(finding)}</p>`}
    ${measured !== undefined && limit !== undefined && html`<p class="measure">Measured <strong>${measured}</strong>, limit <strong>${limit}</strong></p>`}
    ${evidence.length > 0 && html`<pre class="evidence"><code>${evidence.join('\n')}</code></pre>`}
    ${repro !== undefined && repro !== next?.repro && copyable('See it', repro, id)}
  </li>`;
}

function mendLines(result: Result, findings: readonly Finding[]): Markup {
  const remedies = [...new Set(findings.map(({ remedy = result.remedy }) => remedy))];
  const fixes = [...new Set(findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix])))];
  return html`${remedies.map((remedy) => html`<p class="mend"><strong>Mend it:</strong> ${prose(remedy)}</p>`)}${fixes.map((fix) => copyable('Fix', `mcp-dock doctor --fix ${fix}`, result.id))}`;
}

const copyable = (label: string, command: string, id: string): Markup =>
  html`<div class="repro">
    <span class="label">${label}</span>
    <pre><code>${command}</code></pre>
    <button type="button" class="copy" hidden aria-label="Copy the command under “${label}” of ${id}">Copy</button>
  </div>`;

function notRunSection({ notRun = [] }: Report): Markup[] {
  if (notRun.length === 0) return [];
  return [
    html`<section class="checks" aria-labelledby="section-not-run">
      <h2 id="section-not-run">Not run <span class="count">(${notRun.length})</span></h2>
      <ul role="list">
        ${notRun.map(
          ({ id, because }) =>
            html`<li
              data-check
              data-kind="not-run"
              data-area="${areaOf({ id })}"
              data-text="${`${id} ${because}`.toLowerCase()}"
            >
              <p class="flat">
                ${signOf('not-run')}<span class="kind">Not run</span> <span class="id">${id}</span>
                <span class="title">${because}</span>
              </p>
            </li>`,
        )}
      </ul>
    </section>`,
  ];
}

/** Only to where the documentation is: a facts file could name anything. */
const linked = (url: string, words: string): Markup =>
  url.startsWith('https://') ? html`<a href="${url}" rel="noreferrer noopener">${words}</a>` : html`${words}`;

const anchor = (id: string): string => id.replaceAll(/[^\w/-]/gu, '-');
