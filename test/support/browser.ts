import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

import { aptInstall, whyNoApt } from './apt.ts';
import { withLock } from './lock.ts';
import type { Log } from './log.ts';
import { findProgram, run } from './run.ts';

/** A browser of the Chromium family, or why there is none. */
export type Browser = { available: true; program: string; version: string } | { available: false; reason: string };

const PROGRAMS = ['chromium-headless-shell', 'chromium', 'google-chrome', 'google-chrome-stable'];
/** A page without a single font has no letters, and so no sizes to look at. */
const PACKAGES = ['chromium-headless-shell', 'fonts-dejavu-core'];

/**
 * Makes sure of a browser: the machine's own, or the one of Debian where packages may be installed.
 *
 * @param options - Where to report progress.
 * @returns Which one it is. Having none is no failure: tests that need one are skipped and say why.
 */
export async function ensureBrowser({ log }: { log: Log }): Promise<Browser> {
  return withLock('browser', log, async () => {
    const own = await workingBrowser();
    if (own !== undefined) return own;
    const noApt = whyNoApt();
    if (noApt !== undefined) return { available: false, reason: `no Chromium is installed, and ${noApt}` };
    try {
      await aptInstall(PACKAGES, log);
    } catch (error) {
      return { available: false, reason: error instanceof Error ? error.message : String(error) };
    }
    return (await workingBrowser()) ?? { available: false, reason: 'the Chromium of Debian does not run here' };
  });
}

async function workingBrowser(): Promise<Browser | undefined> {
  for (const name of PROGRAMS) {
    const program = findProgram(name);
    if (program === undefined) continue;
    const { code, output } = await run(program, ['--version']);
    // Ubuntu has a script of that name, which only says that it is a snap.
    if (code === 0) return { available: true, program, version: /(\d+)\.\d+/u.exec(output)?.[1] ?? '' };
  }
  return undefined;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** One page in a browser of its own, over the DevTools protocol. */
export interface BrowserPage extends AsyncDisposable {
  /** A command of the protocol to the page. */
  readonly send: (method: string, params?: object) => Promise<Record<string, unknown>>;
  /** The value of an expression, as JSON; promises are waited for. */
  readonly evaluate: <Value>(expression: string) => Promise<Value>;
  /** Loads an address and waits until it is there. */
  readonly open: (url: string) => Promise<void>;
  /** What it asked of a network since it was opened, but for the page itself. */
  readonly requests: readonly string[];
  /** Errors, and what its policy kept it from. */
  readonly complaints: readonly string[];
}

/** Starts the browser without a window. It is gone, with its folder, when the page is disposed. */
export async function openPage(program: string): Promise<BrowserPage> {
  const profile = await mkdtemp(join(tmpdir(), 'mcp-dock-browser-'));
  const child = spawn(
    program,
    [
      '--headless',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      // Tests run as root in containers, where it has no sandbox to begin with.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-extensions',
      '--disable-background-networking',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const [toBrowser, fromBrowser] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const waiting = new Map<number, (message: Message) => void>();
  const requests: string[] = [];
  const complaints: string[] = [];
  let loaded: (() => void) | undefined;
  let page = '';
  let next = 1;

  const hear = (message: Message): void => {
    if (message.id !== undefined) {
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
      return;
    }
    const params = message.params ?? {};
    if (message.method === 'Page.loadEventFired') loaded?.();
    if (message.method === 'Network.requestWillBeSent') {
      const { url } = params['request'] as { url: string };
      if (url !== page) requests.push(url);
    }
    if (message.method === 'Runtime.exceptionThrown')
      complaints.push((params['exceptionDetails'] as { text: string }).text);
    if (message.method === 'Log.entryAdded') complaints.push((params['entry'] as { text: string }).text);
  };
  let rest = '';
  fromBrowser.setEncoding('utf8');
  fromBrowser.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) hear(JSON.parse(part) as Message);
  });

  const ask = (method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const id = next;
      next += 1;
      waiting.set(id, ({ result, error }) =>
        error === undefined ? resolve(result ?? {}) : reject(new Error(`${method}: ${error.message}`)),
      );
      child.once('close', () => reject(new Error(`The browser ended during ${method}.`)));
      toBrowser.write(`${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`);
    });
  child.setMaxListeners(0);

  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params: object = {}) => ask(method, params, sessionId as string);
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await send(`${domain}.enable`);

  return {
    send,
    requests,
    complaints,
    async evaluate<Value>(expression: string): Promise<Value> {
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
        userGesture: true,
      });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value: Value }).value;
    },
    async open(url) {
      page = url;
      requests.length = 0;
      complaints.length = 0;
      const there = new Promise<void>((resolve) => (loaded = resolve));
      await send('Page.navigate', { url });
      await there;
    },
    async [Symbol.asyncDispose]() {
      await ask('Browser.close').catch(() => child.kill('SIGKILL'));
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
