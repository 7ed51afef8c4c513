import check from '../../../../src/checks/host/disk-space.js';
import { settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

type Budgets = ReturnType<typeof settings>['budgets'];

const free = (freeBytes: number, reclaimableBytes?: number, budgets: Partial<Budgets> = {}) => ({
  settings: settings({ budgets: { ...settings().budgets, ...budgets } }),
  disk: { path: '/var/lib/docker', freeBytes, totalBytes: 1e11, ...(reclaimableBytes && { reclaimableBytes }) },
});

testCheck(check, {
  pass: [
    { name: '5 GB', facts: free(5e9) },
    { name: 'as much as the project wants', facts: free(2e9, undefined, { diskSpaceWarningBytes: 2e9 }) },
  ],
  fail: [
    {
      name: 'little',
      facts: free(4.9e9, 2e9),
      messages: ['4.9 GB are free at /var/lib/docker.'],
      severities: ['warning'],
    },
    { name: 'next to nothing', facts: free(2e8), messages: ['200 MB are free at /var/lib/docker.'] },
    {
      name: 'less than the project needs',
      facts: free(9e9, undefined, { diskSpaceBytes: 1e10 }),
      messages: ['9.0 GB are free at /var/lib/docker.'],
    },
  ],
});
