import { defineScenario } from './define-scenario.js';

/** As a host that gives the port in PORT, and asks at /mcp before it has any configuration. */
export default defineScenario({
  name: 'smithery',
  title: 'Run as Smithery does',
  mode: 'http',
  container: {},
  consumer: { secrets: '<{NAME}>', environment: { PORT: '8081' }, http: { port: 8081, path: '/mcp' } },
  ending: 'dispose',
});
