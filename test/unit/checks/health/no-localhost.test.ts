import noLocalhost from '../../../../src/checks/health/no-localhost.js';
import { imageConfig } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const facts = (...test: string[]) => ({ imageConfig: imageConfig({ healthcheck: { test } }) });

testCheck(noLocalhost, {
  pass: [
    { name: '127.0.0.1', facts: facts('CMD', 'curl', 'http://127.0.0.1:3000/health') },
    { name: 'a script', facts: facts('CMD', 'node', '/app/healthcheck.js') },
    { name: 'another host of like name', facts: facts('CMD', 'curl', 'http://my-localhost.example/health') },
  ],
  fail: [
    {
      name: 'localhost in a URL',
      facts: facts('CMD-SHELL', 'curl -f http://localhost:3000/health || exit 1'),
      messages: ['The health check asks localhost: curl -f http://localhost:3000/health || exit 1'],
    },
    {
      name: 'localhost as an argument',
      facts: facts('CMD', 'nc', '-z', 'LOCALHOST', '3000'),
      messages: ['The health check asks localhost: nc -z LOCALHOST 3000'],
    },
  ],
  notApplicable: [{ name: 'no health check', facts: facts('NONE') }],
});
