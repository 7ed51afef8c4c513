import becomesHealthy from '../../../../src/checks/health/becomes-healthy.js';
import { settings } from '../../../support/mcp-facts.js';
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
          log: [{ exitCode: 1, output: 'refused' }],
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
