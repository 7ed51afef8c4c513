import { loadSchemaLibrary, schemaCompiler } from '../checks/tools/compile-schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { describeArguments, hintOf } from '../model/describe-arguments.js';
import type { McpAnswer, McpTool } from '../model/facts/mcp.js';
import { isObject, type JsonObject } from '../model/mcp-protocol.js';
import { wordsNear } from '../model/words-near.js';
import { readArguments, type GivenArguments } from '../plan/tool-arguments.js';
import type { Prompter } from '../ports/prompter.js';
import { converse, type Conversation, type ConverseContext, type ConverseInput } from './converse.js';
import { masked, toolsOf } from './list-server-tools.js';

export interface CallInput extends ConverseInput {
  readonly tool: string;
  readonly given: GivenArguments;
  /** Calls a tool that says that it destroys, without asking. */
  readonly yes: boolean;
}

/** What a tool answered, in the protocol's own form. */
export interface ToolCall extends Pick<Conversation, 'target' | 'transport' | 'revision' | 'server'> {
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly isError: boolean;
  readonly content: readonly unknown[];
  readonly structuredContent?: unknown;
  readonly durationMs: number;
  /** A word to whoever called it. */
  readonly note?: string;
}

/**
 * Calls one tool once. Before that its name and arguments are held against what the server lists, and a tool that says that it
 * destroys is asked about. Throws TOOL_UNKNOWN, TOOL_ARGUMENTS_INVALID, TOOL_CALL_FAILED or what {@link converse} throws.
 */
export const callServerTool = (
  input: CallInput,
  context: ConverseContext & { readonly prompter: Pick<Prompter, 'confirm'> },
): Promise<ToolCall> =>
  converse(input, context, async (conversation) => {
    const { target, transport, revision, server, secrets } = conversation;
    const [tools] = await Promise.all([toolsOf(conversation), loadSchemaLibrary()]);
    const tool = findTool(tools, input.tool, target);
    const args = checkedArguments(tool, input.given);
    const hint = hintOf(tool.annotations);
    if (hint === 'destroys' && !input.yes) await askFirst(tool.name, conversation, context.prompter);
    const answer = await conversation.wire.request(
      'tools/call',
      { name: tool.name, arguments: args },
      { era: conversation.era, timeoutMs: conversation.timeLeftMs() },
    );
    return {
      target,
      transport,
      revision,
      ...(server === undefined ? {} : { server }),
      tool: tool.name,
      arguments: masked(args, secrets) as JsonObject,
      ...resultOf(answer, { tool: tool.name, target, secrets }),
      durationMs: Math.round(answer.durationMs),
      ...(hint === 'unsaid'
        ? { note: `"${cleanText(tool.name, 128)}" does not say whether it changes or destroys anything.` }
        : {}),
    };
  });

function findTool(tools: readonly McpTool[], name: string, target: string): McpTool {
  const found = tools.find((tool) => tool.name === name);
  if (found !== undefined) return found;
  const names = tools.map((tool) => tool.name);
  const parts = names.filter((other) => other.includes(name) || name.includes(other));
  const near = [...new Set([...wordsNear(name, names), ...parts])].slice(0, 5).map((other) => cleanText(other, 128));
  throw new McpDockError('TOOL_UNKNOWN', { tool: cleanText(name, 128), target, near, known: tools.length });
}

function checkedArguments(tool: McpTool, given: GivenArguments): JsonObject {
  const { arguments: args, faults } = readArguments(tool.inputSchema, given);
  const violation = faults.length > 0 ? undefined : violationOf(tool.inputSchema, args);
  const all = [...faults, ...(violation === undefined ? [] : [violation])];
  if (all.length === 0) return args;
  const usage = describeArguments(tool.inputSchema)
    .filter(({ required }) => required)
    .map(({ name, type }) => `--arg ${cleanText(name, 60)}=<${cleanText(type, 60)}>`);
  throw new McpDockError('TOOL_ARGUMENTS_INVALID', {
    tool: cleanText(tool.name, 128),
    faults: all,
    usage: usage.slice(0, 10).join(' '),
  });
}

/** Of a schema that cannot be compiled, the server alone knows what it means. */
function violationOf(schema: unknown, args: JsonObject): string | undefined {
  const compiled = schemaCompiler()(schema);
  const words = compiled.ok ? compiled.violation(args, 'the arguments') : undefined;
  return words === undefined ? undefined : `By its inputSchema, ${words}.`;
}

async function askFirst(name: string, { target }: Conversation, prompter: Pick<Prompter, 'confirm'>): Promise<void> {
  const message = `Call ${cleanText(name, 128)} of ${target}, which says that it may destroy something?`;
  if (await prompter.confirm({ message, default: false, flag: '--yes' })) return;
  throw new McpDockError('INTERRUPTED', { cleaned: 'The tool was not called.' });
}

function resultOf(
  { result, error, failure }: McpAnswer,
  { tool, target, secrets }: { readonly tool: string; readonly target: string; readonly secrets: readonly string[] },
): Pick<ToolCall, 'isError' | 'content' | 'structuredContent'> {
  const failed = (reason: string) =>
    new McpDockError('TOOL_CALL_FAILED', { tool, target, reason: cleanText(maskSecrets(reason, secrets)) });
  if (failure !== undefined) throw failed(failure.message);
  if (error !== undefined) throw failed(`error ${error.code} "${error.message}"`);
  if (!isObject(result)) throw failed('the result is no object');
  if (result['resultType'] === 'input_required') throw failed('it wants to ask a person first, and nobody is there');
  const { content, structuredContent, isError } = masked(result, secrets) as JsonObject;
  return {
    isError: isError === true,
    content: Array.isArray(content) ? content : [],
    ...(structuredContent === undefined ? {} : { structuredContent }),
  };
}
