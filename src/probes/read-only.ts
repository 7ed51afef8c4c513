import { tryRun } from './collecting/try-run.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'readOnly',
  title: 'Use it while it runs read-only',
  timeoutMs: 600_000,
  scenario: 'read-only',
  collect: (context) => tryRun(context),
});
