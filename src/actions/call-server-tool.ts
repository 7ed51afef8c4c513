import { loadSchemaLibrary, schemaCompiler } from '../checks/tools/compile-schema.js';
import type { CallFault } from '../errors/catalogue/run.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets, maskValues } from '../model/clean-text.js';
import { describeArguments, hintOf } from '../model/describe-arguments.js';
import type { McpAnswer, McpTool } from '../model/facts/mcp.js';
import { isObject, type JsonObject } from '../model/mcp-protocol.js';
import { tellingSecretValues } from '../model/telling-secrets.js';
import { wordsNear } from '../model/words-near.js';
import { malformedArguments, readArguments, type GivenArguments } from '../plan/tool-arguments.js';
import type { Prompter } from '../ports/prompter.js';
import { converse, type Conversation, type ConverseContext, type ConverseInput } from './converse.js';
import { toolsOf } from './list-server-tools.js';
import { refusedAsker } from './refused-asker.js';
import { INVALID_PARAMS, METHOD_NOT_FOUND } from '../model/rpc-errors.js';

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
  /** In what a good result breaks the outputSchema of the tool. */
  readonly violation?: string;
  /** A word to whoever called it. */
  readonly note?: string;
}

/**
 * Calls one tool once. Before that its name and arguments are held against what the server lists, and a tool that says that it
 * destroys is asked about. Throws TOOL_UNKNOWN, TOOL_ARGUMENTS_INVALID (before anything is started where no tool could take them),
 * TOOL_CALL_FAILED or what {@link converse} throws.
 */
export async function callServerTool(
  input: CallInput,
  context: ConverseContext & { readonly prompter: Pick<Prompter, 'confirm'> },
): Promise<ToolCall> {
  const malformed = malformedArguments(input.given);
  if (malformed.length > 0) throw argumentsInvalid(input.tool, malformed);
  return converse(input, context, async (conversation) => {
    const { target, transport, revision, server, secrets } = conversation;
    const [tools] = await Promise.all([toolsOf(conversation), loadSchemaLibrary()]);
    const tool = findTool(tools, input.tool, target);
    const args = checkedArguments(tool, input.given);
    const hint = hintOf(tool.annotations);
    if (hint === 'destroys' && !input.yes) await askFirst(tool.name, conversation, context.prompter);
    const answer = await conversation.wire.request(
      'tools/call',
      { name: tool.name, arguments: args },
      { era: conversation.era, timeoutMs: conversation.timeoutMs },
    );
    const result = resultOf(answer, tool.name, conversation);
    const violation = brokenPromise(tool.outputSchema, answer.result, result);
    return {
      target,
      transport,
      revision,
      ...(server === undefined ? {} : { server }),
      tool: tool.name,
      arguments: maskValues(args, secrets, tellingSecretValues(secrets)),
      ...result,
      ...(violation === undefined ? {} : { violation }),
      durationMs: Math.round(answer.durationMs),
      ...(hint === 'unsaid'
        ? { note: `"${cleanText(tool.name, 128)}" does not say whether it changes or destroys anything.` }
        : {}),
    };
  });
}

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
  const all = faults.length > 0 ? faults : violationsOf(tool.inputSchema, args);
  if (all.length === 0) return args;
  const usage = describeArguments(tool.inputSchema)
    .filter(({ required }) => required)
    .map(({ name, type }) => `--arg ${cleanText(name, 60)}=<${cleanText(type, 60)}>`);
  throw argumentsInvalid(tool.name, all, usage.slice(0, 10).join(' '));
}

const argumentsInvalid = (tool: string, faults: readonly string[], usage = '') =>
  new McpDockError('TOOL_ARGUMENTS_INVALID', { tool: cleanText(tool, 128), faults, usage });

/** Of what is wrong with many arguments, so much is told at once. */
const MOST_VIOLATIONS = 5;

