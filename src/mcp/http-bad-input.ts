import type { BadInput, Exchange } from '../model/facts/http-rules.js';
import { isObject, MODERN_VERSION, modernHeaders, withModernMeta, type Era } from '../model/mcp-protocol.js';
import { badInputs, harmlessMethod, type Input } from './bad-input.js';
import { Asker, type AskerOptions, type HttpSession, type Question } from './http-rules/asker.js';
import { openSession, sessionOf } from './http-rules/handshake-questions.js';
import type { WireSession } from './http-wire.js';

type Row = BadInput['inputs'][number];

const INPUT_MS = 5_000;
/** A machine with other work is no server that hangs. */
const ALIVE_MS = 10_000;
/** What was announced and does not come is waited for by every server; we do not wait for that. */
const CUT_MS = 50;
const CUT_BYTES = 1_000;

export interface HttpBadInputOptions extends AskerOptions {
  readonly endpoint: string;
  readonly era: Era;
  /** The one to ask in, where no other is given. */
  readonly only?: WireSession | undefined;
  /** Name of the one input to send. */
  readonly alone?: string;
}

/** Sends one bad input after the other and asks each time whether the server still answers; stops when it does not. */
export async function sendBadInput(options: HttpBadInputOptions): Promise<BadInput | undefined> {
  using asker = new Asker(options);
  const { era, endpoint, only, alone } = options;
  const session = era !== 'handshake' ? undefined : only === undefined ? await openSession(asker) : sessionOf(only);
  if (!(await isAlive(asker, era, session))) return undefined;
  const inputs: Row[] = [];
  for (const input of badInputs(era, asker.client, alone)) {
    const { row } = await asker.ask(questionOf(input, era, session));
    const alive = await isAlive(asker, era, session);
    inputs.push(rowOf(input, row, alive));
    if (!alive) break;
  }
  return { transport: 'http', endpoint, inputs };
}

const questionOf = (input: Input, era: Era, session: HttpSession | undefined): Question => ({
  question: input.name,
  era,
  session,
  body: input.bytes,
  headers: {
    ...(era === MODERN_VERSION ? modernHeaders(methodOf(input, era), {}) : {}),
    ...(input.cut === true ? { 'Content-Length': String(CUT_BYTES) } : {}),
  },
  timeoutMs: input.cut === true ? CUT_MS : INPUT_MS,
});

const methodOf = ({ name }: Input, era: Era) =>
  name === 'unknown-notification' ? 'notifications/mcp-dock-unknown' : harmlessMethod(era);

async function isAlive(asker: Asker, era: Era, session: HttpSession | undefined): Promise<boolean> {
  const method = harmlessMethod(era);
  const params = era === MODERN_VERSION ? withModernMeta({}, asker.client) : {};
  const { row } = await asker.ask({
    question: 'alive',
    era,
    session,
    headers: era === MODERN_VERSION ? modernHeaders(method, params) : {},
    body: { jsonrpc: '2.0', id: 'mcp-dock-alive', method, params },
    timeoutMs: ALIVE_MS,
  });
  // Any answer is a sign of life; whether it is a good one is asked elsewhere.
  return row.status !== undefined && row.failure === undefined;
}

function rowOf({ name, title, printed, cut }: Input, row: Exchange, alive: boolean): Row {
  const { status, contentType, text, failure, message, durationMs } = row;
  const error = isObject(message) ? message['error'] : undefined;
  const code = isObject(error) ? error['code'] : undefined;
  const spoken = text ?? (error === undefined ? undefined : JSON.stringify(error).slice(0, 600));
  return {
    name,
    title,
    printed,
    ...(status === undefined ? {} : { status }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(spoken === undefined ? {} : { text: spoken }),
    ...(typeof code === 'number' ? { code } : {}),
    // The end of our patience with what we cut off ourselves is no failure of the server's.
    ...(failure === undefined || cut === true ? {} : { failure }),
    alive,
    durationMs,
  };
}
