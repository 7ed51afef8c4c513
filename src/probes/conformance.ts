import { defineDerivedFact } from './define-probe.js';

export default defineDerivedFact({
  fact: 'conformance',
  from: ['conformanceHttp', 'conformanceStdio'],
  derive: ({ conformanceHttp, conformanceStdio }) =>
    [conformanceHttp, conformanceStdio].filter((run) => run !== undefined),
});
