import { cleanText } from '../../model/clean-text.js';
import type { Exchange, HttpRules } from '../../model/facts/http-rules.js';
import type { CheckAnswer } from '../../model/check.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { isLimited } from '../../model/is-limited.js';
import { isObject, type JsonObject } from '../../model/mcp-protocol.js';
import { noFurtherClient } from '../second-client.js';

/** The request of that name, unless what came says nothing of the rule: too many requests, no good moment, or no end in our time. */
export const answerTo = ({ exchanges }: HttpRules, question: string): Exchange | undefined =>
  exchanges.find((exchange) => exchange.question === question && tells(exchange));

export const answersTo = ({ exchanges }: HttpRules, question: string): readonly Exchange[] =>
  exchanges.filter((exchange) => exchange.question === question && tells(exchange));

const tells = ({ question, status, failure }: Exchange) => {
  if (isLimited(status)) return false;
  // Many questions are asked at once, and a server that is slow over them breaks no rule. A status of success is said all the same,
  // whatever comes after it; of a refusal the code is missing.
  const late = failure?.kind === 'timeout' && (status === undefined || status >= 400);
  return !late || STREAMS.includes(question);
};

/** A stream whose head does not come is what these look for. */
const STREAMS = ['get-stream', 'modern-get'];

/** Findings; where there are none, what could not be asked keeps the rules from being known to hold. */
export function unlessUntold(
  { exchanges }: HttpRules,
  isNeeded: (question: string) => boolean,
  findings: readonly Finding[],
): CheckAnswer {
  if (findings.length > 0) return findings;
  return untoldOf(exchanges.find((exchange) => isNeeded(exchange.question) && !isTold(exchange))) ?? findings;
}

/** Without a status nothing was said, unless that is what is looked for. */
const isTold = (exchange: Exchange): boolean =>
  tells(exchange) && (exchange.status !== undefined || STREAMS.includes(exchange.question));

const untoldOf = (untold: Exchange | undefined): { unknown: string } | undefined =>
  untold && {
    unknown: `The request ${untold.question} got ${came(untold)}, which tells nothing of the rule; ask again later.`,
  };

/** Why nothing can be said of rules where not even the plain request is answered. */
export function unanswered(
  rules: HttpRules,
  question: 'request' | 'modern-request',
  session: McpSession,
): { notApplicable: string } | { unknown: string } | undefined {
  const plain = answerTo(rules, question);
  if (plain !== undefined && isSuccess(plain)) return undefined;
  // Where no handshake is answered, no request comes after it.
  const asked = question === 'request' ? [question, 'initialize'] : [question];
  const untold = untoldOf(rules.exchanges.find((exchange) => asked.includes(exchange.question) && !tells(exchange)));
  if (untold !== undefined) return untold;
  const hello = rules.exchanges.find((exchange) => exchange.question === 'initialize');
  if (question === 'request' && hello !== undefined && resultIn(hello) === undefined)
    return (
      noFurtherClient(session) ?? {
        unknown: `A further session was not given over HTTP: initialize got ${came(hello)}.`,
      }
    );
  return { notApplicable: 'The server answers no plain request, so what it does with others tells nothing.' };
}

export const isSuccess = ({ status }: Exchange): boolean => status !== undefined && status >= 200 && status < 300;
export const isRefusal = ({ status }: Exchange): boolean => status !== undefined && status >= 400 && status < 500;

export function errorIn({ message }: Exchange): JsonObject | undefined {
  const error = isObject(message) ? message['error'] : undefined;
  return isObject(error) ? error : undefined;
}

export function resultIn({ message }: Exchange): JsonObject | undefined {
  const result = isObject(message) ? message['result'] : undefined;
  return isObject(result) ? result : undefined;
}

export const hasType = ({ contentType = '' }: Exchange, type: string): boolean =>
  contentType.split(';', 1)[0]?.trim().toLowerCase() === type;

/** `400 and error -32020 "Header mismatch"`, `200 and text/html`, `no answer within 5 s`. */
export function came(exchange: Exchange): string {
  const { status, contentType, failure } = exchange;
  if (status === undefined || failure?.kind === 'timeout') return failure?.message ?? 'nothing';
  const error = errorIn(exchange);
  if (error !== undefined)
    return `${status} and error ${shown(error['code'])} "${cleanText(String(error['message']), 120)}"`;
  if (resultIn(exchange) !== undefined) return `${status} and a result`;
  return contentType === undefined ? String(status) : `${status} and ${contentType}`;
}

const shown = (value: unknown) => cleanText(JSON.stringify(value) ?? 'without a code', 40);

/** What a stack trace looks like, in a page or in JSON, after control characters were made visible. */
const TRACES = [
  /\bat (?:async )?[\w.<>$ [\]]{0,80}\(?(?:file:\/\/|node:|[A-Z]:\\|\/)[^\s)]{1,300}:\d+:\d+/u,
  /Traceback \(most recent call last\)/u,
  /File \\?"[^"]{1,300}", line \d+/u,
];

/** What an answer shows that is of nobody's concern outside of the server: `an HTML page with a stack trace`. */
export function leakIn({ contentType = '', text = '' }: Pick<Exchange, 'contentType' | 'text'>): string | undefined {
  const html = /^text\/html/iu.test(contentType) || /^\s*<(?:!doctype|html)/iu.test(text);
  const trace = TRACES.some((pattern) => pattern.test(text));
  if (html) return trace ? 'an HTML page with a stack trace' : 'an HTML page';
  return trace ? 'a stack trace' : undefined;
}
