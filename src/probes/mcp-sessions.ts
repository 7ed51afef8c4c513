import { defineDerivedFact } from './define-probe.js';

export default defineDerivedFact({
  fact: 'mcpSessions',
  from: ['mcpHttp', 'mcpStdio', 'stdioClients'],
  derive: ({ mcpHttp, mcpStdio, stdioClients: sdk = [] }) =>
    [mcpHttp, mcpStdio === undefined || sdk.length === 0 ? mcpStdio : { ...mcpStdio, sdk }].filter(
      (session) => session !== undefined,
    ),
});
