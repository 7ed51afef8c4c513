import { expect } from 'vitest';
import pid1IsServer from '../../../../src/checks/lifecycle/pid1-is-server.js';
import { testCheck } from '../../../support/test-check.js';

const running = (command: string) => ({
  processes: {
    command: 'docker run --rm weather',
    pid1: { command, user: '1000' },
    processes: [{ pid: 4242, user: '1000', command }],
  },
});

testCheck(pid1IsServer, {
  pass: [
    { name: 'the server', facts: running('/usr/local/bin/node /app/server.js http') },
    { name: 'an init', facts: running('/sbin/docker-init -- node server.js') },
    { name: 'a script of a language', facts: running('python3 /app/sh.py') },
  ],
  fail: [
    {
      name: 'a shell',
      facts: running('/bin/sh -c node server.js || true'),
      messages: ['PID 1 is a shell: /bin/sh -c node server.js || true'],
    },
    {
      name: 'a script without exec',
      facts: running('bash /entrypoint.sh http'),
      messages: ['PID 1 is a shell: bash /entrypoint.sh http'],
      remedies: [undefined],
    },
    {
      name: 'npm',
      facts: running('npm start'),
      messages: ['PID 1 is a package runner: npm start'],
      remedies: [expect.stringContaining('not through npm: ') as string],
    },
    {
      name: 'npx behind its interpreter',
      facts: running('node /usr/local/bin/npx weather'),
      messages: ['PID 1 is a package runner: node /usr/local/bin/npx weather'],
    },
  ],
});
