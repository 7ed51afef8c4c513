import { defineScenario } from './define-scenario.js';

/** As a service that nobody asks anything but us: a health probe is a process of its own, and would be counted with the server. */
export default defineScenario({
  name: 'quiet',
  title: 'Run it and measure it',
  mode: 'http',
  orElse: 'stdio',
  container: { healthIntervalMs: 3_600_000 },
  ending: 'dispose',
});
