import { isObject, type Era, type JsonObject } from '../model/mcp-protocol.js';
import type { McpWire } from './wire.js';

/** What every client asks before anything else. */
const ASKED_FIRST = new Set(['initialize', 'server/discover', 'tools/list']);

/** What one server answered to the first questions of a client, as it wrote it: enough to say it again to a client that asks the same. */
export class Recording {
  readonly #lines = new Map<string, string>();

  /** The message with the id of another request; undefined where that was not asked, or not answered with a result. */
  answerTo(era: Era, method: string, params: unknown, id: string | number): JsonObject | undefined {
    const line = this.#lines.get(questionOf(era, method, params));
    const message: unknown = line === undefined ? undefined : JSON.parse(line);
    return isObject(message) ? { ...message, id } : undefined;
  }

  /** The wire, over which such questions are recorded from now on. The first result counts. */
  of(wire: McpWire): McpWire {
    return {
      transport: wire.transport,
      notify: (method, params, options) => wire.notify(method, params, options),
      close: () => wire.close(),
      request: async (method, params, options) => {
        if (!ASKED_FIRST.has(method)) return wire.request(method, params, options);
        let line: string | undefined;
        const onText = (text: string) => {
          line = text;
        };
        const answer = await wire.request(method, params, { ...options, onText });
        const question = questionOf(options.era, method, params);
        if (line !== undefined && answer.result !== undefined && !this.#lines.has(question))
          this.#lines.set(question, line);
        return answer;
      },
    };
  }
}

/** A page of a list is another question than the next one; what clients say of themselves makes no difference. */
function questionOf(era: Era, method: string, params: unknown): string {
  const cursor = method === 'tools/list' && isObject(params) ? params['cursor'] : undefined;
  return JSON.stringify([era, method, cursor]);
}
