import type { McpSession, SdkClientOutcome } from '../model/facts/mcp.js';
import { isObject, MODERN_VERSION, type ClientInfo, type Era } from '../model/mcp-protocol.js';
import type { Recording } from './recording.js';
import { listWithSdk, outcomeOf } from './sdk-listing.js';

const REPLAY_MS = 5_000;

/**
 * Lets the protocol authors' own client of each era connect and list tools over what a server has answered already: what they make
 * of a server over stdio, without a process for each of them. An era of which too little was recorded has no outcome.
 */
export async function replayToSdkClients(
  session: McpSession,
  recording: Recording,
  client: ClientInfo,
): Promise<SdkClientOutcome[]> {
  // Where the greeting, the capability or the list is missing, that is told already.
  const worthwhile = session.tools !== undefined && 'tools' in (session.capabilities ?? {});
  const eras = worthwhile ? session.eras.filter((era) => isGreeted(era, session)) : [];
  const outcomes = await Promise.all(
    eras.map(async (era) => {
      const replay = await (era === 'handshake' ? toHandshakeClient : toModernClient)(recording, client);
      const outcome = await outcomeOf(era, replay.names, REPLAY_MS);
      return replay.told() ? [outcome] : [];
    }),
  );
  return outcomes.flat();
}

const isGreeted = (era: Era, { handshake, discover }: McpSession): boolean =>
  isObject((era === 'handshake' ? handshake : discover)?.result);

/** A listing under way. */
interface Listing {
  readonly names: Promise<readonly string[]>;
  /** Everything that the client asked had been recorded. */
  readonly told: () => boolean;
}

async function toHandshakeClient(recording: Recording, info: ClientInfo): Promise<Listing> {
  const [{ Client }, { JSONRPCMessageSchema }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ]);
  const transport = new Replay(recording, 'handshake', (message) => JSONRPCMessageSchema.parse(message));
  return listingOf(listWithSdk({ client: new Client(info), transport, timeoutMs: REPLAY_MS }), transport);
}

async function toModernClient(recording: Recording, info: ClientInfo): Promise<Listing> {
  const { Client, parseJSONRPCMessage } = await import('@modelcontextprotocol/client');
  const transport = new Replay(recording, MODERN_VERSION, parseJSONRPCMessage);
  const client = new Client(info, { versionNegotiation: { mode: { pin: MODERN_VERSION } } });
  return listingOf(listWithSdk({ client, transport, timeoutMs: REPLAY_MS }), transport);
}

const listingOf = (
  names: Promise<readonly string[]>,
  replay: Pick<Replay<unknown>, 'fault' | 'unrecorded'>,
): Listing => ({
  names: names.catch((error: unknown) => {
    throw replay.fault ?? error;
  }),
  told: () => !replay.unrecorded,
});

/** A transport of both libraries, to a server that says again what it said once. */
class Replay<Message> {
  onmessage?: (message: Message) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  /** Why the client would have waited in vain for an answer that came: its own stdio transport drops what it cannot read. */
  fault: unknown;
  unrecorded = false;
  readonly #recording: Recording;
  readonly #era: Era;
  readonly #read: (message: unknown) => Message;

  constructor(recording: Recording, era: Era, read: (message: unknown) => Message) {
    this.#recording = recording;
    this.#era = era;
    this.#read = read;
  }

  async start(): Promise<void> {}

  async close(): Promise<void> {
    this.onclose?.();
  }

  async send(message: object): Promise<void> {
    const { id, method, params } = message as { id?: string | number; method?: string; params?: unknown };
    // Nobody hears its notifications.
    if (id === undefined || method === undefined) return;
    const answer = this.#recording.answerTo(this.#era, method, params, id);
    // As over a pipe: the answer comes when the request has been sent.
    queueMicrotask(() => {
      if (answer === undefined) this.unrecorded = true;
      const heard = answer === undefined ? undefined : this.#readOrFault(answer);
      if (heard === undefined) void this.close();
      else this.onmessage?.(heard);
    });
  }

  #readOrFault(answer: object): Message | undefined {
    try {
      return this.#read(answer);
    } catch (error) {
      this.fault = error;
      return undefined;
    }
  }
}
