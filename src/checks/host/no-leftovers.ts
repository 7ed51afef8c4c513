import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'host/no-leftovers',
  title: 'No container of an earlier run is left behind',
  why: 'A run that was killed could not tidy up; its containers hold memory, ports and disk.',
  remedy: 'Remove them; the next `mcp-dock verify` does it too.',
  severity: 'warning',
  references: [{ title: 'docker container rm', url: 'https://docs.docker.com/reference/cli/docker/container/rm/' }],
  profile: 'quick',
  since: '0.1.0',
  needs: ['leftovers'],
  run({ leftovers }) {
    return leftovers.map(({ id, name, image, state, createdAt }) => ({
      message: `Container "${name}" of ${image} is left behind (${state}, since ${createdAt}).`,
      repro: `docker inspect ${id.slice(0, 12)}`,
      fix: 'host/no-leftovers',
    }));
  },
});
