import { defineDerivedFact } from './define-probe.js';

export default defineDerivedFact({
  fact: 'mcpSessions',
  from: ['mcpHttp', 'nextClient', 'mcpStdio', 'stdioClients'],
  derive: ({ mcpHttp, nextClient, mcpStdio, stdioClients: sdk = [] }) =>
    [
      mcpHttp === undefined || nextClient === undefined ? mcpHttp : { ...mcpHttp, nextClient },
      mcpStdio === undefined || sdk.length === 0 ? mcpStdio : { ...mcpStdio, sdk },
    ].filter((session) => session !== undefined),
});
