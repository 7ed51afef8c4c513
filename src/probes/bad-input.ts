import { defineDerivedFact } from './define-probe.js';

export default defineDerivedFact({
  fact: 'badInput',
  from: ['httpBadInput', 'stdioBadInput'],
  derive: ({ httpBadInput, stdioBadInput }) => [httpBadInput, stdioBadInput].filter((one) => one !== undefined),
});
