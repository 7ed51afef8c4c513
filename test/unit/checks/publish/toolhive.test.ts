import toolhive from '../../../../src/checks/publish/toolhive.js';
import { gone, replay } from '../../../support/replay.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(toolhive, {
  pass: [{ name: 'a server that lists its tools', facts: { toolhive: replay() } }],
  fail: [
    {
      name: 'a server that takes MCP_TRANSPORT for something else',
      facts: { toolhive: gone('MCP_TRANSPORT must be http') },
      messages: [
        'Started as ToolHive starts it, the container exited after 0.3 s with code 1: MCP_TRANSPORT must be http.',
      ],
    },
  ],
});
