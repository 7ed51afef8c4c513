import { defineScenario } from './define-scenario.js';

/** As desktop clients do, `docker run -i` without a terminal; ended as a client that goes away does. */
export default defineScenario({
  name: 'stdio',
  title: 'Run over stdio',
  mode: 'stdio',
  container: { openStdin: true },
  ending: 'stdin-eof',
});
