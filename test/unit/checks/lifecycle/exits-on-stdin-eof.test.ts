import exitsOnStdinEof from '../../../../src/checks/lifecycle/exits-on-stdin-eof.js';
import { testCheck } from '../../../support/test-check.js';

const end = { how: 'stdin-eof' as const, budgetMs: 5_000 };

testCheck(exitsOnStdinEof, {
  pass: [{ name: 'a server that ends', facts: { stdioEnd: { ...end, durationMs: 120, exitCode: 0 } } }],
  fail: [
    {
      name: 'a server that ends, and leaves what it started',
      facts: {
        stdioEnd: { ...end, durationMs: 120, exitCode: 0, process: true, leaves: true, command: 'sh start.sh' },
      },
      messages: ['The server ended 0.1 s after stdin closed, but what it started still ran and held its output open.'],
      severities: ['warning'],
    },
    {
      name: 'a server that stays',
      facts: { stdioEnd: { ...end, command: 'docker run --rm -i acme/weather:1.2.0 stdio' } },
      messages: ['5.0 s after stdin closed the container still ran (stdio, no init).'],
    },
  ],
});
