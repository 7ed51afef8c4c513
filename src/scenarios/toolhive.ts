import { defineScenario } from './define-scenario.js';

/** As ToolHive starts a stdio server (`pkg/container/docker/client.go`, `pkg/environment/environment.go`). */
export default defineScenario({
  name: 'toolhive',
  title: 'Run as ToolHive does',
  mode: 'stdio',
  container: { openStdin: true, dropCapabilities: ['ALL'] },
  consumer: { environment: { MCP_TRANSPORT: 'stdio' } },
  ending: 'dispose',
});
