import type { Utilities } from '../model/facts/utilities.js';
import { isObject } from '../model/mcp-protocol.js';
import { Asking, type UtilitiesOptions } from './utilities/asking.js';
import { askCancellations } from './utilities/cancellations.js';
import { askBadCursor, askLists } from './utilities/lists.js';
import { askLogging } from './utilities/logging.js';
import { askProgress } from './utilities/progress.js';
import { askCompletion, askPing } from './utilities/single-requests.js';
import { askTogether } from './utilities/together.js';
import type { McpWire } from './wire.js';

const CHANGED = 'notifications/tools/list_changed';

/** In this order: later ones go by what earlier ones found. */
const QUESTIONS = [
  askPing,
  askLists,
  askBadCursor,
  askCompletion,
  askLogging,
  askProgress,
  askTogether,
  askCancellations,
];

/**
 * Asks, in a conversation that is open, what clients use beside the tools. What might upset a server comes last. Once it is gone
 * nothing more is asked: what it was asked last has its answer.
 */
export async function askUtilities(wire: McpWire, options: UtilitiesOptions): Promise<Utilities> {
  using asking = new Asking(wire, options);
  for (const ask of QUESTIONS) {
    if (asking.over) break;
    await ask(asking);
  }
  revise(asking.found, options);
  if (toldOfChange(options)) asking.found.toolsChanged = true;
  return asking.found;
}

/** Puts right what was answered, or left unanswered, by a server that turned out later to end over the question. */
function revise(found: Utilities, { lasting }: UtilitiesOptions): void {
  if (lasting === undefined) return;
  if (found.ping !== undefined) found.ping = lasting.revised(found.ping);
  if (found.completion !== undefined) found.completion = lasting.revised(found.completion);
  if (found.setLevel !== undefined) found.setLevel.answer = lasting.revised(found.setLevel.answer);
}

/** What is told before the first list is no news. */
function toldOfChange({ session, transcript }: UtilitiesOptions): boolean {
  const { tools } = session.capabilities ?? {};
  if (!isObject(tools) || tools['listChanged'] !== true) return false;
  const { messages } = transcript.record(session.transport);
  const listed = messages.findIndex(({ answers }) => answers === 'tools/list');
  return messages.slice(listed + 1).some(({ message }) => isObject(message) && message['method'] === CHANGED);
}
