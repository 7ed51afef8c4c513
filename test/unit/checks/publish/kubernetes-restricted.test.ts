import { expect } from 'vitest';
import kubernetesRestricted from '../../../../src/checks/publish/kubernetes-restricted.js';
import { imageConfig } from '../../../support/image-facts.js';
import { gone, replay } from '../../../support/replay.js';
import { testCheck } from '../../../support/test-check.js';

const kubernetes = replay({ mode: 'http' });
const withUser = (user: string) => ({ kubernetes, imageConfig: imageConfig({ user }) });

testCheck(kubernetesRestricted, {
  pass: [
    { name: 'a number', facts: withUser('10001') },
    { name: 'a number and a group', facts: withUser('1000:1000') },
    {
      name: 'a server over HTTP that lists nothing there',
      facts: { ...withUser('1000'), kubernetes: replay({ mode: 'http', tools: undefined }) },
    },
  ],
  fail: [
    {
      name: 'no user',
      facts: withUser(''),
      messages: ['The image runs as root: with runAsNonRoot the kubelet refuses to start it.'],
    },
    {
      name: 'root by number',
      facts: withUser('0:0'),
      messages: ['The image runs as root: with runAsNonRoot the kubelet refuses to start it.'],
    },
    {
      name: 'a name',
      facts: withUser('node'),
      messages: ['The image names its user "node": the kubelet refuses a name with runAsNonRoot, for it may be root.'],
    },
    {
      name: 'a server that writes beside itself',
      facts: { ...withUser('1000'), kubernetes: gone('EROFS: read-only file system, open /app/x', { mode: 'http' }) },
      messages: [
        'Started as a restricted pod starts it, the container exited after 0.3 s with code 1: EROFS: read-only file system, open /app/x.',
      ],
      remedies: [expect.stringMatching(/^Write to \/tmp, or to a path under `server.data`/u) as string],
    },
    {
      name: 'a server over stdio that lists nothing',
      facts: { ...withUser('1000'), kubernetes: replay({ tools: undefined, error: 'tools/list: no answer' }) },
      messages: ['Started as a restricted pod starts it, it greets, but lists no tools: tools/list: no answer.'],
    },
  ],
});
