import { defineDerivedFact } from './define-probe.js';

export default defineDerivedFact({
  fact: 'transcripts',
  from: ['httpTranscript', 'stdioTranscript'],
  derive: ({ httpTranscript, stdioTranscript }) =>
    [httpTranscript, stdioTranscript].filter((transcript) => transcript !== undefined),
});
