import { defineScenario } from './define-scenario.js';

/** A plain start over stdio with nothing of the user's, as an inspection of a published server has nothing of it. */
export default defineScenario({
  name: 'glama',
  title: 'Run as Glama inspects it',
  mode: 'stdio',
  container: { openStdin: true },
  consumer: { secrets: '<{NAME}>' },
  ending: 'dispose',
});
