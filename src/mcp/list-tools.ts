import { toolSchema, type McpAnswer, type McpTool } from '../model/facts/mcp.js';
import { isObject, type Era } from '../model/mcp-protocol.js';
import { MAX_ANSWER_BYTES, type McpWire } from './wire.js';

const MAX_PAGES = 50;

export interface ToolList {
  /** Absent when a page was not answered with a list. */
  readonly tools?: readonly McpTool[];
  /** The last answer, with counts in place of the list. */
  readonly answer: McpAnswer;
}

/** Every page of tools/list, bounded in pages and bytes; a cursor that comes back ends it. */
export async function listTools(wire: McpWire, era: Era, timeoutMs: number): Promise<ToolList> {
  const tools: McpTool[] = [];
  const cursors = new Set<string>();
  let cursor: string | undefined;
  let bytes = 0;
  for (let page = 1; ; page += 1) {
    const answer = await wire.request('tools/list', cursor === undefined ? {} : { cursor }, { era, timeoutMs });
    const failed = (message: string): ToolList => ({
      answer: { ...answer, result: undefined, failure: { kind: 'bad-list', message } },
    });
    if (answer.failure !== undefined || answer.error !== undefined) return { answer };
    if (!isObject(answer.result) || !Array.isArray(answer.result['tools']))
      return failed('the result has no list "tools"');
    for (const [index, item] of answer.result['tools'].entries()) {
      const tool = toolSchema.safeParse(item);
      if (!tool.success) return failed(`tool ${tools.length + 1} is no tool: ${problemOf(tool.error, index)}`);
      tools.push(tool.data);
    }
    bytes += JSON.stringify(answer.result['tools']).length;
    if (bytes > MAX_ANSWER_BYTES) return failed('all pages together are larger than one answer may be');

    const next = answer.result['nextCursor'];
    if (next === undefined || next === null) return { tools, answer: counted(answer, tools.length, page) };
    if (typeof next !== 'string') return failed('nextCursor is no text');
    if (cursors.has(next)) return failed('a cursor came a second time, so the list never ends');
    if (page === MAX_PAGES) return failed(`the list goes on after ${MAX_PAGES} pages`);
    cursors.add(next);
    cursor = next;
  }
}

const problemOf = (error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }, index: number) =>
  error.issues
    .slice(0, 1)
    .map(({ path, message }) => `${path.length === 0 ? `entry ${index}` : path.map(String).join('.')}: ${message}`)
    .join('');

const counted = (answer: McpAnswer, tools: number, pages: number): McpAnswer => ({
  ...answer,
  result: { tools, pages },
});
