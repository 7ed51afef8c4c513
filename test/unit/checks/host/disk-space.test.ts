import check from '../../../../src/checks/host/disk-space.js';
import { testCheck } from '../../../support/test-check.js';

const free = (freeBytes: number, reclaimableBytes?: number) => ({
  disk: { path: '/var/lib/docker', freeBytes, totalBytes: 1e11, ...(reclaimableBytes && { reclaimableBytes }) },
});

testCheck(check, {
  pass: [{ name: '5 GB', facts: free(5e9) }],
  fail: [
    {
      name: 'little',
      facts: free(4.9e9, 2e9),
      messages: ['4.9 GB are free at /var/lib/docker.'],
      severities: ['warning'],
    },
    { name: 'next to nothing', facts: free(2e8), messages: ['200 MB are free at /var/lib/docker.'] },
  ],
});
