import { setTimeout as delay } from 'node:timers/promises';
import { cleanText } from '../model/clean-text.js';
import type { Settings } from '../model/facts/settings.js';
import type { Engine } from '../ports/engine.js';
import { askHttp, type HttpAnswer, type Question } from './ask-http.js';
import type { ConnectionFault } from './connection-fault.js';
import { listeningSockets, onlyLoopback } from './listening-sockets.js';
import type { RequestHeaders, ScenarioRun } from './target.js';

type WaitedRun = Pick<ScenarioRun, 'url' | 'exited' | 'startedAt' | 'containerId' | 'port'>;

interface WaitInput {
  readonly run: WaitedRun;
  readonly settings: Pick<Settings, 'healthPath'>;
  readonly headers: RequestHeaders;
  readonly engine: Pick<Engine, 'exec'>;
  /** Counted from the start of the run, or from now when it was found running. */
  readonly budgetMs: number;
  /** For how long a connection that stands is waited on for its answer; 3 s when absent. */
  readonly askMs?: number;
  readonly signal: AbortSignal;
}

/** `performance.now()` of what was seen; absent is never. */
export interface HttpComingUp {
  readonly listeningAt?: number;
  readonly readyAt?: number;
  readonly lastAnswer?: string;
  /** HTTP status of that answer. */
  readonly lastStatus?: number;
  /** Given up at the first answer: no such host, or another protocol than the one that was asked for. */
  readonly fault?: ConnectionFault['kind'];
  /** It listens on the port, but only on addresses inside the container. */
  readonly onlyInside?: readonly string[];
  /** It had its time and listens, but on none of its addresses with this port. */
  readonly elsewhere?: readonly string[];
}

/** Quick at first, when a good server comes up; slower when it takes its time anyway. */
const FIRST_PAUSE_MS = 15;
const LAST_PAUSE_MS = 250;
/** As part of the time that it took so far: what comes up between two looks is seen that much too late. */
const PAUSE_PART = 1 / 20;
const ASK_MS = 3_000;
/** A route that is missing this long after the server began to answer is not going to appear. */
const MISSING_ROUTE_MS = 3_000;
const LOOK_INSIDE_AFTER_MS = 1_500;

/**
 * Polls until the health path (or, where there is none, the MCP endpoint) gives a good answer, the container exits, or the
 * budget runs out. Gives up early where waiting cannot help: a route that is missing, a server that listens on loopback only, a
 * host that does not exist.
 */
export async function waitForHttp({
  run,
  settings,
  headers,
  engine,
  budgetMs,
  askMs = ASK_MS,
  signal,
}: WaitInput): Promise<HttpComingUp> {
  const { url } = run;
  if (url === undefined) {
    await Promise.race([run.exited, delay(Math.min(budgetMs, LOOK_INSIDE_AFTER_MS), undefined, { signal })]);
    return { lastAnswer: 'its port was not published' };
  }
  const exit = new AbortController();
  void run.exited.then(() => exit.abort(new Error('The container exited.')));
  const stop = AbortSignal.any([signal, exit.signal]);
  const from = run.startedAt ?? performance.now();
  const seen: { listeningAt?: number; readyAt?: number; lastAnswer?: string; lastStatus?: number } = {};
  let missingSince: number | undefined;
  const inside = new LookInside(engine, run, stop);

  try {
    while (performance.now() - from < budgetMs) {
      const { answer, where, good } = await askOnce(url, settings.healthPath, headers, {
        timeoutMs: askMs,
        signal: stop,
      });
      const now = performance.now();
      if (answer.kind === 'response' || answer.kind === 'silent') seen.listeningAt ??= now;
      if (good) {
        const { lastAnswer: _, lastStatus: __, ...rest } = seen;
        return { ...rest, readyAt: now };
      }
      if (answer.kind === 'in-vain') return { ...seen, lastAnswer: cleanText(answer.message), fault: answer.fault };
      seen.lastAnswer = wordsFor(answer, where);
      if (answer.kind === 'response') seen.lastStatus = answer.status;
      else delete seen.lastStatus;

      if (answer.kind === 'response' && answer.status === 404) {
        missingSince ??= now;
        if (now - missingSince > MISSING_ROUTE_MS) return seen;
      } else missingSince = undefined;
      if (seen.listeningAt === undefined && now - from > LOOK_INSIDE_AFTER_MS) {
        const onlyInside = inside.look();
        if (onlyInside !== undefined) return { ...seen, onlyInside };
      }
      const pause = Math.min(Math.max(FIRST_PAUSE_MS, (now - from) * PAUSE_PART), LAST_PAUSE_MS);
      await delay(pause, undefined, { signal: stop });
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!exit.signal.aborted) throw error;
  }
  return exit.signal.aborted ? seen : withElsewhere(seen);

  async function withElsewhere(found: HttpComingUp): Promise<HttpComingUp> {
    if (found.listeningAt !== undefined || run.containerId === undefined || run.port === undefined) return found;
    // What cannot be read any more is as good as nothing seen.
    const sockets = (await listeningSockets(engine, run.containerId).catch(() => undefined)) ?? [];
    const { port } = run;
    return sockets.length === 0 || sockets.some((socket) => socket.endsWith(`:${port}`))
      ? found
      : { ...found, elsewhere: sockets };
  }
}

