import { imageSettings, stageChain } from '../../model/dockerfile-stages.js';
import type { DockerfileFact } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { dropsRootItself, imageName, startsUnprivileged } from './image-names.js';
import { NO_STAGE, placeIn, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/non-root-user',
  title: 'Final stage ends as a user who is not root',
  why: 'A tool call that breaks out of the server process owns whatever root owns in the container.',
  remedy: 'Create a user and end the final stage with `USER <uid>:<gid>`.',
  severity: 'error',
  references: [{ title: 'Dockerfile reference: USER', url: 'https://docs.docker.com/reference/dockerfile/#user' }],
  aliases: ['CIS-DI-0001', 'DL3002', 'DS-0002'],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    return files.length === 0 ? NO_STAGE : files.flatMap(findingsOf);
  },
});

export const isRoot = (user: string): boolean => /^(?:root|0+)?$/u.test((user.split(':')[0] ?? '').trim());

function findingsOf(file: DockerfileFact): Finding[] {
  const { user } = imageSettings(file);
  if (user !== undefined) {
    const value = user.resolved ?? user.args;
    // One that the build decides is not known here.
    if (value.includes('$') || !isRoot(value)) return [];
    return [{ message: `The last USER of the final stage is "${value}".`, location: placeIn(file, user) }];
  }
  const [root] = stageChain(file, file.final);
  const image = file.stages[root ?? -1]?.image;
  const line = file.stages[file.final]?.line ?? 1;
  if (image !== undefined && (startsUnprivileged(image) || dropsRootItself(image))) return [];
  const known = image === undefined || image === 'scratch' || imageName(image).official;
  return [
    {
      message: known
        ? 'The final stage has no USER, so the server runs as root.'
        : `The final stage has no USER, so the server runs as whom ${image} names: root, as a rule.`,
      location: placeIn(file, { line }),
      ...(!known && { severity: 'warning' as const }),
    },
  ];
}
