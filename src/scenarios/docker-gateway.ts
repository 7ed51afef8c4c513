import { defineScenario } from './define-scenario.js';

/**
 * As Docker's MCP gateway starts a server (`pkg/gateway/clientpool.go`), which writes this for a secret that is not set. Its labels
 * only name the container and stay out: what looks after containers of the gateway shall not find ours.
 */
export default defineScenario({
  name: 'docker-gateway',
  title: 'Run as the Docker gateway does',
  mode: 'stdio',
  container: { openStdin: true, init: true, noNewPrivileges: true, cpus: 1, memoryBytes: 2 * 1024 ** 3 },
  consumer: { secrets: '<UNKNOWN>' },
  ending: 'dispose',
});
