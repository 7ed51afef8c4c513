import { expect, it } from 'vitest';
import becomesHealthy from '../../../../src/checks/health/becomes-healthy.js';
import { settings } from '../../../support/mcp-facts.js';
import { runCheck } from '../../../../src/checks/run-checks.js';
import { testCheck } from '../../../support/test-check.js';

const health = { declared: true, status: 'healthy' as const, healthyMs: 1_300, intervalUsedMs: 500, log: [] };

testCheck(becomesHealthy, {
  pass: [
    { name: 'a healthy container', facts: { settings: settings(), health } },
    {
      name: 'one that was healthy when it was found',
      facts: { settings: settings(), health: { ...health, healthyMs: undefined } },
    },
  ],
  fail: [
    {
      name: 'a probe that fails',
      facts: {
        settings: settings(),
        health: {
          ...health,
          status: 'unhealthy',
          healthyMs: undefined,
          waitedMs: 15_000,
          log: [{ exitCode: 1, output: 'refused\nat once' }],
          command: 'docker run --rm -p 127.0.0.1:3000:3000 todo',
        },
      },
      messages: ['The engine calls the container "unhealthy" after 15 s.'],
    },
    {
      name: 'a container that is healthy too late',
      facts: { settings: settings(), health: { ...health, healthyMs: 15_600 } },
      messages: ['The container was healthy 16 s after its start.'],
    },
  ],
  notApplicable: [
    {
      name: 'an image without health check',
      facts: { settings: settings(), health: { declared: false, status: 'none', log: [] } },
    },
  ],
});

it('is shown with the interval that was used, and the output of the probe line by line', () => {
  const { findings } = runCheck(becomesHealthy, {
    settings: { status: 'known', value: settings() },
    health: {
      status: 'known',
      value: {
        declared: true,
        status: 'unhealthy',
        intervalUsedMs: 250,
        waitedMs: 15_000,
        log: [{ exitCode: 1, output: 'refused\nat once' }],
        command: 'docker run --rm -p 127.0.0.1:3000:3000 todo',
      },
    },
  });
  expect(findings[0]?.evidence).toEqual(['probe: exit 1, refused', '  at once']);
  expect(findings[0]?.repro).toContain(
    '$(docker run --rm --detach --health-interval 250ms -p 127.0.0.1:3000:3000 todo)',
  );
});
