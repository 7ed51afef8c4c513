import { replayed } from './admission/replay.js';
import { ownVoice } from './admission/voices.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'glama',
  title: 'Ask it as Glama does',
  timeoutMs: 150_000,
  scenario: 'glama',

  collect: (context) => replayed(context, ownVoice(context.toolVersion)),
});
