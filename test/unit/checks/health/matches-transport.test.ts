import matchesTransport from '../../../../src/checks/health/matches-transport.js';
import { testCheck } from '../../../support/test-check.js';

const stdioProbe = {
  argv: ['node', 'probe.js'],
  exitCode: 0,
  timeoutMs: 10_000,
  output: [],
  command: 'docker run --rm -i todo:1.0.0 stdio',
};

testCheck(matchesTransport, {
  pass: [{ name: 'a probe that knows its mode', facts: { stdioProbe } }],
  fail: [
    {
      name: 'a probe of a port',
      facts: { stdioProbe: { ...stdioProbe, exitCode: 1, output: ['connect ECONNREFUSED 127.0.0.1:3000'] } },
      messages: ['Over stdio the server answers, and the image’s health check exits with 1.'],
    },
    {
      name: 'one that hangs',
      facts: { stdioProbe: { ...stdioProbe, exitCode: undefined } },
      messages: ['Over stdio the server answers, and the image’s health check has no answer after 10 s.'],
    },
  ],
});
