import { expect, it } from 'vitest';
import endpointAnswers from '../../../../src/checks/health/endpoint-answers.js';
import { settings } from '../../../support/mcp-facts.js';
import { runCheck } from '../../../../src/checks/run-checks.js';
import { testCheck } from '../../../support/test-check.js';

const good = { url: '/health', status: 200, contentType: 'application/json', isJson: true, statusField: 'ok' };

testCheck(endpointAnswers, {
  pass: [{ name: 'a status in JSON', facts: { settings: settings(), healthEndpoint: good } }],
  fail: [
    {
      name: 'a missing route',
      facts: { settings: settings(), healthEndpoint: { ...good, status: 404, isJson: false, statusField: undefined } },
      messages: ['/health answered 404.'],
    },
    {
      name: 'a failing dependency',
      facts: { settings: settings(), healthEndpoint: { ...good, status: 503, statusField: 'degraded' } },
      messages: ['/health answered 503, status "degraded".'],
    },
    {
      name: 'a page',
      facts: {
        settings: settings(),
        healthEndpoint: { ...good, contentType: 'text/html', isJson: false, statusField: undefined },
      },
      messages: ['/health answered 200 with no JSON (text/html).'],
    },
    {
      name: 'JSON that says nothing',
      facts: { settings: settings(), healthEndpoint: { ...good, statusField: undefined } },
      messages: ['/health answered 200 with JSON that has no "status".'],
    },
    {
      name: 'silence',
      facts: { settings: settings(), healthEndpoint: { url: '/health', isJson: false, error: 'no answer within 5 s' } },
      messages: ['/health gave no answer: no answer within 5 s.'],
    },
  ],
});

it.each([
  {
    name: 'an image, with the server around it',
    from: { command: 'docker run --rm -p 127.0.0.1:3000:3000 todo' },
    repro:
      'id=$(docker run --rm --detach -p 127.0.0.1:3000:3000 todo); sleep 2; curl --include http://127.0.0.1:3000/health; docker stop "$id"',
  },
  {
    name: 'a running server, where it is',
    from: { origin: 'https://mcp.example.com' },
    repro: 'curl --include https://mcp.example.com/health',
  },
])('shows $name', ({ from, repro }) => {
  const { findings } = runCheck(endpointAnswers, {
    settings: { status: 'known', value: settings() },
    healthEndpoint: { status: 'known', value: { url: '/health', status: 500, isJson: false, ...from } },
  });
  expect(findings[0]?.repro).toBe(repro);
});
