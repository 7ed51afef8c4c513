import { literalArguments } from '../../model/configured-calls.js';
import type { Utilities } from '../../model/facts/utilities.js';
import { isObject, PROGRESS_TOKEN } from '../../model/mcp-protocol.js';
import { withoutResult, type Asking } from './asking.js';

const MAX_VALUES = 1_000;

/** A call with a progress token. */
export async function askProgress(asking: Asking): Promise<void> {
  const [call] = asking.reading;
  if (call === undefined) {
    asking.found.progressSkipped =
      'No call is listed in mcp-dock.yaml that could be made once more without harm. List one of a tool with readOnlyHint, without values of earlier answers.';
    return;
  }
  const values: number[] = [];
  const foreignTokens: string[] = [];
  const progress: NonNullable<Utilities['progress']> = {
    tool: call.tool,
    arguments: literalArguments(call.arguments),
    answer: { method: 'tools/call', durationMs: 0 },
    values,
    foreignTokens,
    afterAnswer: 0,
  };
  let own: unknown;
  let answered = false;
  asking.hear(({ id, method, params }) => {
    // Over stdio the order of the stream counts; over HTTP progress and answer may come on two streams, which have none.
    if (id !== undefined && id === own && method === undefined) answered = true;
    if (method !== 'notifications/progress' || !isObject(params)) return;
    const { progressToken, progress: value } = params;
    if (progressToken !== PROGRESS_TOKEN) {
      if (foreignTokens.length < 20) foreignTokens.push((JSON.stringify(progressToken) ?? 'none').slice(0, 100));
    } else if (answered) progress.afterAnswer += asking.wire.transport === 'stdio' ? 1 : 0;
    else if (typeof value === 'number' && values.length < MAX_VALUES) values.push(value);
  });
  const params = {
    name: call.tool,
    arguments: progress.arguments,
    _meta: { progressToken: PROGRESS_TOKEN },
  };
  const answer = await asking.ask('tools/call', params, {
    onId: (id) => {
      if (asking.wire.transport === 'stdio') own = id;
    },
  });
  if (answer === undefined) return;
  answered = true;
  progress.answer = withoutResult(answer);
  asking.callAlone = { call, answer };
  asking.found.progress = progress;
}
