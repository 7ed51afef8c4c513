import type { AnswerFrame, HttpRules } from '../model/facts/http-rules.js';
import type { TranscriptFact } from '../model/facts/wire.js';
import { isLimited } from '../model/is-limited.js';
import { isObject, type JsonObject } from '../model/mcp-protocol.js';
import { defineDerivedFact } from './define-probe.js';

const MOST = 500;

export default defineDerivedFact({
  fact: 'answerFrames',
  from: ['httpRules', 'httpTranscript', 'stdioTranscript', 'mcpHttp', 'mcpStdio'],
  derive: ({ httpRules, httpTranscript, stdioTranscript, mcpHttp, mcpStdio }) => {
    const frames = [
      ...(httpRules === undefined ? [] : ofExchanges(httpRules, mcpHttp?.endpoint ?? '')),
      ...(httpTranscript === undefined ? [] : ofTranscript(httpTranscript, mcpHttp?.endpoint ?? '')),
      ...(stdioTranscript === undefined ? [] : ofTranscript(stdioTranscript, mcpStdio?.endpoint ?? '')),
    ];
    return [...new Map(frames.map((frame) => [keyOf(frame), frame])).values()].slice(0, MOST);
  },
});

const ofExchanges = ({ exchanges }: HttpRules, endpoint: string): AnswerFrame[] =>
  exchanges.flatMap(({ question, era, status, sentId, message }) =>
    // Without an id there was no request that could be answered.
    sentId !== undefined && isObject(message) && !isLimited(status)
      ? [
          {
            transport: 'http',
            endpoint,
            era,
            answers: question,
            ...(status === undefined ? {} : { status }),
            sentId,
            frame: frameOf(message),
          } satisfies AnswerFrame,
        ]
      : [],
  );

const ofTranscript = ({ transport, messages, unreadable = [] }: TranscriptFact, endpoint: string): AnswerFrame[] => [
  ...messages.flatMap(({ era, answers, status, sentId, message }) =>
    answers !== undefined && isObject(message)
      ? [
          {
            transport,
            endpoint,
            era,
            answers,
            ...(status === undefined ? {} : { status }),
            ...(sentId === undefined ? {} : { sentId }),
            frame: frameOf(message),
          } satisfies AnswerFrame,
        ]
      : [],
  ),
  ...unreadable.map(({ era, answers, ...rest }) => ({
    transport,
    endpoint,
    era,
    answers,
    frame: {},
    unreadable: rest,
  })),
];

function frameOf(message: JsonObject): JsonObject {
  const { jsonrpc, id, result, error, method } = message;
  return {
    ...('jsonrpc' in message ? { jsonrpc: short(jsonrpc) } : {}),
    ...('id' in message ? { id: short(id) } : {}),
    ...('method' in message ? { method: short(method) } : {}),
    ...('result' in message ? { result: isObject(result) ? {} : Array.isArray(result) ? [] : short(result) } : {}),
    ...('error' in message ? { error: isObject(error) ? errorOf(error) : short(error) } : {}),
  };
}

const errorOf = (error: JsonObject): JsonObject => ({
  ...('code' in error ? { code: short(error['code']) } : {}),
  ...('message' in error ? { message: short(error['message']) } : {}),
});

function short(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, 100);
  if (Array.isArray(value)) return [];
  return isObject(value) ? {} : value;
}

/** Answers that differ in nothing but a number that counts are one kind. */
function keyOf({ frame, sentId, ...rest }: AnswerFrame): string {
  const { id, ...others } = frame;
  return JSON.stringify({ ...rest, others, id: sentId === undefined ? typeof id : id === sentId });
}
