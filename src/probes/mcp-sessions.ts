import { defineDerivedFact } from './define-probe.js';

export default defineDerivedFact({
  fact: 'mcpSessions',
  from: ['mcpHttp', 'mcpStdio'],
  derive: ({ mcpHttp, mcpStdio }) => [mcpHttp, mcpStdio].filter((session) => session !== undefined),
});
