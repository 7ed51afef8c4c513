import logsNoSecrets from '../../../../src/checks/security/logs-no-secrets.js';
import { testCheck } from '../../../support/test-check.js';

const logs = { lines: 2, tail: ['listening'], secrets: [], command: 'docker run --rm weather' };

testCheck(logsNoSecrets, {
  pass: [{ name: 'a log without secrets', facts: { serverLogs: logs } }],
  fail: [
    {
      name: 'a token in a line',
      facts: {
        serverLogs: {
          ...logs,
          secrets: [
            {
              rule: 'own-secret',
              title: 'a secret value of this project',
              place: 'log',
              name: 'line 2',
              fingerprint: '0a1b2c3d',
            },
          ],
        },
      },
      messages: ['The log shows a secret value of this project in line 2 (own-secret, SHA-256 begins with 0a1b2c3d).'],
    },
  ],
});
