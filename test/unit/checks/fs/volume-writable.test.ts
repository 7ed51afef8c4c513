import volumeWritable from '../../../../src/checks/fs/volume-writable.js';
import { imageConfig } from '../../../support/image-facts.js';
import { COMMAND } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const volume = { path: '/app/data', from: 'project' as const, writable: true };
const volumes = (...list: (typeof volume & { error?: string; shown?: string })[]) => ({
  imageConfig: imageConfig(),
  dataVolumes: { user: '1000', volumes: list, command: COMMAND },
});

testCheck(volumeWritable, {
  pass: [{ name: 'a volume that can be written to', facts: volumes(volume) }],
  fail: [
    {
      name: 'one that belongs to root',
      facts: volumes(volume, {
        ...volume,
        path: '/data',
        writable: false,
        error: 'Permission denied',
        shown: 'drwxr-xr-x 2 0 0',
      }),
      messages: ['The user "1000" cannot write to a fresh volume at /data (server.data).'],
    },
    {
      name: 'VOLUME of an image that runs as root, and cannot',
      facts: {
        imageConfig: imageConfig(),
        dataVolumes: { user: '', volumes: [{ path: '/data', from: 'image', writable: false }], command: COMMAND },
      },
      messages: ['The user root cannot write to a fresh volume at /data (VOLUME).'],
    },
  ],
});
