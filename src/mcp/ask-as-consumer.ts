import { initializeParams, isObject, type ClientInfo } from '../model/mcp-protocol.js';
import type { McpTool } from '../model/facts/mcp.js';
import { listTools } from './list-tools.js';
import type { McpWire } from './wire.js';

/** How a consumer opens a conversation. */
export interface ConsumerVoice {
  readonly client: ClientInfo;
  readonly protocolVersion: string;
  /** For the greeting, and for the list of tools once more. */
  readonly timeoutMs: number;
}

export interface ConsumerAnswer {
  readonly answered: boolean;
  readonly tools?: readonly McpTool[];
  /** What came in place of the greeting, or of the list. */
  readonly error?: string;
  /** `performance.now()` of the answer to the greeting. */
  readonly answeredAt?: number;
}

/** What consumers do before they take a server in: `initialize`, `notifications/initialized`, `tools/list`. Never throws. */
export async function askAsConsumer(
  wire: McpWire,
  { client, protocolVersion, timeoutMs }: ConsumerVoice,
): Promise<ConsumerAnswer> {
  const options = { era: 'handshake', timeoutMs } as const;
  const greeting = await wire.request('initialize', { ...initializeParams(client), protocolVersion }, options);
  if (!isObject(greeting.result))
    return { answered: false, error: `initialize: ${wordsOf(greeting) ?? 'the answer has no result'}` };
  const answeredAt = performance.now();
  await wire.notify('notifications/initialized', {}, options);
  const { tools, answer } = await listTools(wire, 'handshake', timeoutMs);
  return tools === undefined
    ? { answered: true, answeredAt, error: `tools/list: ${wordsOf(answer) ?? 'no list came'}` }
    : { answered: true, answeredAt, tools };
}

const wordsOf = ({ failure, error }: { failure?: { message: string }; error?: { message: string } }) =>
  failure?.message ?? error?.message;
