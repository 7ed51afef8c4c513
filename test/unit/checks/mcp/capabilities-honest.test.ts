import capabilitiesHonest from '../../../../src/checks/mcp/capabilities-honest.js';
import {
  failure,
  httpSession,
  refusal,
  result,
  silentSession,
  stdioSession,
  utilities,
} from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(capabilitiesHonest, {
  pass: [
    {
      name: 'tools that are declared and listed',
      facts: { mcpUtilities: [], mcpSessions: [httpSession(), stdioSession()] },
    },
    {
      name: 'no tools and no capability',
      facts: { mcpUtilities: [], mcpSessions: [stdioSession({ capabilities: {}, tools: undefined })] },
    },
    {
      name: 'resources and completions that are declared and answered, and a list that another check judges',
      facts: {
        mcpSessions: [httpSession({ capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} } })],
        mcpUtilities: [
          utilities({
            lists: [
              { method: 'resources/list', pages: 1, count: 0, answer: result('resources/list', {}) },
              { method: 'prompts/list', pages: 2, answer: failure('prompts/list', 'endless-list', 'it never ends') },
            ],
            completion: refusal('completion/complete', -32_602, 'No such prompt'),
          }),
        ],
      },
    },
    {
      name: 'an empty list of what is not declared',
      facts: {
        mcpSessions: [httpSession()],
        mcpUtilities: [
          utilities({ lists: [{ method: 'prompts/list', pages: 1, count: 0, answer: result('prompts/list', {}) }] }),
        ],
      },
    },
    {
      name: 'an era without a greeting',
      facts: { mcpUtilities: [], mcpSessions: [stdioSession({ capabilities: undefined })] },
    },
  ],
  fail: [
    {
      name: 'an answer that is too large',
      facts: {
        mcpUtilities: [],
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
      name: 'resources, prompts and completions that are promised and not there',
      facts: {
        mcpSessions: [httpSession({ capabilities: { tools: {}, resources: {}, completions: {} } })],
        mcpUtilities: [
          utilities({
            lists: [
              { method: 'resources/list', pages: 1, answer: refusal('resources/list', -32_601, 'Method not found') },
              { method: 'prompts/list', pages: 1, count: 2, answer: result('prompts/list', {}) },
            ],
            completion: refusal('completion/complete', -32_601, 'Method not found'),
          }),
        ],
      },
      messages: [
        'Over HTTP, the resources capability is declared, but resources/list gives no list: error -32601 "Method not found".',
        'Over HTTP, prompts/list lists 2 prompts, but the prompts capability is not declared.',
        'Over HTTP, the completions capability is declared, but completion/complete got error -32601 "Method not found".',
      ],
    },
    {
      name: 'tools without the capability',
      facts: { mcpUtilities: [], mcpSessions: [stdioSession({ capabilities: { prompts: {} } })] },
      messages: ['Over stdio, 1 tools are listed, but the tools capability is not declared.'],
    },
    {
      name: 'no list in the other era',
      facts: {
        mcpUtilities: [],
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
  notApplicable: [{ name: 'a silent server', facts: { mcpUtilities: [], mcpSessions: [silentSession()] } }],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: { mcpSessions: [httpSession()], mcpUtilities: [utilities({ limited: 429, lists: [] })] },
      reason:
        'Over HTTP, the server refuses further requests: HTTP 429. Allow more of them while it is verified; this was not asked.',
    },
    {
      name: 'no list of a server that got a made-up value',
      facts: {
        mcpUtilities: [],
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
