import { defineScenario } from './define-scenario.js';

/** The same over stdio, for an image without HTTP. */
export default defineScenario({
  name: 'kubernetes-stdio',
  title: 'Run as a restricted pod',
  mode: 'stdio',
  container: { openStdin: true, dropCapabilities: ['ALL'], noNewPrivileges: true, readOnly: true, tmpfs: ['/tmp'] },
  consumer: { dataInMemory: true },
  ending: 'dispose',
});
