import type { Exchange, HttpRules } from '../../model/facts/http-rules.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { exchangeRepro } from '../mcp-repro.js';
import {
  answersTo,
  answerTo,
  came,
  errorIn,
  hasType,
  isRefusal,
  isSuccess,
  leakIn,
  resultIn,
  unanswered,
  unlessUntold,
} from './exchanges.js';
import { INVALID_PARAMS } from '../../model/rpc-errors.js';

/** Requests with an answer of the protocol, whatever it says. */
const ANSWERED = ['initialize', 'request', 'string-id', 'zero-id', 'unknown-method', 'modern-request'];
const QUESTIONS = [...ANSWERED, 'notification', 'accept-json', 'no-accept', 'text-plain', 'batch', 'bad-json'];

/** The last revision with batches of JSON-RPC. */
const LAST_WITH_BATCHES = '2025-03-26';

type Fault = Omit<Finding, 'repro'> & { readonly exchange: Exchange };

export default defineCheck({
  id: 'http/content-types',
  title: 'Requests and answers have the media types of the protocol',
  why: 'Clients read an answer by its type and give up on any other; and what a browser may send unasked, such as text/plain, must not reach the server’s tools.',
  remedy:
    'Answer requests with application/json or text/event-stream, whichever the client accepts, notifications with 202 and no body, compressed only where the client asks for it, and everything else with 4xx and JSON.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Sending messages to the server',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server',
    },
    {
      title: 'MCP 2026-07-28: Sending messages',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#sending-messages',
    },
    { title: 'RFC 9110: Accept-Encoding', url: 'https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding' },
  ],
  profile: 'standard',
  since: '0.1.0',
  needs: ['httpRules', 'mcpHttp'],
  run({ httpRules, mcpHttp }) {
    if (!httpRules.exchanges.some(isSuccess)) {
      const plain = httpRules.eras.includes('handshake') ? 'request' : 'modern-request';
      return unanswered(httpRules, plain, mcpHttp) ?? [];
    }
    const faults = [
      ...answerTypes(httpRules),
      ...compressed(httpRules),
      ...notification(httpRules),
      ...accepting(httpRules),
      ...wrongBodies(httpRules),
    ];
    return unlessUntold(
      httpRules,
      (question) => QUESTIONS.includes(question),
      faults.map(({ exchange, ...finding }) => ({ ...finding, repro: exchangeRepro(mcpHttp, exchange) })),
    );
  },
});

/** One finding, whichever request shows it first. */
function answerTypes(rules: HttpRules): Fault[] {
  const exchange = ANSWERED.flatMap((question) => answersTo(rules, question)).find(
    (one) => isSuccess(one) && !hasType(one, 'application/json') && !hasType(one, 'text/event-stream'),
  );
  if (exchange === undefined) return [];
  const type = exchange.contentType ?? 'no Content-Type';
  return [
    { exchange, message: `A request is answered with ${type} instead of application/json or text/event-stream.` },
  ];
}

/** Real clients read it, but few that a person writes do; curl prints the bytes. */
function compressed(rules: HttpRules): Fault[] {
  const exchange = ANSWERED.flatMap((question) => answersTo(rules, question)).find(
    ({ answerHeaders }) => !['', 'identity'].includes(answerHeaders['content-encoding']?.trim().toLowerCase() ?? ''),
  );
  if (exchange === undefined) return [];
  const asked = 'Accept-Encoding: identity';
  return [
    warning(
      { ...exchange, headers: [...exchange.headers, asked] },
      `A request with ${asked} is answered with Content-Encoding: ${exchange.answerHeaders['content-encoding']}.`,
    ),
  ];
}

function notification(rules: HttpRules): Fault[] {
  const exchange = answerTo(rules, 'notification');
  if (exchange === undefined || exchange.status === undefined) return [];
  const { status, bytes } = exchange;
  if (isSuccess(exchange) && status !== 202)
    return [{ exchange, message: `A notification is answered with ${came(exchange)} instead of 202.` }];
  if (status === 202 && bytes > 0)
    return [{ exchange, message: `A notification is answered with 202 and a body of ${bytes} bytes instead of none.` }];
  return [];
}

/** Only SDKs refuse what names one type; to answer is kind, but not with the other one. */
function accepting(rules: HttpRules): Fault[] {
  const json = answerTo(rules, 'accept-json');
  const none = answerTo(rules, 'no-accept');
  return [
    ...(json !== undefined && isSuccess(json) && hasType(json, 'text/event-stream')
      ? [warning(json, 'A client that accepts only application/json is answered with text/event-stream.')]
      : []),
    ...[json, none].flatMap((exchange) =>
      exchange?.status !== undefined && exchange.status >= 500
        ? [
            warning(
              exchange,
              `A request ${exchange === json ? 'with Accept: application/json' : 'without Accept'} is answered with ${came(exchange)} instead of 406 or an answer.`,
            ),
          ]
        : [],
    ),
  ];
}

function wrongBodies(rules: HttpRules): Fault[] {
  const plain = answerTo(rules, 'text-plain');
  const batch = answerTo(rules, 'batch');
  return [
    ...(plain?.status !== undefined && !isRefusal(plain)
      ? [
          warning(
            plain,
            `A request with Content-Type: text/plain, which any web page may send, is answered with ${came(plain)} instead of 415.`,
          ),
        ]
      : []),
    ...(batch !== undefined && isSuccess(batch) && forgoesBatches(rules)
      ? [
          warning(
            batch,
            `A batch of two requests is answered with ${came(batch)}, although revision 2025-06-18 removed batches.`,
          ),
        ]
      : []),
    ...badJson(rules),
  ];
}

/** It speaks a revision that has none, and is known not to speak the one that demands them. */
const forgoesBatches = (rules: HttpRules): boolean =>
  (rules.version ?? '') > LAST_WITH_BATCHES &&
  rules.exchanges.some((exchange) => {
    if (exchange.question !== 'version' || exchange.about !== LAST_WITH_BATCHES) return false;
    const named = resultIn(exchange)?.['protocolVersion'];
    return named === undefined ? errorIn(exchange)?.['code'] === INVALID_PARAMS : named !== LAST_WITH_BATCHES;
  });

function badJson(rules: HttpRules): Fault[] {
  const exchange = answerTo(rules, 'bad-json');
  if (exchange?.status === undefined) return [];
  if (isSuccess(exchange))
    return [
      {
        exchange,
        message: `A body that is no JSON is answered with ${came(exchange)} instead of 400.`,
        // The client learns of it all the same, in the words of JSON-RPC.
        ...(errorIn(exchange) === undefined ? {} : { severity: 'warning' as const }),
      },
    ];
  const leak = leakIn(exchange);
  const what = leak ?? (exchange.bytes > 0 && exchange.message === undefined ? 'a body that is no JSON' : undefined);
  if (what === undefined && isRefusal(exchange)) return [];
  return [
    {
      ...warning(
        exchange,
        `A body that is no JSON is answered with ${what === undefined ? came(exchange) : `${exchange.status} and ${what}`} instead of 400 and a JSON-RPC error.`,
      ),
      ...(exchange.text === undefined ? {} : { evidence: [exchange.text] }),
    },
  ];
}

const warning = (exchange: Exchange, message: string): Fault => ({ exchange, message, severity: 'warning' });
