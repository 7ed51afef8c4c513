import { maskSecrets } from '../model/clean-text.js';
import type { McpAnswer, McpSession } from '../model/facts/mcp.js';
import { isObject } from '../model/mcp-protocol.js';

const MAX_RESULT_CHARACTERS = 4 * 1024;
const ERROR_DATA_CHARACTERS = 1_000;

/** A session as a fact: answers cut to what checks look at, and no secret of ours in what the server said back. */
export function tidySession(session: McpSession, secrets: readonly string[]): McpSession {
  const { otherEra, badArguments } = session;
  const tidy: McpSession = {
    ...session,
    ...answersOf(session),
    ...(otherEra && { otherEra: { ...otherEra, ...answersOf(otherEra) } }),
    ...(badArguments && { badArguments: { ...badArguments, answer: shorten(badArguments.answer) } }),
  };
  return secrets.length === 0 ? tidy : (maskValues(tidy, secrets) as McpSession);
}

const ANSWERS = ['handshake', 'discover', 'listTools', 'unknownMethod', 'unknownTool'] as const;

function answersOf(holder: { readonly [Name in (typeof ANSWERS)[number]]?: McpAnswer | undefined }) {
  return Object.fromEntries(
    ANSWERS.flatMap((name) => {
      const answer = holder[name];
      return answer === undefined ? [] : [[name, shorten(answer)]];
    }),
  );
}

function shorten(answer: McpAnswer): McpAnswer {
  const { result, error, ...rest } = answer;
  return {
    ...rest,
    ...(result === undefined ? {} : { result: shortResult(result) }),
    ...(error === undefined ? {} : { error: shortError(error) }),
  };
}

/** Small results stay whole; of larger ones, the keys that say what kind of answer it was. */
function shortResult(result: unknown): unknown {
  const text = JSON.stringify(result);
  if (text.length <= MAX_RESULT_CHARACTERS) return result;
  const { protocolVersion, supportedVersions, serverInfo, capabilities, isError, resultType } = isObject(result)
    ? result
    : {};
  const kept = { protocolVersion, supportedVersions, serverInfo, capabilities, isError, resultType };
  return { ...(JSON.stringify(kept).length <= MAX_RESULT_CHARACTERS ? kept : { isError }), shortenedFrom: text.length };
}

function shortError(error: NonNullable<McpAnswer['error']>): NonNullable<McpAnswer['error']> {
  if (error.data === undefined || JSON.stringify(error.data).length <= ERROR_DATA_CHARACTERS) return error;
  return { code: error.code, message: error.message };
}

/** Replaces every given secret in the texts and keys of a value. */
export function maskValues(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return maskSecrets(value, secrets);
  if (Array.isArray(value)) return value.map((item) => maskValues(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [maskSecrets(key, secrets), maskValues(item, secrets)]),
  );
}
