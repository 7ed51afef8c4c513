import type { ContainerSummary } from '../ports/engine.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { readComposeProject, type WantedPort } from './doctor/compose-project.js';
import { isPortFree, nextFreePort, portHolder } from './doctor/port-holder.js';

const WORKING_DIRECTORY_LABEL = 'com.docker.compose.project.working_dir';

export default defineProbe({
  fact: 'ports',
  title: 'Look whether the ports are free',
  timeoutMs: 30_000,
  async collect(context) {
    const { engine, processes, cwd, environment, signal } = context;
    const { ports } = await readComposeProject(cwd, environment);
    if (ports.length === 0) throw new NotApplicable('No Compose file in this folder publishes a port.');
    const { reachable, endpoint } = await context.fact('engine');
    const containers = reachable ? await engine.listContainers({}) : [];
    // The ports of an engine elsewhere are those of its own host.
    const local = !reachable || /^(?:unix|npipe):/u.test(endpoint);

    const look = async (wanted: WantedPort) => {
      const { port, host, wantedBy, variable } = wanted;
      const common = { port, wantedBy, ...(variable !== undefined && { variable }) };
      const container = containers.find(({ publishedPorts }) => publishedPorts.includes(port));
      if (container === undefined && (!local || (await isPortFree(port, host)))) return { ...common, free: true };
      const takenBy =
        container === undefined ? await portHolder(port, processes, signal) : `container ${inWords(container)}`;
      const nextFree = local ? await nextFreePort(port, host) : undefined;
      return {
        ...common,
        free: false,
        ...(takenBy !== undefined && { takenBy }),
        ...(container?.labels[WORKING_DIRECTORY_LABEL] === cwd && { ownContainer: true }),
        ...(nextFree !== undefined && { nextFree }),
      };
    };
    return Promise.all(ports.map(look));
  },
});

const inWords = ({ name, imageReference }: ContainerSummary) => `"${name}" (${imageReference})`;
