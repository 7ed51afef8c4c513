import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'host',
  title: 'Look at this machine',
  timeoutMs: 1_000,
  collect: ({ toolVersion }) =>
    Promise.resolve({
      platform: process.platform,
      arch: process.arch,
      nodeVersion: process.versions.node,
      toolVersion,
    }),
});
