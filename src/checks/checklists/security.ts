import type { Checklist } from './checklist.js';

export const security: Checklist = {
  name: 'security',
  title: 'Security',
  lines: [
    {
      row: 'S0-112',
      text: 'No secrets in Dockerfile, Compose files and image',
      by: ['dockerfile/no-secrets', 'compose/no-literal-secrets', 'image/no-secrets'],
    },
    { row: 'S0-113', text: '.env is ignored by Git', by: ['project/env-git-ignored'] },
    { row: 'S0-114', text: 'The service token equals that of the backend', by: ['env/token-matches-backend'] },
    {
      row: 'S0-115',
      text: 'The container runs as a user that is not root',
      by: ['dockerfile/non-root-user', 'image/non-root-user'],
    },
    {
      row: 'S0-116',
      text: 'Health checks are on',
      by: ['dockerfile/healthcheck-declared', 'image/healthcheck-declared', 'health/becomes-healthy'],
    },
    { row: 'S0-117', text: 'Services meet on a network of their own', by: ['compose/networks-consistent'] },
  ],
};
