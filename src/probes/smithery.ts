import { replayed } from './admission/replay.js';
import { ownVoice } from './admission/voices.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'smithery',
  title: 'Ask it as Smithery does',
  timeoutMs: 150_000,
  scenario: 'smithery',

  collect: (context) => replayed(context, ownVoice(context.toolVersion)),
});
