import { defineDerivedFact } from './define-probe.js';

export default defineDerivedFact({
  fact: 'mcpUtilities',
  from: ['httpUtilities', 'stdioUtilities'],
  derive: ({ httpUtilities, stdioUtilities }) =>
    [httpUtilities, stdioUtilities].filter((utilities) => utilities !== undefined),
});
