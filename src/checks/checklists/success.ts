import type { Checklist } from './checklist.js';

export const success: Checklist = {
  name: 'success',
  title: 'Success criteria',
  lines: [
    { row: 'S3-166', text: 'Multi-stage build', by: ['dockerfile/multi-stage'] },
    {
      row: 'S3-167',
      text: 'Four ways to AWS credentials',
      manual: 'Where the server uses AWS: variables, a profile, a role and a web identity, each with `make aws-test`.',
    },
    {
      row: 'S3-168',
      text: 'Hardened, and not root',
      by: ['image/non-root-user', 'security/runs-hardened', 'compose/hardened'],
    },
    { row: 'S3-169', text: 'Health checks are set up', by: ['image/healthcheck-declared', 'health/becomes-healthy'] },
    { row: 'S3-170', text: 'Documentation is complete', by: ['project/docs-present'] },
    {
      row: 'S3-171',
      text: 'The Makefile has what is done with the project, each with its help',
      by: ['project/makefile-complete'],
    },
    { row: 'S3-172', text: 'Ready for production', byList: 'pre-production' },
    {
      row: 'S3-173',
      text: 'How it is tested is documented',
      by: ['project/docs-present'],
      manual: 'Read whether the documentation says how the tests are run, in the container as well.',
    },
  ],
};
