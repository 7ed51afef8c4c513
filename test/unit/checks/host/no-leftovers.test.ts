import check from '../../../../src/checks/host/no-leftovers.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [{ name: 'nothing', facts: { leftovers: [] } }],
  fail: [
    {
      name: 'a container',
      facts: {
        leftovers: [
          { id: 'abc', name: 'mcp-dock-1', image: 'todo:1', runId: '1', createdAt: '2026-11-01', state: 'exited' },
        ],
      },
      messages: ['Container "mcp-dock-1" of todo:1 is left behind (exited, since 2026-11-01).'],
    },
  ],
});
