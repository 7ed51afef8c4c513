import { defineScenario } from './define-scenario.js';

/** As a service that limits how often it may be asked: whoever has used that up is refused, so nobody else asks here. */
export default defineScenario({
  name: 'limited',
  title: 'Run it with its rate limit',
  mode: 'http',
  container: {},
  ending: 'dispose',
});
