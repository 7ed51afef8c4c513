import { defineCheck } from '../define-check.js';
import { exchangeRepro } from '../mcp-repro.js';
import { answerTo, came, isRefusal, isSuccess, unanswered, unlessUntold } from './exchanges.js';

const QUESTIONS = ['bad-version-header', 'no-version-header'];

export default defineCheck({
  id: 'http/version-header',
  title: 'Unknown versions in MCP-Protocol-Version are refused',
  why: 'A server that does not look at the header answers a client in a version that the client does not speak.',
  remedy:
    'Answer 400 to an MCP-Protocol-Version that the server does not support, and take a request without the header for 2025-03-26.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Protocol version header',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#protocol-version-header',
    },
  ],
  revisions: ['2025-11-25', '2025-06-18'],
  profile: 'standard',
  since: '0.1.0',
  needs: ['httpRules', 'mcpHttp'],
  run({ httpRules, mcpHttp }) {
    if (!httpRules.eras.includes('handshake'))
      return { notApplicable: 'The server speaks only 2026-07-28; http/modern-headers looks at its headers.' };
    // The header came with 2025-06-18.
    if (httpRules.version !== undefined && httpRules.version < '2025-06-18')
      return { notApplicable: `The header came with 2025-06-18, and the server speaks ${httpRules.version}.` };
    const nothing = unanswered(httpRules, 'request', mcpHttp);
    if (nothing !== undefined) return nothing;
    const bad = answerTo(httpRules, 'bad-version-header');
    const none = answerTo(httpRules, 'no-version-header');
    return unlessUntold(httpRules, (question) => QUESTIONS.includes(question), [
      ...(bad !== undefined && bad.status !== 400
        ? [
            {
              message: `MCP-Protocol-Version: 1999-01-01 is answered with ${came(bad)} instead of 400.`,
              ...(isRefusal(bad) ? { severity: 'warning' as const } : {}),
              repro: exchangeRepro(mcpHttp, bad),
            },
          ]
        : []),
      ...(none !== undefined && !isSuccess(none)
        ? [
            {
              message: `A request without MCP-Protocol-Version, as clients of 2025-03-26 send it, is answered with ${came(none)}.`,
              severity: 'warning' as const,
              repro: exchangeRepro(mcpHttp, none),
            },
          ]
        : []),
    ]);
  },
});
