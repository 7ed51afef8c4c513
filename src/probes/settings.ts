import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'settings',
  title: 'Read what is asked of the target',
  timeoutMs: 1_000,
  collect: ({ target }) => Promise.resolve(target.settings),
});
