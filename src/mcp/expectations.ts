import { isDeepStrictEqual } from 'node:util';
import { cleanText } from '../model/clean-text.js';
import type { Expectation } from '../model/facts/settings.js';
import type { McpAnswer } from '../model/facts/mcp.js';
import { valueAt } from '../model/json-path.js';
import { isObject } from '../model/mcp-protocol.js';
import { parseJson } from '../model/parse-json.js';

/** A tool's answer, as expectations look at it. */
export interface ToolAnswer {
  readonly isError: boolean;
  /** Structured content, else the text as JSON, else the text. */
  readonly value: unknown;
  readonly text: string;
}

/** Undefined when the answer is neither a tool result nor a protocol error. */
export function toolAnswer({ result, error }: McpAnswer): ToolAnswer | undefined {
  if (error !== undefined) return { isError: true, value: error.message, text: error.message };
  if (!isObject(result)) return undefined;
  const content = Array.isArray(result['content']) ? result['content'] : [];
  const text = content
    .flatMap((item: unknown) => (isObject(item) && typeof item['text'] === 'string' ? [item['text']] : []))
    .join('\n');
  const structured = result['structuredContent'];
  return { isError: result['isError'] === true, value: structured === undefined ? jsonOr(text) : structured, text };
}

function jsonOr(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** What does not hold, with what was expected and what came; undefined when everything does. */
export function mismatch(answer: ToolAnswer, expectations: readonly Expectation[]): string | undefined {
  const wantsError = expectations.some(({ isError }) => isError === true);
  if (answer.isError !== wantsError) {
    return wantsError
      ? `expected an error result, found a good one: ${show(answer.value)}`
      : `expected a good result, found an error: ${show(answer.text)}`;
  }
  for (const expectation of expectations) {
    const problem = problemWith(answer, expectation);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemWith(answer: ToolAnswer, { path, equals, contains }: Expectation): string | undefined {
  let found: unknown;
  try {
    found = path === undefined ? answer.value : valueAt(answer.value, path);
  } catch (error) {
    return (error as Error).message;
  }
  const where = path === undefined ? 'the result' : path;
  if (equals !== undefined && !isDeepStrictEqual(found, equals))
    return `expected ${where} to equal ${show(equals)}, found ${show(found)}`;
  if (contains !== undefined) {
    const text = path === undefined ? [answer.text, plain(answer.value)] : [plain(found)];
    if (!text.some((candidate) => candidate.includes(contains)))
      return `expected ${where} to contain ${show(contains)}, found ${show(found)}`;
  }
  if (path !== undefined && equals === undefined && contains === undefined && found === undefined)
    return `expected a value at ${path}, found nothing`;
  return undefined;
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const show = (value: unknown): string =>
  value === undefined ? 'nothing' : cleanText(JSON.stringify(value) ?? 'nothing', 200);
