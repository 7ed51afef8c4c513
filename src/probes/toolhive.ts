import { replayed } from './admission/replay.js';
import { ownVoice } from './admission/voices.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'toolhive',
  title: 'Ask it as ToolHive does',
  timeoutMs: 150_000,
  scenario: 'toolhive',

  collect: (context) => replayed(context, ownVoice(context.toolVersion)),
});
