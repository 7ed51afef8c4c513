import check from '../../../../src/checks/host/engine-reachable.js';
import { engineFact, hostFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

const gone = (kind: 'not-found' | 'permission' | 'context' | 'tls' | 'not-an-engine', message: string) =>
  engineFact({ reachable: false, problem: { kind, message } });

testCheck(check, {
  pass: [{ name: 'an engine', facts: { engine: engineFact(), host: hostFact() } }],
  fail: [
    {
      name: 'no socket',
      facts: { engine: gone('not-found', 'No Docker Engine answers at x.'), host: hostFact() },
      messages: ['No Docker Engine answers at x.'],
    },
    {
      name: 'no permission',
      facts: { engine: gone('permission', 'The engine at x refuses this user.'), host: hostFact() },
      messages: ['The engine at x refuses this user.'],
    },
    {
      name: 'a context that is not there, on Windows',
      facts: { engine: gone('context', 'Docker context "x": there is none.'), host: hostFact({ platform: 'win32' }) },
      messages: ['Docker context "x": there is none.'],
    },
    {
      name: 'no words of the engine',
      facts: { engine: engineFact({ reachable: false }), host: hostFact({ platform: 'darwin' }) },
      messages: ['No Docker Engine answers at unix:///var/run/docker.sock.'],
    },
  ],
});
