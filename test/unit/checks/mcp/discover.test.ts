import discover from '../../../../src/checks/mcp/discover.js';
import { httpSession, refusal, result, silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const found = (overrides: object) => ({
  discover: result('server/discover', {
    resultType: 'complete',
    supportedVersions: ['2026-07-28'],
    capabilities: {},
    ttlMs: 0,
    cacheScope: 'public',
    ...overrides,
  }),
});

testCheck(discover, {
  pass: [{ name: 'a good answer on both transports', facts: { mcpSessions: [httpSession(), stdioSession()] } }],
  fail: [
    {
      name: 'an era without its greeting',
      facts: {
        mcpSessions: [
          httpSession({ eras: ['2026-07-28'], discover: refusal('server/discover', -32_601, 'Method not found') }),
        ],
      },
      messages: [
        'Over HTTP, requests of 2026-07-28 are answered, but server/discover is not: error -32601 "Method not found".',
      ],
    },
    {
      name: 'a list without the revision',
      facts: { mcpSessions: [httpSession({ modernVersions: ['2099-01-01'] })] },
      messages: ['Over HTTP, server/discover lists 2099-01-01 in supportedVersions and not 2026-07-28.'],
    },
    {
      name: 'parts that are missing or wrong',
      facts: { mcpSessions: [stdioSession(found({ resultType: undefined, ttlMs: -1, cacheScope: 'shared' }))] },
      messages: [
        'Over stdio, the result of server/discover has resultType absent instead of "complete", ttlMs -1 instead of milliseconds, cacheScope "shared" instead of "public" or "private".',
      ],
    },
  ],
  notApplicable: [
    { name: 'a server of the handshake era', facts: { mcpSessions: [httpSession({ eras: ['handshake'] })] } },
    { name: 'a silent server', facts: { mcpSessions: [silentSession()] } },
  ],
});
