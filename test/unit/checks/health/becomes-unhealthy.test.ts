import becomesUnhealthy from '../../../../src/checks/health/becomes-unhealthy.js';
import type { Facts } from '../../../../src/model/facts.js';
import { imageConfig } from '../../../support/image-facts.js';
import { COMMAND } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const frozen = (overrides: Partial<Facts['frozen']> = {}) => ({
  imageConfig: imageConfig({ healthcheck: { test: ['CMD', 'pgrep', 'node'] } }),
  frozen: {
    healthyBefore: true,
    status: 'unhealthy' as const,
    probes: 1,
    succeeded: 0,
    noticedMs: 3_100,
    waitedMs: 3_100,
    log: [],
    used: { intervalMs: 250, timeoutMs: 3_000, retries: 1 },
    command: COMMAND,
    ...overrides,
  },
});

testCheck(becomesUnhealthy, {
  pass: [{ name: 'a probe that notices', facts: frozen() }],
  fail: [
    {
      name: 'a probe that looks at the process',
      facts: frozen({
        status: 'healthy',
        probes: 4,
        succeeded: 4,
        waitedMs: 1_200,
        log: [{ exitCode: 0, output: '1' }],
      }),
      messages: ['The health check found nothing wrong 4 times after all processes of the container were stopped.'],
    },
    {
      name: 'one that the engine still believes',
      facts: frozen({ status: 'healthy', probes: 2, succeeded: 0, waitedMs: 16_000 }),
      messages: ['The engine still calls the container "healthy" 16 s after all its processes were stopped.'],
    },
  ],
  unknown: [
    {
      name: 'no probe that came to its end',
      facts: frozen({ status: 'healthy', probes: 0, waitedMs: 16_000 }),
      reason: 'The engine ran no probe to its end within 16 s of the freeze, although it stops each after 3.0 s.',
    },
  ],
  notApplicable: [
    { name: 'a container that was never healthy', facts: frozen({ healthyBefore: false, status: 'none', probes: 0 }) },
  ],
});