/** Of a schema that cannot be compiled, the server alone knows what it means. */
function violationsOf(schema: unknown, args: JsonObject): string[] {
  const compile = schemaCompiler();
  const whole = compile(schema);
  const first = whole.ok ? whole.violation(args, 'the arguments') : undefined;
  if (first === undefined) return [];
  // A schema is left at its first fault: each argument is held against its own part for the others.
  const { $schema, $defs, definitions, properties } = isObject(schema) ? schema : {};
  const alone = compile({
    ...($schema !== undefined && { $schema }),
    ...($defs !== undefined && { $defs }),
    ...(definitions !== undefined && { definitions }),
    ...(properties !== undefined && { properties }),
  });
  const others = alone.ok
    ? Object.entries(args).map(([name, value]) => alone.violation({ [name]: value }, 'the arguments'))
    : [];
  return [...new Set([first, ...others.filter((words) => words !== undefined)])]
    .slice(0, MOST_VIOLATIONS)
    .map((words) => `By its inputSchema, ${words}.`);
}

/** The schema is known without secrets alone: a result breaks it that conforms neither as it came nor without them. */
function brokenPromise(
  schema: unknown,
  whole: unknown,
  { isError, structuredContent }: Pick<ToolCall, 'isError' | 'structuredContent'>,
): string | undefined {
  if (schema === undefined || isError) return undefined;
  if (structuredContent === undefined) return 'the result has no structuredContent';
  const compiled = schemaCompiler()(schema);
  const came = isObject(whole) ? whole['structuredContent'] : undefined;
  if (!compiled.ok || compiled.violation(came) === undefined) return undefined;
  const words = compiled.violation(structuredContent, 'the whole');
  return words === undefined ? undefined : `in its structuredContent ${words}`;
}

async function askFirst(
  name: string,
  { target, withoutLimit }: Conversation,
  prompter: Pick<Prompter, 'confirm'>,
): Promise<void> {
  const message = `Call ${cleanText(name, 128)} of ${target}, which says that it may destroy something?`;
  const asked = withoutLimit(() => prompter.confirm({ message, default: false, flag: '--yes' }));
  const agreed = await asked.catch((error: unknown) => {
    // Ctrl-C is an answer too.
    if (error instanceof McpDockError && error.code === 'INTERRUPTED') return false;
    throw error;
  });
  if (agreed) return;
  throw new McpDockError('INTERRUPTED', { cleaned: 'The tool was not called.' });
}

/** Failures of an answer that came; without one, the connection or the server is gone. */
const READ: ReadonlySet<string> = new Set(['not-http', 'not-json', 'not-json-rpc', 'other-id', 'too-large', 'flood']);

/** The codes of JSON-RPC; a server may have others. */
const FAULT_BY_CODE: Readonly<Record<number, CallFault>> = {
  [METHOD_NOT_FOUND]: 'no-tools',
  [INVALID_PARAMS]: 'arguments',
  [-32_603]: 'internal',
};

function resultOf(
  answer: McpAnswer,
  tool: string,
  conversation: Conversation,
): Pick<ToolCall, 'isError' | 'content' | 'structuredContent'> {
  const { target, secrets } = conversation;
  const { result, error, failure } = answer;
  const refused = refusedAsker(answer, conversation);
  if (refused !== undefined) throw refused;
  const failed = (cause: CallFault, reason: string) =>
    new McpDockError('TOOL_CALL_FAILED', {
      tool: cleanText(tool, 128),
      target,
      reason: cleanText(maskSecrets(reason, secrets)),
      cause,
    });
  if (failure !== undefined) throw failed(READ.has(failure.kind) ? 'unreadable' : 'gone', failure.message);
  if (error !== undefined)
    throw failed(FAULT_BY_CODE[error.code] ?? 'refused', `error ${error.code} "${error.message}"`);
  if (!isObject(result)) throw failed('unreadable', 'the result is no object');
  if (result['resultType'] === 'input_required')
    throw failed('asks-back', 'it wants to ask a person first, and nobody is there');
  const { content, structuredContent, isError } = result;
  const keys = tellingSecretValues(secrets);
  return {
    isError: isError === true,
    content: Array.isArray(content) ? maskValues<unknown[]>(content, secrets, keys) : [],
    ...(structuredContent === undefined ? {} : { structuredContent: maskValues(structuredContent, secrets, keys) }),
  };
}
