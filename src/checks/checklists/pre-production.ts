import type { Checklist } from './checklist.js';

export const preProduction: Checklist = {
  name: 'pre-production',
  title: 'Before production',
  lines: [
    { row: 'S3-65', text: 'Multi-stage build', by: ['dockerfile/multi-stage'] },
    { row: 'S3-66', text: 'User that is not root', by: ['dockerfile/non-root-user', 'image/non-root-user'] },
    { row: 'S3-67', text: 'Health checks are on', by: ['image/healthcheck-declared', 'health/becomes-healthy'] },
    {
      row: 'S3-68',
      text: 'AWS credentials reach the server',
      manual: 'Where the server uses AWS: `make aws-test`, which asks AWS with what the container has.',
    },
    {
      row: 'S3-69',
      text: 'Environment variables are set',
      by: ['env/complete', 'env/syntax', 'env/values-valid'],
    },
    { row: 'S3-70', text: 'Volumes are declared', by: ['compose/volumes-declared'], awaits: ['fs/volume-writable'] },
    {
      row: 'S3-71',
      text: 'Resource limits are set and documented',
      by: ['compose/resource-limits', 'resources/memory-within-budget'],
      manual: 'Read whether the documentation says the limits and why they are what they are.',
    },
    {
      row: 'S3-72',
      text: 'Monitoring guide',
      by: ['project/docs-present'],
      manual: 'Read whether the documentation says how logs, health and resources are watched.',
    },
    {
      row: 'S3-73',
      text: 'Backup procedure is documented',
      by: ['project/docs-present'],
      manual: 'Restore a backup once by the documentation alone, and write down when.',
    },
    {
      row: 'S3-74',
      text: 'Security is hardened',
      by: [
        'security/runs-hardened',
        'security/logs-no-secrets',
        'compose/hardened',
        'image/no-secrets',
        'image/no-setuid-surprise',
        'image/no-world-writable',
        'image/no-build-tools',
        'http/foreign-origin-refused',
      ],
    },
  ],
};
