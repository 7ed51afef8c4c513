import { defineScenario } from './define-scenario.js';

/** As the checks of docker/mcp-registry start an image to list its tools (`internal/mcp/client.go`). */
export default defineScenario({
  name: 'docker-catalog',
  title: 'Run as the Docker catalog does',
  mode: 'stdio',
  container: { openStdin: true, init: true, dropCapabilities: ['ALL'] },
  consumer: { secrets: '<{NAME}>' },
  ending: 'dispose',
});
