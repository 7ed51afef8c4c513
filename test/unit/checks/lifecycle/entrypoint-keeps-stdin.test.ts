import entrypointKeepsStdin from '../../../../src/checks/lifecycle/entrypoint-keeps-stdin.js';
import { CLIENT_COMMAND } from '../../../support/lifecycle-facts.js';
import { testCheck } from '../../../support/test-check.js';

const said = { entrypoint: ['/start.sh'], command: CLIENT_COMMAND };

testCheck(entrypointKeepsStdin, {
  pass: [{ name: 'a server that answers', facts: { entrypointStdin: { answered: true, ...said } } }],
  fail: [
    {
      name: 'a server that answers only without its entrypoint',
      facts: {
        entrypointStdin: {
          answered: false,
          ...said,
          direct: { program: ['node', 'server.js'], answered: true, command: 'docker run --entrypoint node …' },
        },
      },
      messages: [
        'The server answers when it is started directly (node server.js), and not through the entrypoint ["/start.sh"].',
      ],
    },
  ],
});
