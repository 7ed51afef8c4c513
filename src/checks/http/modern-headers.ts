import { cleanText } from '../../model/clean-text.js';
import type { Exchange, HttpRules } from '../../model/facts/http-rules.js';
import type { Finding } from '../../model/finding.js';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import { isObject } from '../../model/mcp-protocol.js';
import { defineCheck } from '../define-check.js';
import { exchangeRepro } from '../mcp-repro.js';
import { answersTo, answerTo, came, errorIn, isSuccess, resultIn, unanswered, unlessUntold } from './exchanges.js';
import { INVALID_PARAMS } from '../../model/rpc-errors.js';

const REVISION = '2026-07-28';
const HEADER_MISMATCH = -32_020;
const UNSUPPORTED_VERSION = -32_022;

/** Requests whose headers do not fit their body. */
const MISMATCHES: Readonly<Record<string, string>> = {
  'modern-no-method': 'without Mcp-Method',
  'modern-other-method': 'with another Mcp-Method than its method',
  'modern-no-name': 'of a tool without Mcp-Name',
  'modern-other-name': 'of a tool with another Mcp-Name than its name',
  'modern-no-version': 'without MCP-Protocol-Version',
  'modern-other-version': 'with another MCP-Protocol-Version than its metadata',
};
const BAD_METADATA: Readonly<Record<string, string>> = {
  'modern-no-meta': 'without _meta',
  'modern-no-capabilities': 'without clientCapabilities in _meta',
};

type Fault = Omit<Finding, 'repro'> & { readonly exchange: Exchange };

export default defineCheck({
  id: 'http/modern-headers',
  title: 'Headers of 2026-07-28 are compared with the body',
  why: 'Load balancers and gateways route and allow by these headers; a server that believes the body alone does what they meant to forbid.',
  remedy:
    'Refuse a missing or different Mcp-Method, Mcp-Name or MCP-Protocol-Version with 400 and -32020, missing metadata with 400 and -32602, and send resultType, and on lists ttlMs and cacheScope, with every result.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2026-07-28: Server validation',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-validation',
    },
    {
      title: 'MCP 2026-07-28: Earlier Streamable HTTP revisions',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#earlier-streamable-http-revisions',
    },
    { title: 'MCP 2026-07-28: _meta', url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic#_meta' },
    {
      title: 'MCP 2026-07-28: Caching',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching',
    },
  ],
  revisions: [REVISION],
  profile: 'standard',
  since: '0.1.0',
  needs: ['httpRules', 'mcpHttp'],
  run({ httpRules, mcpHttp }) {
    if (!httpRules.eras.includes(REVISION)) return { notApplicable: `The server does not speak ${REVISION}.` };
    const nothing = unanswered(httpRules, 'modern-request', mcpHttp);
    if (nothing !== undefined) return nothing;
    const faults = [
      ...resultFaults(httpRules),
      ...grouped(httpRules, MISMATCHES, [HEADER_MISMATCH]),
      // Without metadata the header has nothing to fit, which is a mismatch as well.
      ...grouped(httpRules, BAD_METADATA, [INVALID_PARAMS, HEADER_MISMATCH]),
      ...encodedName(httpRules),
      ...unsupportedStatus(httpRules),
      ...oldTraffic(httpRules),
    ];
    return unlessUntold(
      httpRules,
      (question) => question.startsWith('modern-'),
      faults.map(({ exchange, ...finding }) => ({ ...finding, repro: exchangeRepro(mcpHttp, exchange) })),
    );
  },
});

