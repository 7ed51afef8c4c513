import type { Report } from '../../model/report.js';
import { formatBytes, formatDuration } from '../../model/units.js';
import { html, type Markup } from './markup.js';

/** Of a hundred units; what is there at all can be seen. */
const share = (value: number, of: number): number => (value <= 0 || of <= 0 ? 0 : Math.max(0.5, (100 * value) / of));

/** Drawn with attributes: the page's policy allows no style on an element. Beside a number, so it says nothing to a screen reader. */
const bar = (width: number, kind: string, from = 0): Markup =>
  html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="track" width="100" height="10" />
    <rect class="${kind}" x="${from.toFixed(2)}" width="${width.toFixed(2)}" height="10" />
  </svg>`;

/** Which layers the bytes of the image are in. */
export function sizeTable({ image }: Report): Markup | undefined {
  const { layers = [], sizeBytes } = image ?? {};
  if (sizeBytes === undefined || layers.length === 0) return undefined;
  const listed = layers.reduce((sum, layer) => sum + layer.sizeBytes, 0);
  const total = Math.max(sizeBytes, listed);
  const rest = total - listed;
  const largest = Math.max(...layers.map((layer) => layer.sizeBytes), rest);
  return html`<section class="card" aria-labelledby="size-title">
    <h2 id="size-title">Size: ${formatBytes(sizeBytes)}</h2>
    <table class="bars">
      <caption>
        The largest layers, the lowest
        first${layers.some(({ fromBase }) => fromBase) && '; those of the base image are marked'}.
      </caption>
      <thead>
        <tr>
          <th scope="col">Made by</th>
          <th scope="col">Size</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        ${layers.map(
          ({ instruction, sizeBytes: bytes, fromBase }) =>
            html`<tr>
              <th scope="row">${fromBase && html`<span class="tag">base</span> `}<code>${instruction}</code></th>
              <td>${formatBytes(bytes)}</td>
              <td class="drawn">${percent(bytes, total)}${bar(share(bytes, largest), fromBase ? 'base' : 'own')}</td>
            </tr>`,
        )}${
          rest > 0 &&
          html`<tr>
            <th scope="row">All others</th>
            <td>${formatBytes(rest)}</td>
            <td class="drawn">${percent(rest, total)}${bar(share(rest, largest), 'other')}</td>
          </tr>`
        }
      </tbody>
    </table>
  </section>`;
}

const percent = (part: number, of: number): string => `${Math.round((100 * part) / of)} %`;

const TIMES: Readonly<Record<string, string>> = {
  ready: 'Ready to answer',
  handshake: 'First MCP answer',
  healthy: 'Healthy, as the engine says',
  stop: 'To stop after SIGTERM',
  stdinEnd: 'To end after stdin closed',
};

/** The measured times on one scale. How long it was watched is no time of the server. */
export function timeTable({ timings = {} }: Report): Markup | undefined {
  const times = Object.entries(TIMES).flatMap(([name, words]) => {
    const time = timings[name];
    return time === undefined ? [] : [{ words, time }];
  });
  if (times.length === 0) return undefined;
  const longest = Math.max(...times.map(({ time }) => time));
  return html`<section class="card" aria-labelledby="times-title">
    <h2 id="times-title">Times</h2>
    <table class="bars">
      <caption>
        As measured in this run, on one scale.
      </caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Time</th>
          <th scope="col">Drawn</th>
        </tr>
      </thead>
      <tbody>
        ${times.map(
          ({ words, time }) =>
            html`<tr>
              <th scope="row">${words}</th>
              <td>${formatDuration(time)}</td>
              <td class="drawn">${bar(share(time, longest), 'own')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** All checks in one line, by what became of them; the numbers stand in the tiles. */
export function outcomeBar(parts: readonly { readonly kind: string; readonly count: number }[]): Markup {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  let from = 0;
  const rects = parts.map(({ kind, count }) => {
    const width = total === 0 ? 0 : (100 * count) / total;
    const rect = html`<rect class="${kind}" x="${from.toFixed(2)}" width="${width.toFixed(2)}" height="10" />`;
    from += width;
    return rect;
  });
  return html`<svg
    class="outcomes"
    viewBox="0 0 100 10"
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    ${rects}
  </svg>`;
}
