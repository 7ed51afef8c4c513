import { defineScenario } from './define-scenario.js';

/** As a service whose health the engine asks often and believes at once; its server is made to stand still. */
export default defineScenario({
  name: 'frozen',
  title: 'Run it and freeze it',
  mode: 'http',
  container: { healthIntervalMs: 250, healthTimeoutMs: 3_000, healthRetries: 1 },
  ending: 'dispose',
});
