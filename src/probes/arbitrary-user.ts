import { tryRun } from './collecting/try-run.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'arbitraryUser',
  title: 'Use it while it runs as another user',
  timeoutMs: 600_000,
  scenario: 'arbitrary-user',
  collect: (context) => tryRun(context),
});
