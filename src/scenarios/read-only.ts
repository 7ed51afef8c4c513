import { defineScenario } from './define-scenario.js';

/** With nothing to write to but /tmp and a fresh volume at each path that holds data. */
export default defineScenario({
  name: 'read-only',
  title: 'Run read-only',
  mode: 'http',
  orElse: 'stdio',
  container: { readOnly: true, tmpfs: ['/tmp'] },
  freshVolumes: true,
  ending: 'dispose',
});
