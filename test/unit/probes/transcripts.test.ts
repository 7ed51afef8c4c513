import { expect, it } from 'vitest';
import transcripts from '../../../src/probes/transcripts.js';
import { transcript } from '../../support/mcp-facts.js';

it('joins the transcripts that are known', () => {
  const [http, stdio] = [transcript([]), transcript([], { transport: 'stdio' })];
  expect(transcripts.derive({ httpTranscript: http, stdioTranscript: stdio })).toEqual([http, stdio]);
  expect(transcripts.derive({ stdioTranscript: stdio })).toEqual([stdio]);
});