/** Questions with the same wrong answer are one finding. */
function grouped(rules: HttpRules, questions: Readonly<Record<string, string>>, wanted: readonly number[]): Fault[] {
  const groups = new Map<string, { readonly exchange: Exchange; readonly words: string[] }>();
  for (const [question, words] of Object.entries(questions)) {
    const exchange = answerTo(rules, question);
    if (exchange === undefined || isRight(rules, exchange, wanted)) continue;
    const code = errorIn(exchange)?.['code'];
    const key = `${exchange.status} ${String(code)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { exchange, words: [words] });
    else group.words.push(words);
  }
  return [...groups.values()].map(({ exchange, words }) => ({
    exchange,
    message: `A request ${words.join(' or ')} is answered with ${came(exchange)} instead of 400 and ${wanted[0]}.`,
  }));
}

function isRight({ eras }: HttpRules, exchange: Exchange, wanted: readonly number[]): boolean {
  const code = errorIn(exchange)?.['code'];
  if (exchange.status === 400 && wanted.some((one) => one === code)) return true;
  // A server of both eras may take the header for one of the other era, and refuse it in that one's way.
  return exchange.question === 'modern-other-version' && eras.includes('handshake') && !isSuccess(exchange);
}

function resultFaults(rules: HttpRules): Fault[] {
  const exchange = answerTo(rules, 'modern-request');
  const result = exchange === undefined ? undefined : resultIn(exchange);
  if (exchange === undefined || result === undefined) return [];
  const { resultType, ttlMs, cacheScope, tools } = result;
  const wrong = [
    ...(typeof resultType === 'string' ? [] : [`resultType ${show(resultType)}`]),
    // server/discover is looked at by mcp/discover.
    ...(tools === undefined || (typeof ttlMs === 'number' && ttlMs >= 0) ? [] : [`ttlMs ${show(ttlMs)}`]),
    ...(tools === undefined || cacheScope === 'public' || cacheScope === 'private'
      ? []
      : [`cacheScope ${show(cacheScope)}`]),
  ];
  return [
    ...(wrong.length === 0
      ? []
      : [{ exchange, message: `The result of ${methodOf(exchange)} has ${wrong.join(', ')}.` }]),
    ...(exchange.answerHeaders['mcp-session-id'] === undefined
      ? []
      : [
          {
            exchange,
            message: `A request of ${REVISION} is answered with an Mcp-Session-Id, which that revision does not have.`,
            severity: 'warning' as const,
          },
        ]),
  ];
}

function encodedName(rules: HttpRules): Fault[] {
  const exchange = answerTo(rules, 'modern-encoded-name');
  // Where no name is compared at all, this one tells nothing.
  if (exchange === undefined || errorIn(exchange)?.['code'] !== HEADER_MISMATCH) return [];
  return [
    {
      exchange,
      message: `An Mcp-Name in Base64 is not decoded before it is compared: it is answered with ${came(exchange)}.`,
    },
  ];
}

/** Code and data are looked at by mcp/version-negotiation. */
function unsupportedStatus(rules: HttpRules): Fault[] {
  const exchange = answerTo(rules, 'modern-unsupported');
  if (exchange === undefined || exchange.status === 400 || errorIn(exchange)?.['code'] !== UNSUPPORTED_VERSION)
    return [];
  return [
    {
      exchange,
      message: `A version that is not supported is answered with HTTP ${exchange.status} instead of 400.`,
    },
  ];
}

/** What clients of the other era send to a server that has only this one. */
function oldTraffic(rules: HttpRules): Fault[] {
  const session = rules.eras.includes('handshake') ? undefined : answerTo(rules, 'modern-session');
  return [
    ...['modern-get', 'modern-delete']
      .flatMap((question) => answersTo(rules, question))
      .filter(({ status }) => status !== 405)
      .map((exchange) => ({
        exchange,
        message: `${exchange.method}, which ${REVISION} does not have, is answered with ${came(exchange)} instead of 405.`,
        severity: 'warning' as const,
      })),
    ...(session === undefined || isSuccess(session)
      ? []
      : [
          {
            exchange: session,
            message: `An Mcp-Session-Id, which ${REVISION} does not have, is answered with ${came(session)} instead of being ignored.`,
            severity: 'warning' as const,
          },
        ]),
  ];
}

/** A server without tools is asked server/discover instead. */
function methodOf({ body = '' }: Exchange): string {
  const sent = jsonOrUndefined(body);
  return isObject(sent) && typeof sent['method'] === 'string' ? sent['method'] : 'a request';
}

const show = (value: unknown): string => cleanText(JSON.stringify(value) ?? 'absent', 60);
