import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import type { Log } from 'sarif';
import type { Report } from '../../../src/model/report.js';
import type { Reporter, RenderOptions } from '../../../src/reporters/define-reporter.js';
import { reporters } from '../../../src/reporters/index.js';
import { EVIL, HOSTILE, hostileReport } from '../../support/hostile-report.js';
import { reportOfEverything } from '../../support/report.js';
import { junitFaults } from '../../support/report-schemas.js';

const plain: RenderOptions = { colour: false, symbols: true, width: Infinity, verbose: true };
const ROWS = [...HOSTILE, EVIL].map((text) => ({ text, name: JSON.stringify(text).slice(0, 40) }));

const render = async (id: Reporter['id'], report: Report): Promise<string> =>
  (await reporters.find((reporter) => reporter.id === id)?.render(report, plain)) ?? '';

describe.each(reporters)('reporter $id', (reporter) => {
  const own = reporter.id === 'github' ? /^::(?:error|warning|notice) / : undefined;

  it.each(ROWS)('lets nothing of $name reach a terminal or a CI runner', async ({ text }) => {
    const shown = await reporter.render(hostileReport(text), plain);
    // U+FE0F is the presentation of a sign of ours.
    expect(shown.replaceAll('\n', '').replaceAll('\ufe0f', '')).not.toMatch(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
    );
    const commands = shown.split('\n').filter((line) => /^\s*::[a-z]/iu.test(line) && own?.test(line) !== true);
    expect(commands).toEqual([]);
    expect(shown).not.toMatch(/##[a-z]*\[/iu);
  });

  it('is as long as its texts at most', async () => {
    const endless = hostileReport('\u001b'.repeat(20_000));
    expect((await reporter.render(endless, plain)).length).toBeLessThan(
      reporter.id === 'json' ? 10_000_000 : 1_000_000,
    );
  });
});

describe('github', () => {
  it.each(ROWS)('says as much as it does without $name', async ({ text }) => {
    const lines = (await render('github', hostileReport(text))).split('\n');
    const usual = (await render('github', reportOfEverything())).split('\n');
    // Reasons that are the same are told once.
    expect(lines).toHaveLength(usual.length - 1);
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^::\w+ (?:[a-zA-Z]+=[^,:]*,?)+::/u);
  });
});

describe('html', () => {
  const TAGS = /<\/?([a-z][a-z\d]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*\/?>/gu;
  const skeleton = (page: string) =>
    page
      .replace('<!doctype html>', '')
      .replace(/<style>.*<\/style>/su, '')
      .replace(/<script>.*<\/script>/su, '');

  it.each(ROWS)('has no element and no attribute of $name', async ({ text }) => {
    const page = skeleton(await render('html', hostileReport(text)));
    const usual = skeleton(await render('html', reportOfEverything()));
    const kinds = (source: string) => new Set([...source.matchAll(TAGS)].map(([, tag]) => tag));
    const names = (source: string) =>
      new Set(
        [...source.matchAll(TAGS)].flatMap(
          ([, , attributes = '']) => attributes.replaceAll(/"[^"]*"/gu, '').match(/[a-zA-Z-]+/gu) ?? [],
        ),
      );
    expect([...kinds(page)].filter((tag) => !kinds(usual).has(tag))).toEqual([]);
    expect([...names(page)].filter((name) => /^on|^style$|^src/u.test(name))).toEqual([]);
    // What is left when every well-formed tag is taken out is text, in which these are escaped.
    expect(page.replaceAll(TAGS, '')).not.toMatch(/[<>"]/u);
    expect(
      page.match(/href="[^"]*"/gu)?.filter((link) => !/^href="(?:https:\/\/example\.com\/|#checks)/u.test(link)),
    ).toEqual([]);
  });

  it('allows nothing but its own script and style', async () => {
    const page = await render('html', hostileReport(EVIL));
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/u.exec(page)?.[1] ?? '';
    for (const part of ['script', 'style']) {
      const text = new RegExp(`<${part}>(.*?)</${part}>`, 'su').exec(page)?.[1] ?? '';
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
      expect(policy).toContain(`${part}-src &#39;sha256-${Buffer.from(digest).toString('base64')}&#39;`);
    }
    expect(policy).toContain('default-src &#39;none&#39;');
    expect(page).not.toMatch(/unsafe|\bstyle="|\son[a-z]+="/u);
  });
});

describe('junit', () => {
  it.each(ROWS)('has no element of $name', async ({ text }) => {
    const xml = await render('junit', hostileReport(text));
    // The schema takes its time, so only where the text has a say in what is an element.
    expect(text.includes('>') ? await junitFaults(xml) : []).toEqual([]);
    const count = (source: string) => (source.replaceAll(/<!\[CDATA\[.*?\]\]>/gsu, '').match(/<\w/gu) ?? []).length;
    expect(count(xml)).toBe(count(await render('junit', reportOfEverything())));
  });
});

describe('markdown', () => {
  const toHtml = (markdown: string) =>
    micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
  const elements = (html: string) =>
    (html.match(/<[a-z][^>]*>/gu) ?? []).map((tag) => tag.replaceAll(/ (?:href|align|class)="[^"]*"/gu, ''));

  it.each(ROWS)('has no markup of $name', async ({ text }) => {
    const html = toHtml(await render('markdown', hostileReport(text)));
    const usual = elements(toHtml(await render('markdown', reportOfEverything())));
    expect([...new Set(elements(html))].filter((tag) => !usual.includes(tag))).toEqual([]);
    const links = [...html.matchAll(/href="([^"]*)"/gu)].map(([, link = '']) => link);
    expect(links.filter((link) => !link.startsWith('https://example.com/'))).toEqual([]);
    const heads = (source: string) => (source.match(/<(?:h\d|tr|li|table)\b/gu) ?? []).length;
    expect(heads(html)).toBe(heads(toHtml(await render('markdown', reportOfEverything()))));
    // What GitHub looks for in text, outside of code.
    const words = html.replaceAll(/<(code|pre)\b.*?<\/\1>/gsu, '');
    expect(words).not.toMatch(/[@#][\w-]|\bGH-\d/u);
  });

  it('shows the characters that it was given', async () => {
    const message = 'a < b & `c` * _d_ [e](f) | g @h #1 $i$ 1. j https://k.example';
    const { results, ...rest } = reportOfEverything();
    const report = {
      ...rest,
      results: results.map((one) => ({ ...one, findings: one.findings.map((finding) => ({ ...finding, message })) })),
    };
    const html = toHtml(await render('markdown', report));
    const seen = html
      .replaceAll(/<[^>]*>|<!-- -->/gu, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    expect(seen).toContain(message.replaceAll('`', ''));
  });
});

describe('sarif', () => {
  it.each(ROWS)('keeps the number of its results with $name', async ({ text }) => {
    const log = JSON.parse(await render('sarif', hostileReport(text))) as Log;
    expect(log.runs[0]?.results).toHaveLength(4);
    const uris = log.runs[0]?.results?.map(
      ({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '',
    );
    for (const uri of uris ?? []) expect(uri).toMatch(/^[\w\-.~!*'()%/]*$/u);
  });
});
