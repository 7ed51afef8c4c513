import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'host/ports-free',
  title: 'Ports of the services are free',
  why: 'A service whose port is taken does not start: "port is already allocated" or "address already in use".',
  remedy: 'End what holds the port, or publish the service on another one.',
  severity: 'error',
  references: [{ title: 'Compose: ports', url: 'https://docs.docker.com/reference/compose-file/services/#ports' }],
  profile: 'quick',
  since: '0.1.0',
  needs: ['ports'],
  run({ ports }) {
    return ports
      .filter(({ free, ownContainer }) => !free && ownContainer !== true)
      .map(({ port, wantedBy, takenBy, nextFree, variable }) => ({
        message: `Port ${port} (${wantedBy}) is taken by ${takenBy ?? 'another program'}.`,
        repro: `lsof -nP -iTCP:${port} -sTCP:LISTEN`,
        ...(nextFree !== undefined && {
          evidence: [
            variable === undefined
              ? `The next free port is ${nextFree}: change the mapping to "${nextFree}:…".`
              : `The next free port is ${nextFree}: ${variable}=${nextFree} in .env.`,
          ],
        }),
      }));
  },
});
