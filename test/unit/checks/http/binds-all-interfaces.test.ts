import bindsAllInterfaces from '../../../../src/checks/http/binds-all-interfaces.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(bindsAllInterfaces, {
  pass: [
    {
      name: 'a port that answers',
      facts: { reachability: { port: 3000, reachable: true, listening: ['0.0.0.0:3000'] } },
    },
  ],
  fail: [
    {
      name: 'the loopback address only',
      facts: {
        reachability: { port: 3000, reachable: false, listening: ['127.0.0.1:3000', '127.0.0.1:9090'], error: 'reset' },
      },
      messages: [
        'The server listens on 127.0.0.1:3000 inside the container, so port 3000 does not answer from outside (reset).',
      ],
    },
    {
      name: 'another port',
      facts: { reachability: { port: 3000, reachable: false, listening: ['0.0.0.0:8080'] } },
      messages: ['Nothing listens on port 3000 inside the container, only on 0.0.0.0:8080.'],
    },
    {
      name: 'an inside that cannot be read',
      facts: { reachability: { port: 3000, reachable: false, error: 'refused' } },
      messages: ['Port 3000 does not answer from outside the container (refused).'],
    },
  ],
  notApplicable: [
    { name: 'nothing that listens', facts: { reachability: { port: 3000, reachable: false, listening: [] } } },
  ],
});
