import { defineScenario } from './define-scenario.js';

/** Over stdio, with nothing of what a container may do and a server does not need. Over HTTP, the scenario `http` tries it. */
export default defineScenario({
  name: 'hardened',
  title: 'Run hardened',
  mode: 'stdio',
  container: { openStdin: true, dropCapabilities: ['ALL'], noNewPrivileges: true },
  ending: 'dispose',
});
