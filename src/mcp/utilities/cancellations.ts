import { literalArguments } from '../../model/configured-calls.js';
import type { ConfiguredCall } from '../../model/facts/settings.js';
import { isObject, MODERN_VERSION } from '../../model/mcp-protocol.js';
import { cancelRequest } from '../cancel-request.js';
import type { Asking } from './asking.js';

/** A call that is not stopped is over soon after, and nothing asked behind it has long to wait. */
const QUICK_MS = 1_000;

/** What becomes of a request that is cancelled as soon as it is sent, in each era. */
export async function askCancellations(asking: Asking): Promise<void> {
  const { session, owned } = asking.options;
  if (!owned) {
    asking.found.cancellationSkipped = 'The server was found running, and nothing is cancelled there.';
    return;
  }
  if (asking.found.together?.questions.some(({ answer }) => answer.failure?.kind === 'timeout') === true) {
    asking.found.cancellationSkipped = 'The server was still at work on what it was asked at once.';
    return;
  }
  const call = asking.reading.find((one) => aloneMs(asking, one) < QUICK_MS);
  if (call === undefined && session.tools === undefined) return;
  const question =
    call === undefined
      ? { method: 'tools/list', params: {} }
      : {
          method: 'tools/call',
          params: { name: call.tool, arguments: literalArguments(call.arguments) },
          tool: call.tool,
        };
  // One stdio process keeps to the era that opened it.
  for (const era of asking.wire.transport === 'http' ? session.eras : [asking.era]) {
    if (asking.over) return;
    const cancelled = await cancelRequest(asking.wire, {
      era,
      question,
      // Alive is who answers; in the handshake era with its own word for it, where it is known to have it.
      next: era === MODERN_VERSION ? 'server/discover' : isObject(asking.found.ping?.result) ? 'ping' : 'tools/list',
      timeoutMs: asking.timeoutMs,
      hear: (listener) => {
        // Over HTTP other conversations are heard as well, and an answer comes with its request.
        if (asking.wire.transport === 'http') return { [Symbol.dispose]: () => undefined };
        return asking.hear(listener);
      },
    });
    if (asking.note(cancelled.next) !== undefined) asking.found.cancellations.push(cancelled);
  }
}

/** How long a listed call takes by itself, the slower of two times. */
function aloneMs(asking: Asking, call: ConfiguredCall): number {
  const index = asking.options.calls.indexOf(call);
  const times = asking.options.session.calls
    .filter((outcome) => outcome.index === index && outcome.skipped !== true)
    .map(({ durationMs }) => durationMs);
  if (asking.callAlone?.call === call) times.push(asking.callAlone.answer.durationMs);
  return times.length === 0 ? Infinity : Math.max(...times);
}
