import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.js';
import html from '../../src/reporters/html.js';
import { ensureBrowser, openPage, type BrowserPage } from '../support/browser.js';
import { EVIL, HOSTILE, hostileReport } from '../support/hostile-report.js';
import { progressLog } from '../support/log.js';
import { reportOfEverything } from '../support/report.js';

const browser = await ensureBrowser({ log: progressLog() });
const name = browser.available ? `Chromium ${browser.version}` : `a browser (${browser.reason})`;

const REPORTS: Readonly<Record<'usual' | 'evil', Report>> = {
  usual: reportOfEverything(),
  evil: { ...hostileReport(EVIL), mcp: { ...reportOfEverything().mcp, ...hostileMcp() } },
};

function hostileMcp(): NonNullable<Report['mcp']> {
  const { mcp } = hostileReport(EVIL);
  return { ...(mcp ?? expect.fail('It has a server.')), tools: [...HOSTILE] };
}

describe.skipIf(!browser.available)(`the HTML report in ${name}`, () => {
  let page: BrowserPage;
  let folder: string;
  const urls = new Map<keyof typeof REPORTS, string>();

  beforeAll(async () => {
    if (!browser.available) return;
    folder = await mkdtemp(join(tmpdir(), 'mcp-dock-page-'));
    for (const key of ['usual', 'evil'] as const) {
      const path = join(folder, `${key}.html`);
      const options = { colour: false, symbols: true, width: Infinity, verbose: true };
      await writeFile(path, await html.render(REPORTS[key], options));
      urls.set(key, pathToFileURL(path).href);
    }
    page = await openPage(browser.program);
  });
  afterAll(async () => {
    if (!browser.available) return;
    await page[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => look('light', 1280));

  const open = (key: keyof typeof REPORTS, hash = '') => page.open(`${urls.get(key) ?? ''}${hash}`);
  const shown = (selector: string) =>
    page.evaluate<number>(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((one) => one.checkVisibility()).length`,
    );
  const text = (selector: string) =>
    page.evaluate<string>(`document.querySelector(${JSON.stringify(selector)}).textContent`);
  const click = (selector: string) =>
    page.evaluate<void>(`document.querySelector(${JSON.stringify(selector)}).click()`);
  async function look(scheme: 'light' | 'dark', width: number, media = 'screen'): Promise<void> {
    await page.send('Emulation.setEmulatedMedia', {
      media,
      features: [{ name: 'prefers-color-scheme', value: scheme }],
    });
    await page.send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
  }
  async function press(key: string, code = key): Promise<void> {
    const virtual = { Tab: 9, Enter: 13 }[key] ?? 0;
    const more = { key, code, windowsVirtualKeyCode: virtual, ...(key === 'Enter' && { text: '\r' }) };
    await page.send('Input.dispatchKeyEvent', { type: 'keyDown', ...more });
    await page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...more });
  }
  async function faults(): Promise<string[]> {
    await page.evaluate(`${axe.source}; undefined`);
    const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => ({ html, failureSummary })) })))`,
    );
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}\n${node.failureSummary}`));
  }

  it.each(['usual', 'evil'] as const)(
    'runs nothing, loads nothing and breaks nothing of the %s report',
    async (key) => {
      await open(key);
      await click('#open-all');
      expect(await page.evaluate('globalThis.owned ?? null')).toBeNull();
      expect(page.complaints).toEqual([]);
      expect(page.requests).toEqual([]);
      expect(await page.evaluate('document.scripts.length')).toBe(1);
      expect(await page.evaluate('document.querySelectorAll("img, iframe, object, embed, link, base").length')).toBe(0);
      // Every item is where it belongs: no text has closed an element.
      expect(await page.evaluate('document.querySelectorAll("main .checks > ul > li[data-check]").length')).toBe(8);
    },
  );

  it.each([
    ['light', 'usual'],
    ['dark', 'usual'],
    ['light', 'evil'],
  ] as const)('has nothing that axe finds fault with, %s, %s', async (scheme, key) => {
    await look(scheme, 1280);
    await open(key);
    await click('#open-all');
    expect(await faults()).toEqual([]);
  });

  it('is looked at by an axe that finds fault', async () => {
    await open('usual');
    await page.evaluate('document.documentElement.removeAttribute("lang")');
    await page.evaluate('document.querySelector("#filter label").replaceWith(document.createElement("input"))');
    expect((await faults()).map((fault) => fault.split(':')[0])).toEqual(['html-has-lang', 'label']);
  });

  it.each([
    ['usual', 320],
    ['evil', 320],
    ['evil', 1280],
  ] as const)('fits without scrolling sideways: %s, %i pixels wide', async (key, width) => {
    await look('light', width);
    await open(key);
    await click('#open-all');
    const wide = await page.evaluate<string[]>(
      `[...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > ${width}).map((one) => one.outerHTML.slice(0, 100))`,
    );
    expect(wide).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  it('shows what is wrong first and open, the rest closed', async () => {
    await open('usual');
    expect(await text('h1')).toBe('todo:1.0.0');
    expect(await text('.verdict')).toContain('Not good');
    expect(await page.evaluate('[...document.querySelectorAll(".checks details[open]")].map(({ id }) => id)')).toEqual([
      'lifecycle/exits-on-stdin-eof',
      'image/size-within-budget',
    ]);
  });

  it('filters by outcome, area and words, and says how many are left', async () => {
    await open('usual');
    expect(await text('#shown')).toBe('8 checks');
    await click('input[value=error]');
    expect(await text('#shown')).toBe('7 of 8 checks');
    await page.evaluate(`(() => {
      const area = document.querySelector('select[name=area]');
      area.value = 'image';
      area.dispatchEvent(new Event('input', { bubbles: true }));
    })()`);
    expect(await text('#shown')).toBe('3 of 8 checks');
    await page.evaluate('document.querySelector("input[name=text]").focus()');
    await page.send('Input.insertText', { text: 'BUDGET size' });
    expect(await text('#shown')).toBe('1 of 8 checks');
    expect(await shown('[data-check]')).toBe(1);
    expect(await shown('section.checks')).toBe(1);
    await click('button[type=reset]');
    await page.evaluate('new Promise((done) => setTimeout(done))');
    expect(await shown('[data-check]')).toBe(8);
  });

  it('copies a command and says so', async () => {
    await open('usual');
    await page.send('Browser.grantPermissions', { permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'] });
    await click('details[id="lifecycle/exits-on-stdin-eof"] button.copy');
    await page.evaluate('new Promise((done) => setTimeout(done, 100))');
    expect(await text('#said')).toBe('The command is in the clipboard.');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      "printf '' | docker run -i --rm todo:1.0.0 stdio",
    );
  });

  it('selects the command where there is no clipboard', async () => {
    await open('usual');
    await page.evaluate(`(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));
      document.execCommand = () => false;
    })()`);
    await click('button.copy');
    await page.evaluate('new Promise((done) => setTimeout(done, 50))');
    expect(await page.evaluate('String(getSelection())')).toContain('docker run');
    expect(await text('#said')).toContain('copy it with the keyboard');
  });

  it('can be used with the keyboard alone', async () => {
    await open('usual');
    await press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the checks');
    expect(await page.evaluate('document.activeElement.getBoundingClientRect().left')).toBeGreaterThan(0);
    await press('Enter');
    const stops: string[] = [];
    for (let count = 0; count < 30; count += 1) {
      await press('Tab');
      stops.push(
        await page.evaluate<string>(
          `(({ activeElement: one }) => getComputedStyle(one).outlineStyle + ' ' + one.localName + ' ' + (one.name || one.textContent).trim().slice(0, 40))(document)`,
        ),
      );
    }
    for (const part of ['input kind', 'select area', 'input text', 'button Show all', 'button Copy'])
      expect(stops.join('\n')).toContain(part);
    expect(stops.filter((stop) => stop.includes(' summary ')).length).toBeGreaterThan(3);
    expect(stops.filter((stop) => stop.startsWith('none') && !stop.includes(' body '))).toEqual([]);
    await page.evaluate('document.querySelector(".checks details:not([open]) summary").focus()');
    const before = await shown('.checks details[open]');
    await press('Enter');
    expect(await shown('.checks details[open]')).toBe(before + 1);
  });

  it('opens the check that an address names', async () => {
    await page.open('about:blank');
    await open('usual', '#image/non-root-user');
    expect(await page.evaluate('document.getElementById("image/non-root-user").open')).toBe(true);
  });

  it('prints everything, and no buttons', async () => {
    await open('usual');
    await look('dark', 800, 'print');
    expect(await shown('details .body')).toBe(await page.evaluate('document.querySelectorAll("details .body").length'));
    expect(await shown('button, #filter')).toBe(0);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    const { data } = await page.send('Page.printToPDF');
    expect(
      Buffer.from(data as string, 'base64')
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('is all there without a script', async () => {
    await page.send('Emulation.setScriptExecutionDisabled', { value: true });
    try {
      await open('usual');
      expect(await shown('[data-check]')).toBe(8);
      expect(await shown('#filter, button')).toBe(0);
    } finally {
      await page.send('Emulation.setScriptExecutionDisabled', { value: false });
    }
  });
});
