import check from '../../../../src/checks/env/values-valid.js';
import { entry, environmentFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

const set = (key: string, value: string, local = false) => ({
  environment: environmentFact({ entries: [entry(key, { value, local })] }),
});

testCheck(check, {
  pass: [
    { name: 'a service as backend', facts: set('FASTAPI_BASE_URL', 'http://backend:8000') },
    { name: 'a port', facts: set('MCP_PORT', '65535') },
    { name: 'a level', facts: set('MCP_LOG_LEVEL', 'Info') },
    { name: 'a value that is not shown', facts: { environment: environmentFact({ entries: [entry('API_URL')] }) } },
    { name: 'a local address of something else', facts: set('PUBLIC_URL', 'http://localhost:3000', true) },
    {
      name: 'a fault that a later line corrects',
      facts: {
        environment: environmentFact({ entries: [entry('PORT', { value: 'x' }), entry('PORT', { value: '1' })] }),
      },
    },
  ],
  fail: [
    {
      name: 'the container itself as backend',
      facts: set('FASTAPI_BASE_URL', 'http://localhost:8000', true),
      messages: ['FASTAPI_BASE_URL=http://localhost:8000 points at the container itself.'],
    },
    { name: 'no port', facts: set('MCP_PORT', '99999'), messages: ['MCP_PORT=99999 is no port (1 to 65535).'] },
    { name: 'port 0', facts: set('PORT', '0'), messages: ['PORT=0 is no port (1 to 65535).'] },
    {
      name: 'no URL',
      facts: set('AUTH_SERVER_URL', 'auth.example'),
      messages: ['AUTH_SERVER_URL=auth.example is no URL.'],
    },
    { name: 'no format', facts: set('LOG_FORMAT', 'xml'), messages: ['LOG_FORMAT=xml is none of json, text.'] },
  ],
  notApplicable: [{ name: 'no file', facts: { environment: environmentFact({ exists: false }) } }],
});
