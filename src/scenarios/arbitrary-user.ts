import { defineScenario } from './define-scenario.js';

/** As a user that the image does not know, in the group 0: what OpenShift gives every container. */
export default defineScenario({
  name: 'arbitrary-user',
  title: 'Run as another user',
  mode: 'http',
  orElse: 'stdio',
  container: { user: '1000660000:0' },
  ending: 'dispose',
});
