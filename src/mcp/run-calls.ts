import { cleanText } from '../model/clean-text.js';
import { substitute } from '../model/configured-calls.js';
import type { CallOutcome, McpAnswer } from '../model/facts/mcp.js';
import type { ConfiguredCall, Expectation } from '../model/facts/settings.js';
import { mismatch, toolAnswer } from './expectations.js';
import { isLimited } from '../model/is-limited.js';
import { valueAt } from '../model/json-path.js';
import { isObject, type Era } from '../model/mcp-protocol.js';
import type { McpWire } from './wire.js';

const DEFAULT_CALL_MS = 10_000;
const MAX_STRUCTURED_CHARACTERS = 16 * 1024;
/** Of an answer that a schema of the project is for: the check applies it. */
const MAX_VALUE_CHARACTERS = 256 * 1024;

/** What became of the calls that were made before the server refused further requests, with that HTTP status. */
interface Called {
  readonly outcomes: CallOutcome[];
  readonly limited?: number;
}

/** Makes the calls of the project in their order; values saved from one answer go into later arguments as `{{name}}`. */
export async function runCalls(wire: McpWire, era: Era, calls: readonly ConfiguredCall[]): Promise<Called> {
  const saved = new Map<string, unknown>();
  const outcomes: CallOutcome[] = [];
  for (const [index, call] of calls.entries()) {
    const { limited, ...outcome } = await runCall(wire, era, call, saved);
    if (limited !== undefined) return { outcomes, limited };
    outcomes.push({ index, tool: call.tool, ...(call.line === undefined ? {} : { line: call.line }), ...outcome });
  }
  return { outcomes };
}

type Outcome = Pick<CallOutcome, 'ok' | 'skipped' | 'message' | 'result' | 'value' | 'durationMs'> &
  Pick<Called, 'limited'>;

async function runCall(
  wire: McpWire,
  era: Era,
  { tool, arguments: template, expect: expected = [], save = {}, withinMs = DEFAULT_CALL_MS }: ConfiguredCall,
  saved: Map<string, unknown>,
): Promise<Outcome> {
  const missing = new Set<string>();
  const args = substitute(template, saved, missing);
  const expect = expected.map((one) => withSaved(one, saved, missing));
  // Whoever asks later means what this call gives; when it fails, not what an earlier one gave under the same name.
  for (const name of Object.keys(save)) saved.delete(name);
  if (missing.size > 0) {
    const names = [...missing].map((name) => `{{${name}}}`).join(', ');
    return { ok: false, skipped: true, message: `no earlier call saved ${names}, so it was not made`, durationMs: 0 };
  }
  const answer = await wire.request(
    'tools/call',
    { name: tool, arguments: args },
    { era, timeoutMs: withinMs, once: true },
  );
  if (isLimited(answer.httpStatus)) return { ok: false, limited: answer.httpStatus, durationMs: answer.durationMs };
  const seen = resultOf(answer);
  const settle = (message?: string): Outcome => ({
    ok: message === undefined,
    ...(message === undefined ? {} : { message }),
    ...(seen === undefined ? {} : { result: seen }),
    durationMs: answer.durationMs,
  });

  if (answer.failure !== undefined) return settle(`expected a result, found none: ${answer.failure.message}`);
  if (isObject(answer.result) && answer.result['resultType'] === 'input_required')
    return settle('expected a result, found a request for more input');
  const found = toolAnswer(answer);
  if (found === undefined) return settle('expected a result object, found something else');
  const problem = mismatch(found, expect);
  if (problem !== undefined) return settle(problem);
  return { ...settle(keep(save, found.value, saved)), ...valueFor(expect, found.value) };
}

/** An answer may have to repeat what an earlier one said. */
function withSaved(
  { equals, contains, ...rest }: Expectation,
  saved: ReadonlyMap<string, unknown>,
  missing: Set<string>,
): Expectation {
  const text = substitute(contains, saved, missing);
  return {
    ...rest,
    ...(equals === undefined ? {} : { equals: substitute(equals, saved, missing) }),
    ...(contains === undefined ? {} : { contains: typeof text === 'string' ? text : (JSON.stringify(text) ?? '') }),
  };
}

/** What the schemas of the project are held against; too large, it is left out, and the check says so. */
function valueFor(expect: NonNullable<ConfiguredCall['expect']>, value: unknown): Pick<CallOutcome, 'value'> {
  if (!expect.some(({ schema }) => schema !== undefined)) return {};
  return (JSON.stringify(value) ?? '').length <= MAX_VALUE_CHARACTERS ? { value } : {};
}

/** Stores the values to save; says which one is not in the answer. */
function keep(save: Readonly<Record<string, string>>, value: unknown, saved: Map<string, unknown>): string | undefined {
  for (const [name, path] of Object.entries(save)) {
    let found: unknown;
    try {
      found = valueAt(value, path);
    } catch (error) {
      return (error as Error).message;
    }
    if (found === undefined) return `expected a value at ${path} to save as "${cleanText(name)}", found nothing`;
    saved.set(name, found);
  }
  return undefined;
}

function resultOf({ result }: McpAnswer): CallOutcome['result'] {
  if (!isObject(result)) return undefined;
  const structured = result['structuredContent'];
  const hasStructured = structured !== undefined;
  const small = hasStructured && JSON.stringify(structured).length <= MAX_STRUCTURED_CHARACTERS;
  return { isError: result['isError'] === true, hasStructured, ...(small ? { structured } : {}) };
}
