import { defineScenario } from './define-scenario.js';

/** With nothing of what a container may do and a server does not need. Over stdio where there is no HTTP. */
export default defineScenario({
  name: 'hardened',
  title: 'Run hardened',
  mode: 'http',
  container: { dropCapabilities: ['ALL'], noNewPrivileges: true },
  ending: 'dispose',
});
