import capabilitiesHonest from '../../../../src/checks/mcp/capabilities-honest.js';
import { failure, httpSession, refusal, silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(capabilitiesHonest, {
  pass: [
    { name: 'tools that are declared and listed', facts: { mcpSessions: [httpSession(), stdioSession()] } },
    {
      name: 'no tools and no capability',
      facts: { mcpSessions: [stdioSession({ capabilities: {}, tools: undefined })] },
    },
    {
      name: 'an era without a greeting',
      facts: { mcpSessions: [stdioSession({ capabilities: undefined })] },
    },
  ],
  fail: [
    {
      name: 'an answer that is too large',
      facts: {
        mcpSessions: [
          httpSession({
            tools: undefined,
            listTools: failure('tools/list', 'too-large', 'the answer is larger than 4.2 MB'),
          }),
        ],
      },
      messages: [
        'Over HTTP, the tools capability is declared, but tools/list gives no list: the answer is larger than 4.2 MB.',
      ],
    },
    {
      name: 'tools without the capability',
      facts: { mcpSessions: [stdioSession({ capabilities: { prompts: {} } })] },
      messages: ['Over stdio, 1 tools are listed, but the tools capability is not declared.'],
    },
    {
      name: 'no list in the other era',
      facts: {
        mcpSessions: [
          httpSession({
            toolsInOtherEra: undefined,
            otherEra: { era: '2026-07-28', listTools: refusal('tools/list', -32_603, 'Internal error') },
          }),
        ],
      },
      messages: ['Over HTTP, tools/list gives no list in 2026-07-28: error -32603 "Internal error".'],
    },
  ],
  notApplicable: [{ name: 'a silent server', facts: { mcpSessions: [silentSession()] } }],
  unknown: [
    {
      name: 'no list of a server that got a made-up value',
      facts: {
        mcpSessions: [
          stdioSession({
            tools: undefined,
            listTools: refusal('tools/list', -32603, 'fetch failed'),
            wants: { variables: ['ACCESS_TOKEN'], placeholder: true, said: 'fetch failed' },
          }),
        ],
      },
      reason:
        'The tools were not listed, and ACCESS_TOKEN has a value that is made up (server.env of mcp-dock.yaml): fetch failed. Give a real value from your environment: mcp-dock verify --env ACCESS_TOKEN',
    },
  ],
});
