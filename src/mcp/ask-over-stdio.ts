import type { McpSession } from '../model/facts/mcp.js';
import { MODERN_VERSION } from '../model/mcp-protocol.js';
import { greet, greetingMs, versionOf } from './greet.js';
import { probeSession, type ProbeSessionOptions } from './probe-session.js';
import { Recording } from './recording.js';
import type { StdioWire } from './stdio-wire.js';

/** A stdio server that was started; disposing it ends it. */
export interface StdioRun extends AsyncDisposable {
  readonly wire: StdioWire;
  readonly startedAt?: number;
}

export interface StdioAnswer {
  readonly session: McpSession;
  /** The run whose stdout stands for the server: the one that answered the questions. */
  readonly wire: StdioWire;
  /** Of both processes, where there were two. */
  readonly recording: Recording;
}

/** How long a run that is thrown away may take to hand over its last bytes. */
const LAST_BYTES_MS = 500;

/**
 * Asks in one process, `server/discover` first, as the specification has dual-era clients do. Three kinds of server need further
 * processes, opened only then: one that does not survive `server/discover`, one that ends over another question, and one that is
 * held to the era of its first request, where a refused `initialize` says nothing of what it would have been answered.
 */
export async function askOverStdio(
  first: StdioWire,
  options: ProbeSessionOptions,
  startAgain: (() => Promise<StdioRun>) | undefined,
  givenUp: () => boolean = () => false,
): Promise<StdioAnswer> {
  const recording = new Recording();
  const lasting: ProbeSessionOptions = {
    ...options,
    startAgain: async () => {
      if (givenUp()) return undefined;
      const run = await startAgain?.();
      return run && { wire: recording.of(run.wire), [Symbol.asyncDispose]: () => run[Symbol.asyncDispose]() };
    },
  };
  const session = await probeSession(recording.of(first), lasting);
  const asked = { session, wire: first, recording };
  if (startAgain === undefined || givenUp()) return asked;
  if (!session.answered && session.discover?.failure?.kind === 'closed') {
    await using run = await startAgain();
    const startedAt = run.startedAt === undefined ? {} : { startedAt: run.startedAt };
    const again = await probeSession(recording.of(run.wire), { ...lasting, ...startedAt, handshakeOnly: true });
    if (!again.answered) return asked;
    await run.wire.close();
    await run.wire.stdoutEnded(LAST_BYTES_MS);
    return { session: { ...again, discover: session.discover }, wire: run.wire, recording };
  }
  const modernOnly = session.eras.length === 1 && session.eras[0] === MODERN_VERSION;
  if (modernOnly && session.handshake?.error !== undefined) {
    await using run = await startAgain();
    const timeoutMs = greetingMs(options.settings.budgets.handshakeMs);
    const wire = recording.of(run.wire);
    const { handshake, eras } = await greet(wire, { client: options.client, timeoutMs, handshakeOnly: true });
    if (eras.length > 0) return { ...asked, session: withHandshake(session, handshake) };
  }
  return asked;
}

/** The era in which the questions were asked stays the first one. */
function withHandshake(session: McpSession, handshake: NonNullable<McpSession['handshake']>): McpSession {
  const result = handshake.result as Readonly<Record<string, unknown>>;
  const version = versionOf(result['protocolVersion']);
  return {
    ...session,
    handshake,
    eras: [...session.eras, 'handshake'],
    ...(version === undefined ? {} : { protocolVersion: version }),
  };
}
