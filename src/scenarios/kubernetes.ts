import { defineScenario } from './define-scenario.js';

/**
 * As a pod under the Pod Security Standard `restricted`, and with a read-only root: /tmp and the data paths are its only places to
 * write. The engine's own seccomp profile is what a node calls RuntimeDefault.
 */
export default defineScenario({
  name: 'kubernetes',
  title: 'Run as a restricted pod',
  mode: 'http',
  container: { dropCapabilities: ['ALL'], noNewPrivileges: true, readOnly: true, tmpfs: ['/tmp'] },
  consumer: { dataInMemory: true },
  ending: 'dispose',
});
