import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';
import { aroundServer, curl, initializeRequest } from '../mcp-repro.js';

/** Below this share of what is declared, clients are refused who keep to it. */
const FEW = 0.5;

export default defineCheck({
  id: 'http/rate-limit',
  title: 'Who asks more often than the limit is answered with 429 and when to come back',
  why: 'One client that loops, or means harm, takes the server from all others; and a client that is not told when to come back asks again at once.',
  remedy:
    'Count the requests of each client, answer those above the limit with 429 and `Retry-After`, and let `expect.rateLimit` of mcp-dock.yaml say the same as the server’s own setting.',
  severity: 'warning',
  references: [
    { title: 'RFC 6585: 429 Too Many Requests', url: 'https://www.rfc-editor.org/rfc/rfc6585#section-4' },
    { title: 'RFC 9110: Retry-After', url: 'https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3' },
    {
      title: 'MCP 2025-11-25: Tools, security considerations',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#security-considerations',
    },
  ],
  since: '0.1.0',
  needs: ['rateLimit', 'settings'],
  run({ rateLimit, settings }) {
    const declared = settings.rateLimit;
    if (declared === undefined) return { notApplicable: 'mcp-dock.yaml declares no rate limit.' };
    const { requests, windowMs } = declared;
    const { sent, answered, limited, retryAfter, other, durationMs, command } = rateLimit;
    const http = settings.transports.http ?? { port: 3000, path: '/mcp' };
    const ask = `${curl({ url: `http://127.0.0.1:${http.port}${http.path}` }, initializeRequest())} -o /dev/null -w '%{http_code} %header{retry-after}\\n'`;
    const repro = aroundServer(command, `for i in $(seq ${requests + 1}); do ${ask}; done | sort | uniq -c`);
    const limit = `${requests} per ${formatDuration(windowMs)}`;
    if (!limited) {
      if (other !== undefined)
        return [
          {
            message: `After ${answered} of ${sent} requests the server answered ${other} and not 429; the limit is ${limit}.`,
            repro,
          },
        ];
      if (sent <= 2 * requests)
        return {
          unknown: `Only ${sent} requests could be made within ${formatDuration(durationMs)}; the limit is ${limit}.`,
        };
      return [{ message: `The server answered all of ${sent} requests; the limit is ${limit}.`, repro }];
    }
    return [
      ...(answered < requests * FEW
        ? [{ message: `The server refused after ${answered} requests; the limit is ${limit}.`, repro }]
        : []),
      ...(retryAfter === undefined
        ? [{ message: 'The 429 has no Retry-After header.', repro }]
        : isTime(retryAfter)
          ? []
          : [{ message: `The Retry-After of the 429 is neither seconds nor a date: "${retryAfter}".`, repro }]),
    ];
  },
});

const isTime = (text: string): boolean => /^\d+$/u.test(text) || !Number.isNaN(Date.parse(text));
