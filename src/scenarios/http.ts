import { defineScenario } from './define-scenario.js';

/**
 * As a service: detached, no init, its port published; ended as `docker stop` does. First with nothing of what a container may
 * do and a server does not need: what holds there holds in a plain run, so one container answers both questions.
 */
export default defineScenario({
  name: 'http',
  title: 'Run over HTTP',
  mode: 'http',
  container: {},
  triedWith: { for: 'hardened', container: { dropCapabilities: ['ALL'], noNewPrivileges: true } },
  ending: 'SIGTERM',
});
