import { literalArguments } from '../../model/configured-calls.js';
import type { JsonObject } from '../../model/mcp-protocol.js';
import { kindOfAnswer } from '../answer-kind.js';
import { NO_SUCH_METHOD } from '../probe-session.js';
import { withoutResult, type Asking } from './asking.js';

const AT_ONCE = 8;
const AT_ONCE_MS = 20_000;

/** Several questions at once, of which it is known what each gets alone. */
export async function askTogether(asking: Asking): Promise<void> {
  const { session } = asking.options;
  const alone = [
    ...(session.tools === undefined ? [] : [{ method: 'tools/list', params: {}, answer: { result: { tools: [] } } }]),
    asking.era === 'handshake'
      ? { method: 'ping', params: {}, answer: asking.found.ping }
      : { method: 'server/discover', params: {}, answer: session.discover },
    { method: NO_SUCH_METHOD, params: {}, answer: session.unknownMethod },
    ...(asking.callAlone === undefined
      ? []
      : [
          {
            method: 'tools/call',
            params: { name: asking.callAlone.call.tool, arguments: literalArguments(asking.callAlone.call.arguments) },
            answer: asking.callAlone.answer,
          },
        ]),
  ].flatMap(({ answer, ...question }) => {
    const kind = answer === undefined ? 'none' : kindOfAnswer({ method: '', durationMs: 0, ...answer });
    // What is not answered alone is told of elsewhere, and would only be waited for again.
    return kind === 'none' ? [] : [{ ...question, alone: kind }];
  });
  if (alone.length < 2) return;
  const counted = countAnswers(asking);
  const asked = Array.from({ length: AT_ONCE }, (_, at) => alone[at % alone.length]).filter((one) => one !== undefined);
  // Nothing asks of a server to work on several at once: the last one waits for all others.
  const timeoutMs = Math.min(AT_ONCE * asking.timeoutMs, AT_ONCE_MS);
  let repeats = 0;
  const onRepeat = () => (repeats += 1);
  const answers = await Promise.all(
    asked.map(({ method, params }) => asking.ask(method, params, { timeoutMs, onRepeat, once: true })),
  );
  // What the others got may be the words of a server that had enough already.
  if (asking.found.limited !== undefined) return;
  asking.found.together = {
    questions: asked.map(({ method, params, alone: kind }, at) => {
      const answer = answers[at] ?? { method, durationMs: 0 };
      const tool = (params as JsonObject)['name'];
      return {
        method,
        ...(typeof tool === 'string' ? { tool } : {}),
        alone: kind,
        found: kindOfAnswer(answer),
        answer: withoutResult(answer),
      };
    }),
    strayAnswers: counted.stray() + repeats,
  };
}

/** Over stdio one stream has all answers, so each id must come once. */
function countAnswers(asking: Asking): { stray(): number } {
  const seen = new Map<unknown, number>();
  if (asking.wire.transport === 'stdio') {
    asking.hear(({ id, method }) => {
      if (id !== undefined && id !== null && method === undefined) seen.set(id, (seen.get(id) ?? 0) + 1);
    });
  }
  return { stray: () => [...seen.values()].reduce((sum, times) => sum + times - 1, 0) };
}
