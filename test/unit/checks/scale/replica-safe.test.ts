import replicaSafe from '../../../../src/checks/scale/replica-safe.js';
import { settings } from '../../../support/mcp-facts.js';
import { COMMAND } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const good = { era: 'handshake' as const, requests: 4, failed: 0, session: false };
const lost = { ...good, failed: 2, failure: 'error -32001 "Session not found"', httpStatus: 404 };
const facts = (...eras: (typeof good & { failure?: string; httpStatus?: number })[]) => ({
  settings: settings(),
  replicas: { eras, command: COMMAND },
});

testCheck(replicaSafe, {
  pass: [
    { name: 'a stateless server', facts: facts(good) },
    { name: 'sessions that both replicas know', facts: facts({ ...good, session: true }) },
  ],
  fail: [
    {
      name: 'sessions of one replica',
      facts: facts({ ...lost, session: true }),
      messages: [
        'Behind a round robin over two replicas, 2 of 4 requests of one client fail (handshake era): error -32001 "Session not found". Its sessions need a sticky balancer, or a stateless server.',
      ],
    },
    {
      name: 'state without a session',
      facts: {
        settings: settings(),
        replicas: { eras: [{ ...lost, era: '2026-07-28', failure: undefined }], command: COMMAND },
      },
      messages: [
        'Behind a round robin over two replicas, 2 of 4 requests of one client fail (2026-07-28): no result. It needs one replica, or a server without state.',
      ],
    },
  ],
});
