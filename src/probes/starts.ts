import { defineDerivedFact } from './define-probe.js';

export default defineDerivedFact({
  fact: 'starts',
  from: ['httpStart', 'stdioStart'],
  derive: ({ httpStart, stdioStart }) => [
    ...(httpStart === undefined ? [] : [{ transport: 'http' as const, ...httpStart }]),
    ...(stdioStart === undefined ? [] : [{ transport: 'stdio' as const, ...stdioStart }]),
  ],
});
