import { defineScenario } from './define-scenario.js';

/** As a service: detached, no init, its port published; ended as `docker stop` does. */
export default defineScenario({
  name: 'http',
  title: 'Run over HTTP',
  mode: 'http',
  container: {},
  ending: 'SIGTERM',
});
