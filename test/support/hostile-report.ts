import type { Report } from '../../src/model/report.js';
import { reportOfEverything } from './report.js';

/** Texts that mean something to one of the formats, or to what shows it. */
export const HOSTILE = [
  'a\u001b]0;owned\u0007\u202eb\u009b2J\u061c\u{e0041}',
  '<script>globalThis.owned = true</script>',
  '</code></pre></script></style><img src=x onerror="globalThis.owned=true">',
  '" autofocus onfocus="globalThis.owned=true" x="',
  "' onmouseover='globalThis.owned=true",
  'javascript:globalThis.owned=true',
  ']]><failure message="no"/><![CDATA[ &amp; &#0; \ufffe\uffff',
  '::error file=a,line=1::owned',
  'x ::add-mask::owned',
  '\n::set-output name=a::b\r\n::stop-commands::x',
  'a ##[add-mask]owned ##vso[task.setvariable variable=a]b ##teamcity[x]',
  '%0A::error::owned%0D%3A%2C',
  '| a | b |\n|---|---|\n| c | d |',
  '[click](https://owned.example) ![x](https://owned.example/x.png) https://owned.example www.owned.example',
  '``` \n# owned\n```` ~~~ `` ` **bold** _it_ ~~no~~ $x$ :tada: \\',
  '@everyone #1 GH-1 owned@owned.example mailto:owned@owned.example',
  '1. one\n- two\n# three\n> four\n=== \n---',
  '{0} {{1}} [text](1) ${{ secrets.TOKEN }} <!-- -->',
  'é\u0301 日本 ‮rtl \ud800 half',
] as const;

/** All at once, on one line and on several. */
export const EVIL = HOSTILE.join(' \n ');

/** What the program itself decides, or takes from its own registry. */
const OWN = new Set([
  'id',
  'schemaVersion',
  'tool',
  'command',
  'startedAt',
  'outcome',
  'severity',
  'docsUrl',
  'transports',
  'transport',
  'verdict',
  'revision',
  'failOn',
  'timings',
  'summary',
]);

/** A report of everything in which every text that another may have written is that text. */
export function hostileReport(text: string): Report {
  const report = replaced(reportOfEverything(), text) as Report;
  return { ...report, ...(report.image && { image: { ...report.image, id: text } }) };
}

function replaced(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((item: unknown) => replaced(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, OWN.has(key) ? (item as unknown) : replaced(item, text)]),
  );
}
