import { TOOL_NAME, TOOL_URL } from '../../model/tool.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'lifecycle/no-orphans',
  title: 'Nothing that this run started is left',
  why: `A tool that finds leaks must not leak: what ${TOOL_NAME} starts is gone when its report is there.`,
  remedy: `This is a bug of ${TOOL_NAME} or of the engine, not of the image. Report it with the output of \`mcp-dock verify --save-facts facts.json\` at ${TOOL_URL}/issues.`,
  severity: 'error',
  references: [{ title: 'docker container rm', url: 'https://docs.docker.com/reference/cli/docker/container/rm/' }],
  profile: 'quick',
  since: '0.1.0',
  needs: ['orphans'],
  run({ orphans: { containers, resources } }) {
    return [
      ...containers.map(({ id, name, state }) => ({
        message: `Container "${name}" of this run was left behind (${state}), and removed only then.`,
        repro: `docker inspect ${id.slice(0, 12)}`,
      })),
      ...resources.map(({ kind, id, name }) => ({
        message: `The ${kind} "${name}" of this run was left behind, and removed only then.`,
        repro: `docker ${kind} inspect ${kind === 'network' ? id.slice(0, 12) : id}`,
      })),
    ];
  },
});