/** Reads the sockets inside the container now and then, beside the polling: starting a program there takes its time. */
class LookInside {
  readonly #engine: Pick<Engine, 'exec'>;
  readonly #run: WaitedRun;
  readonly #stop: AbortSignal;
  #found: readonly string[] | undefined;
  #looking = false;

  constructor(engine: Pick<Engine, 'exec'>, run: WaitedRun, stop: AbortSignal) {
    this.#engine = engine;
    this.#run = run;
    this.#stop = stop;
  }

  /** The sockets, once it is known that the port is only listened on inside. */
  look(): readonly string[] | undefined {
    if (this.#found === undefined && !this.#looking && !this.#stop.aborted) {
      this.#looking = true;
      // The polling has its own way to notice that the engine is gone.
      void this.#read()
        .catch(() => undefined)
        .finally(() => (this.#looking = false));
    }
    return this.#found;
  }

  async #read(): Promise<void> {
    const { containerId, port } = this.#run;
    if (containerId === undefined || port === undefined) return;
    const sockets = (await listeningSockets(this.#engine, containerId)) ?? [];
    if (onlyLoopback(sockets, port)) this.#found = sockets;
  }
}

interface Asked {
  readonly answer: HttpAnswer;
  readonly where: string;
  readonly good: boolean;
}

async function askOnce(
  url: URL,
  healthPath: string | undefined,
  headers: RequestHeaders,
  limits: Pick<Question, 'timeoutMs' | 'signal'>,
): Promise<Asked> {
  if (healthPath !== undefined) {
    const answer = await askHttp(new URL(healthPath, url), { method: 'GET', ...limits });
    const asked = { answer, where: healthPath };
    if (answer.kind !== 'response') return { ...asked, good: false };
    if (answer.status >= 200 && answer.status < 300) return { ...asked, good: true };
    // A wrong health path is a finding of its own and says nothing about whether the server is up.
    if (!isRefusal(answer.status)) return { ...asked, good: false };
  }
  const answer = await askHttp(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 'ready', method: 'ping' }),
    ...limits,
  });
  return { answer, where: url.pathname, good: answer.kind === 'response' && isMcpAnswer(answer) };
}

const isRefusal = (status: number) => [401, 403, 404, 405].includes(status);

/** Any answer but "not here" and "not now": a server may well refuse a ping that belongs to no session. */
const isMcpAnswer = ({ status, body }: Extract<HttpAnswer, { kind: 'response' }>) =>
  status < 500 && (status !== 404 || body.includes('"jsonrpc"'));

function wordsFor(answer: HttpAnswer, where: string): string {
  if (answer.kind !== 'response') return cleanText(`${answer.message} (${where})`);
  const { status, redirectsTo } = answer;
  return `${status} from ${where}${redirectsTo === undefined ? '' : `, which redirects to ${redirectsTo}`}`;
}
