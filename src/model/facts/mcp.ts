import { z } from 'zod';
import { exitSchema } from './run.js';
import { silenceSchema } from './silence.js';

/** One JSON-RPC answer, bounded: what came back, or why nothing did. */
export const answerSchema = z.object({
  method: z.string(),
  /** HTTP status; absent over stdio. */
  httpStatus: z.number().optional(),
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }).optional(),
  /** Transport failure: `timeout`, `closed`, `ended` (this question alone ends the server), `unfinished`, `refused`, `too-large`, `not-json`, `other-id`, `not-decoded`, `redirect`, `unauthorized`, with words. */
  failure: z.object({ kind: z.string(), message: z.string() }).optional(),
  /** `WWW-Authenticate` of a 401. */
  challenge: z.string().optional(),
  durationMs: z.number(),
});
export type McpAnswer = z.infer<typeof answerSchema>;

export const toolSchema = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.unknown(),
  outputSchema: z.unknown().optional(),
  annotations: z.record(z.string(), z.unknown()).optional(),
});
export type McpTool = z.infer<typeof toolSchema>;

/** A call that the project lists in `mcp-dock.yaml`, and what became of it. */
export const callOutcomeSchema = z.object({
  index: z.number(),
  tool: z.string(),
  ok: z.boolean(),
  /** What was expected and what came, when not ok. */
  message: z.string().optional(),
  /** It was not made, because an earlier call did not give the value that it needs. */
  skipped: z.boolean().optional(),
  /** Line of the call in `mcp-dock.yaml`. */
  line: z.number().optional(),
  /** Present when a tool result came; `structured` is left out above 16 KiB. */
  result: z.object({ isError: z.boolean(), hasStructured: z.boolean(), structured: z.unknown().optional() }).optional(),
  /** The answer, for a call of which the project expects a schema; absent above 256 KiB. */
  value: z.unknown().optional(),
  durationMs: z.number(),
});
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

/** What a client library of the protocol's authors made of the server. */
export const sdkClientSchema = z.object({
  /** Package and version line: `@modelcontextprotocol/sdk 1.x`. */
  client: z.string(),
  era: z.enum(['handshake', '2026-07-28']),
  /** Names of all listed tools; absent when it failed. */
  tools: z.array(z.string()).optional(),
  error: z.string().optional(),
  /** HTTP status with which the server refused further requests of it. */
  limited: z.number().optional(),
});
export type SdkClientOutcome = z.infer<typeof sdkClientSchema>;

/** How the first client left, and with what `initialize` of the next one was refused, a second later as well. */
export const nextClientSchema = z.object({
  /** Status of the DELETE that ended its session; absent where it had none, and without an answer. */
  goodbye: z.number().optional(),
  refusal: answerSchema,
});
export type NextClient = z.infer<typeof nextClientSchema>;

/** Everything one transport of the server said to our questions, by protocol era. */
export const mcpSessionSchema = z.object({
  transport: z.enum(['http', 'stdio']),
  /** Where it was asked: a URL, or the argv of the container. */
  endpoint: z.string(),
  /** How a person starts the same server again, detached, and where it then answers; HTTP runs that were started for the check. */
  repeat: z.object({ start: z.string(), url: z.string() }).optional(),
  /** Headers that every question carried, for a shell: variables stand in place of values. */
  sent: z.array(z.string()).optional(),
  /** Where the transport HTTP+SSE of revision 2024-11-05 answers, when nothing came from the endpoint. */
  oldTransport: z.string().optional(),
  /** Another of the usual paths, at which something speaks MCP, when nothing came from the endpoint. */
  answersAt: z.string().optional(),
  /** A handshake or discovery was answered with a result. */
  answered: z.boolean(),
  /** HTTP status with which it refused a request as one too many, however long it was waited; nothing was asked after that. */
  limited: z.number().optional(),
  /** The server wants authorization and none was given. */
  authRequired: z.boolean(),
  /** Every question carried an authorization. */
  authGiven: z.boolean().optional(),
  handshake: answerSchema.optional(),
  discover: answerSchema.optional(),
  /** Version agreed in the handshake era. */
  protocolVersion: z.string().optional(),
  /** Versions that server/discover offers. */
  modernVersions: z.array(z.string()),
  eras: z.array(z.enum(['handshake', '2026-07-28'])),
  serverInfo: z.object({ name: z.string(), version: z.string().optional() }).optional(),
  capabilities: z.record(z.string(), z.unknown()).optional(),
  instructions: z.string().optional(),
  /** Absent when tools/list was never answered with a list. */
  tools: z.array(toolSchema).optional(),
  /** Names listed in the other era, when the server speaks both. */
  toolsInOtherEra: z.array(z.string()).optional(),
  listTools: answerSchema.optional(),
  unknownMethod: answerSchema.optional(),
  unknownTool: answerSchema.optional(),
  /** One tool that requires arguments, called with arguments of the wrong type. */
  badArguments: z.object({ tool: z.string(), arguments: z.unknown(), answer: answerSchema }).optional(),
  /** Why no tool was called with wrong arguments. */
  badArgumentsSkipped: z.string().optional(),
  /** The same questions in the era that was not used above, when both can be asked on one transport. */
  otherEra: z
    .object({
      era: z.enum(['handshake', '2026-07-28']),
      listTools: answerSchema,
      unknownMethod: answerSchema.optional(),
      unknownTool: answerSchema.optional(),
    })
    .optional(),
  sdk: z.array(sdkClientSchema).optional(),
  /** With what `initialize` of a second client was refused while the first one was connected. */
  secondClient: answerSchema.optional(),
  /** Over HTTP, where no client is served after the first one. */
  nextClient: nextClientSchema.optional(),
  /** What it wants of its user before it answers, or before it lists its tools. */
  wants: z
    .object({
      variables: z.array(z.string()),
      /** They were given, with values that are made up. */
      placeholder: z.boolean(),
      /** In its own words. */
      said: z.string().optional(),
    })
    .optional(),
  /** Why it does not answer, where it runs. */
  silence: silenceSchema.optional(),
  /** How it ended before it answered, where it did. */
  exited: exitSchema.optional(),
  calls: z.array(callOutcomeSchema),
  /** Answered before tools were asked, counted from the container's start; absent for a running target. */
  handshakeMs: z.number().optional(),
});
export type McpSession = z.infer<typeof mcpSessionSchema>;

/** Every stdout byte of a stdio server, sorted into JSON-RPC lines and the rest. */
export const stdoutSchema = z.object({
  bytes: z.number(),
  messages: z.number(),
  offending: z.array(
    z.object({
      line: z.number(),
      /** Its beginning, or what is around the place that is wrong. */
      text: z.string(),
      reason: z.string(),
      /** Meant as a message, and none; or a message that is written in another encoding. Absent for everything else. */
      kind: z.enum(['message', 'encoding']).optional(),
      /** Method of the last request before it. */
      asked: z.string().optional(),
      /** Shell words that print what was sent last before it, where that was no request. */
      written: z.string().optional(),
    }),
  ),
  /** All of them; `offending` keeps the first 20. */
  offendingLines: z.number().optional(),
  /** There was more of them, or more of everything than is read. */
  truncated: z.boolean(),
});
export type StdoutFact = z.infer<typeof stdoutSchema>;
