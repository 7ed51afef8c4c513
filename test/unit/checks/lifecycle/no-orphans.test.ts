import noOrphans from '../../../../src/checks/lifecycle/no-orphans.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(noOrphans, {
  pass: [{ name: 'nothing left', facts: { orphans: { started: 3, containers: [], resources: [] } } }],
  fail: [
    {
      name: 'a container and a network',
      facts: {
        orphans: {
          started: 3,
          containers: [{ id: '0123456789abcdef', name: 'eager_hugle', state: 'running' }],
          resources: [{ kind: 'network', id: 'fedcba9876543210', name: 'mcp-dock-1-internal' }],
        },
      },
      messages: [
        'Container "eager_hugle" of this run was left behind (running), and removed only then.',
        'The network "mcp-dock-1-internal" of this run was left behind, and removed only then.',
      ],
    },
  ],
});
