import { defineCheck } from '../define-check.js';
import { builderCheck, placeIn } from './places.js';

export default defineCheck({
  id: 'dockerfile/parses',
  title: 'Dockerfile can be read by a builder, and says what it looks like',
  why: 'Builders know comments only as lines of their own: behind an instruction they become part of it, and inside of a command they swallow the rest.',
  remedy: 'Put comments on lines of their own, and write the instruction as the reference has it.',
  severity: 'error',
  references: [{ title: 'Dockerfile reference: format', url: 'https://docs.docker.com/reference/dockerfile/#format' }],
  aliases: ['DL1000', 'FromAsCasing'],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    return dockerfiles.flatMap((file) =>
      file.problems.map((problem) => ({
        message: problem.message,
        location: placeIn(file, problem),
        repro: builderCheck(file),
        ...(problem.kind === 'alias-case' && {
          severity: 'warning' as const,
          remedy: 'Write FROM and AS both in capitals.',
        }),
      })),
    );
  },
});
