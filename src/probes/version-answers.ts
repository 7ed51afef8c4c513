import { unsupportedAnswer } from '../mcp/unsupported-answer.js';
import type { Exchange, HttpRules, VersionAnswers } from '../model/facts/http-rules.js';
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

function overHttp({ eras, exchanges }: HttpRules, endpoint: string): VersionAnswers {
  // Whoever is asked too often, or is slow, says nothing of versions.
  const told = exchanges.filter(
    ({ status, failure }) => status !== undefined && status !== 429 && status !== 503 && failure?.kind !== 'timeout',
  );
  const unsupported = told.find(({ question }) => question === 'modern-unsupported');
  return {
    transport: 'http',
    endpoint,
    eras: [...eras],
    handshakes: told.filter(({ question }) => question === 'version').map(handshakeOf),
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

function ofExchange({ about = '', message, failure, status }: Exchange): NonNullable<VersionAnswers['unsupported']> {
  const error = isObject(message) ? message['error'] : undefined;
  const isError = isObject(error) && typeof error['code'] === 'number' && typeof error['message'] === 'string';
  return unsupportedAnswer(about, {
    ...(status === undefined ? {} : { httpStatus: status }),
    ...(failure === undefined ? {} : { failure }),
    ...(isError ? { error: error as { code: number; message: string; data?: unknown } } : {}),
  });
}
