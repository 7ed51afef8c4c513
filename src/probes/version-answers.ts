import { unsupportedAnswer } from '../mcp/unsupported-answer.js';
import type { Exchange, HttpRules, VersionAnswers } from '../model/facts/http-rules.js';
import { isLimited } from '../model/is-limited.js';
import { isObject } from '../model/mcp-protocol.js';
import { defineDerivedFact } from './define-probe.js';

export default defineDerivedFact({
  fact: 'versionAnswers',
  from: ['httpRules', 'stdioVersions', 'mcpHttp'],
  derive: ({ httpRules, stdioVersions, mcpHttp }) => [
    ...(httpRules === undefined ? [] : [overHttp(httpRules, mcpHttp?.endpoint ?? '')]),
    ...(stdioVersions === undefined ? [] : [stdioVersions]),
  ],
});

const tells = ({ status, failure }: Exchange): boolean =>
  status !== undefined && !isLimited(status) && failure?.kind !== 'timeout';

function overHttp({ eras, exchanges }: HttpRules, endpoint: string): VersionAnswers {
  // Whoever is asked too often, or is slow, says nothing of versions.
  const asked = exchanges.filter(({ question }) => question === 'version' || question === 'modern-unsupported');
  const told = asked.filter(tells);
  const untold = asked.find((exchange) => !tells(exchange));
  const unsupported = told.find(({ question }) => question === 'modern-unsupported');
  return {
    transport: 'http',
    endpoint,
    eras: [...eras],
    handshakes: told.filter(({ question }) => question === 'version').map(handshakeOf),
    ...(untold === undefined ? {} : { untold: untold.failure?.message ?? `HTTP ${untold.status}` }),
    ...(unsupported === undefined ? {} : { unsupported: ofExchange(unsupported) }),
  };
}

function handshakeOf(exchange: Exchange): VersionAnswers['handshakes'][number] {
  const { about: asked = '', message, status } = exchange;
  const result = isObject(message) ? message['result'] : undefined;
  const answered = isObject(result) ? result['protocolVersion'] : undefined;
  if (typeof answered === 'string') return { asked, answered: answered.slice(0, 40) };
  const { said, code, supported } = ofExchange(exchange);
  return {
    asked,
    instead: `${status} and ${said}`,
    ...(code === undefined ? {} : { code }),
    ...(supported === undefined ? {} : { supported }),
  };
}

function ofExchange({
  about = '',
  message,
  failure: given,
  status,
  ...body
}: Exchange): NonNullable<VersionAnswers['unsupported']> {
  const error = isObject(message) ? message['error'] : undefined;
  const isError = isObject(error) && typeof error['code'] === 'number' && typeof error['message'] === 'string';
  const isResult = isObject(message) && 'result' in message;
  const failure = given ?? (isError || isResult ? undefined : { kind: 'not-json-rpc', message: wordsFor(body) });
  return unsupportedAnswer(about, {
    ...(status === undefined ? {} : { httpStatus: status }),
    ...(failure === undefined ? {} : { failure }),
    ...(isError ? { error: error as { code: number; message: string; data?: unknown } } : {}),
  });
}

const wordsFor = ({ contentType = 'no content type', text }: Pick<Exchange, 'contentType' | 'text'>): string =>
  text === undefined ? 'no body' : `${contentType} ${JSON.stringify(text.slice(0, 80))}`;
