import type { Exchange, HttpRules } from '../../model/facts/http-rules.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { exchangeRepro } from '../mcp-repro.js';
import { answersTo, came, isSuccess, unlessUntold } from './exchanges.js';

const QUESTIONS = ['preflight', 'cors-request', 'foreign-preflight'];

type Fault = Omit<Finding, 'repro'> & { readonly exchange: Exchange };

export default defineCheck({
  id: 'http/cors',
  title: 'Pages of allowed origins can use the server',
  why: 'A browser asks the server before a page may send anything, and hides every answer that does not name the page’s origin.',
  remedy:
    'For each allowed origin, answer OPTIONS with Access-Control-Allow-Origin, -Methods and -Headers, and every other request with Access-Control-Allow-Origin and Access-Control-Expose-Headers: Mcp-Session-Id. Name no other origin.',
  severity: 'warning',
  references: [
    { title: 'Fetch standard: CORS protocol', url: 'https://fetch.spec.whatwg.org/#http-cors-protocol' },
    {
      title: 'MCP 2025-11-25: Security warning',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning',
    },
  ],
  profile: 'standard',
  since: '0.1.0',
  needs: ['httpRules', 'mcpHttp', 'settings'],
  run({ httpRules, mcpHttp, settings }) {
    const origins = settings.transports.http?.allowedOrigins ?? [];
    if (origins.length === 0)
      return { notApplicable: 'No origin is declared under server.transports.http.allowedOrigins of mcp-dock.yaml.' };
    const faults = [
      ...answersTo(httpRules, 'preflight').flatMap(preflightFault),
      ...answersTo(httpRules, 'cors-request').flatMap((exchange) => requestFault(httpRules, exchange)),
      ...answersTo(httpRules, 'foreign-preflight').flatMap(foreignFault),
    ];
    return unlessUntold(
      httpRules,
      (question) => QUESTIONS.includes(question),
      faults.map(({ exchange, ...finding }) => ({ ...finding, repro: exchangeRepro(mcpHttp, exchange) })),
    );
  },
});

function preflightFault(exchange: Exchange): Fault[] {
  const { about = '', answerHeaders } = exchange;
  if (!isSuccess(exchange))
    return [{ exchange, message: `OPTIONS with Origin ${about} is answered with ${came(exchange)} instead of 204.` }];
  const missing = [
    ...(allows(exchange)
      ? []
      : [`Access-Control-Allow-Origin ${answerHeaders['access-control-allow-origin'] ?? 'absent'}`]),
    ...(lists(answerHeaders['access-control-allow-methods'], 'POST') ||
    answerHeaders['access-control-allow-methods'] === undefined
      ? []
      : ['no POST in Access-Control-Allow-Methods']),
    ...headersMissing(exchange),
  ];
  if (missing.length === 0) return [];
  return [{ exchange, message: `OPTIONS with Origin ${about} is answered with ${missing.join(', ')}.` }];
}

function headersMissing({ headers, answerHeaders }: Exchange): string[] {
  const asked = headers.find((header) => header.startsWith('Access-Control-Request-Headers: '))?.split(': ')[1] ?? '';
  const allowed = answerHeaders['access-control-allow-headers'];
  const missing = asked.split(', ').filter((name) => {
    // A star stands for every header but this one, which only clients with a token send.
    if (name === 'authorization') return false;
    return allowed !== '*' && !lists(allowed, name);
  });
  return missing.length === 0 ? [] : [`no ${missing.join(', ')} in Access-Control-Allow-Headers`];
}

function requestFault({ sessions }: HttpRules, exchange: Exchange): Fault[] {
  const { about = '', answerHeaders } = exchange;
  if (!isSuccess(exchange))
    return [{ exchange, message: `A request with Origin ${about} is answered with ${came(exchange)}.` }];
  if (!allows(exchange)) {
    const named = answerHeaders['access-control-allow-origin'] ?? 'absent';
    return [
      {
        exchange,
        message: `The answer to a request with Origin ${about} has Access-Control-Allow-Origin ${named}, so that the page cannot read it.`,
      },
    ];
  }
  const exposed = answerHeaders['access-control-expose-headers'];
  const hidden =
    sessions?.issued === true && exchange.era === 'handshake' && exposed !== '*' && !lists(exposed, 'mcp-session-id');
  return hidden
    ? [
        {
          exchange,
          message: `Access-Control-Expose-Headers lacks Mcp-Session-Id, so that a page of ${about} cannot keep its session.`,
        },
      ]
    : [];
}

function foreignFault(exchange: Exchange): Fault[] {
  const { about = '', answerHeaders } = exchange;
  if (!allows(exchange)) return [];
  const named = answerHeaders['access-control-allow-origin'];
  return [
    {
      exchange,
      message: `OPTIONS with the foreign Origin ${about} is answered with Access-Control-Allow-Origin ${named}, so that any page can read answers.`,
    },
  ];
}

const allows = ({ about, answerHeaders }: Exchange): boolean =>
  [about, '*'].includes(answerHeaders['access-control-allow-origin']);

const lists = (header: string | undefined, name: string): boolean =>
  (header ?? '')
    .toLowerCase()
    .split(',')
    .map((item) => item.trim())
    .includes(name.toLowerCase());
