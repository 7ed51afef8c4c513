import check from '../../../../src/checks/compose/healthchecks.js';
import { built, compose, services } from '../../../support/compose-facts.js';
import { settingsFact } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const HTTP = settingsFact({ http: { port: 3000, path: '/mcp' } });
const of = (lines: string, beside: Parameters<typeof compose>[1] = {}) => ({
  ...HTTP,
  ...compose(`services:\n  web: { ${lines} }\n`, beside),
});

testCheck(check, {
  pass: [
    { name: 'one of its own', facts: of('image: "nginx:1", healthcheck: { test: [CMD, curl, x] }') },
    { name: 'that of the image', facts: of('build: .', { built: { web: built() } }) },
    {
      name: 'another interval for that of the image',
      facts: of('build: ., healthcheck: { interval: 5s }', { built: { web: built() } }),
    },
    { name: 'an image that nothing tells about', facts: of('image: "ghcr.io/acme/web:1"') },
  ],
  fail: [
    {
      name: 'none',
      facts: of('image: "nginx:1"'),
      messages: ['The service "web" has no health check, and its image brings none.'],
    },
    {
      name: 'none in the Dockerfile either',
      facts: of('build: .', { built: { web: built({ healthcheck: false }) } }),
      messages: ['The service "web" has no health check, and its image brings none.'],
    },
    {
      name: 'one that is turned off',
      facts: of('build: ., healthcheck: { disable: true }', { built: { web: built() } }),
      messages: ['The service "web" has its health check turned off.'],
    },
    {
      name: 'NONE',
      facts: of('build: ., healthcheck: { test: [NONE] }', { built: { web: built() } }),
      messages: ['The service "web" has its health check turned off.'],
    },
    {
      name: 'one that is always content',
      facts: of('image: "nginx:1", healthcheck: { test: "curl -f http://127.0.0.1 || exit 0" }'),
      messages: ['The health check of the service "web" says yes whatever happens: curl -f http://127.0.0.1 || exit 0'],
      remedies: ['Ask the server, at /health for example.'],
    },
  ],
  notApplicable: [
    { name: 'a job', facts: of('image: "busybox:1", restart: "no"') },
    {
      name: 'a server over stdio',
      facts: { ...HTTP, ...compose(services(['web', 'command: [stdio]', 'profiles: [x]'])) },
    },
    {
      name: 'a file for tries',
      facts: { ...HTTP, ...compose({ 'compose.test.yaml': 'services: { a: { image: "nginx:1" } }\n' }) },
    },
  ],
});
