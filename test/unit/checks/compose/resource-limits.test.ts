import check from '../../../../src/checks/compose/resource-limits.js';
import { compose, services } from '../../../support/compose-facts.js';
import { testCheck } from '../../../support/test-check.js';

const web = (...lines: string[]) => compose(services(['web', ...lines]));
const LIMITS = 'limits: { cpus: "0.5", memory: 512M }';

testCheck(check, {
  pass: [
    { name: 'limits', facts: web(`deploy: { resources: { ${LIMITS}, reservations: { cpus: 0.25, memory: 256M } } }`) },
    { name: 'limits of older files', facts: web('cpus: 1.5', 'mem_limit: 1g') },
    {
      name: 'limits in production',
      facts: compose({
        'compose.yaml': services(['web']),
        'compose.prod.yaml': `services:\n  web:\n    deploy: { resources: { ${LIMITS} } }\n`,
      }),
    },
  ],
  fail: [
    { name: 'none', facts: web(), messages: ['The service "web" has no limit of processors and memory.'] },
    { name: 'one', facts: web('mem_limit: 512m'), messages: ['The service "web" has no limit of processors.'] },
    {
      name: 'no number',
      facts: web('cpus: 0', 'mem_limit: 0'),
      messages: ['The service "web" has no limit of processors and memory.'],
    },
    {
      name: 'more reserved than allowed',
      facts: web(`deploy: { resources: { ${LIMITS}, reservations: { cpus: "1", memory: 1G } } }`),
      messages: [
        'The service "web" reserves 1.1 GB, more than its limit of 537 MB: the engine refuses that.',
        'The service "web" reserves 1 processors, more than its limit of 0.5.',
      ],
    },
    {
      name: 'an overlay that brings a service',
      facts: compose({
        'compose.yaml': services(['web', `deploy: { resources: { ${LIMITS} } }`]),
        'compose.monitoring.yaml': `${services(['grafana'])}  web:\n    tty: true\n`,
      }),
      messages: ['The service "grafana" has no limit of processors and memory.'],
    },
  ],
  notApplicable: [{ name: 'a file for developing', facts: compose({ 'compose.dev.yaml': services(['web']) }) }],
});
