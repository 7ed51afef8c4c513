import { maskSecrets, maskValues } from '../model/clean-text.js';
import type { McpAnswer, McpSession, SdkClientOutcome } from '../model/facts/mcp.js';
import { maskDefinitions } from '../model/mask-definitions.js';
import { isObject } from '../model/mcp-protocol.js';
import { tellingSecretValues } from '../model/telling-secrets.js';

const MAX_RESULT_CHARACTERS = 4 * 1024;
const ERROR_DATA_CHARACTERS = 1_000;
const INSTRUCTIONS_CHARACTERS = 1_000;

/** A session as a fact: answers cut to what checks look at, and no secret of ours in what the server said back. */
export function tidySession(session: McpSession, secrets: readonly string[]): McpSession {
  const { otherEra, badArguments } = session;
  const tidy: McpSession = {
    ...session,
    ...answersOf(session),
    ...(otherEra && { otherEra: { ...otherEra, ...answersOf(otherEra) } }),
    ...(badArguments && { badArguments: { ...badArguments, answer: shorten(badArguments.answer) } }),
  };
  const told = secrets.length === 0 ? tidy : withoutSecrets(tidy, secrets);
  const instructions = told.instructions?.slice(0, INSTRUCTIONS_CHARACTERS);
  return { ...told, ...(instructions !== undefined && { instructions }) };
}

/** What is compared, of this run or with what a project says, keeps its names; the rest holds no secret at all. */
function withoutSecrets(session: McpSession, secrets: readonly string[]): McpSession {
  const { tools, toolsInOtherEra, serverInfo, capabilities, badArguments, calls, sdk, ...rest } = session;
  const names = tellingSecretValues(secrets);
  const hidden = <Value>(value: Value) => maskValues(value, secrets, names);
  const named = maskDefinitions({ tools, toolsInOtherEra, serverInfo, capabilities }, secrets);
  return {
    ...hidden(rest),
    ...(Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as Partial<typeof named>),
    ...(badArguments && { badArguments: { ...hidden(badArguments), tool: maskSecrets(badArguments.tool, names) } }),
    ...(sdk && { sdk: hideInOutcomes(sdk, secrets) }),
    calls: calls.map((call) => ({ ...hidden(call), tool: maskSecrets(call.tool, names) })),
  };
}

/** What client libraries made of a server: names of tools are held against its own. */
export const hideInOutcomes = (outcomes: readonly SdkClientOutcome[], secrets: readonly string[]): SdkClientOutcome[] =>
  outcomes.map(({ tools, ...asked }) => ({
    ...maskValues(asked, secrets, []),
    ...(tools && { tools: maskDefinitions(tools, secrets) }),
  }));

const ANSWERS = ['handshake', 'discover', 'listTools', 'unknownMethod', 'unknownTool', 'secondClient'] as const;

function answersOf(holder: { readonly [Name in (typeof ANSWERS)[number]]?: McpAnswer | undefined }) {
  return Object.fromEntries(
    ANSWERS.flatMap((name) => {
      const answer = holder[name];
      return answer === undefined ? [] : [[name, shorten(answer)]];
    }),
  );
}

/** The same of a single answer. */
export const tidyAnswer = (answer: McpAnswer, secrets: readonly string[]): McpAnswer =>
  maskValues(shorten(answer), secrets, []);

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
