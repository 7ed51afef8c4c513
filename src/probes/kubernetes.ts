import { replayed } from './admission/replay.js';
import { ownVoice } from './admission/voices.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'kubernetes',
  title: 'Ask it in a restricted pod',
  timeoutMs: 150_000,
  scenario: 'kubernetes',
  otherwise: 'kubernetes-stdio',
  collect: (context) => replayed(context, ownVoice(context.toolVersion)),
});
