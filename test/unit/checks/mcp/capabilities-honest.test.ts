import capabilitiesHonest from '../../../../src/checks/mcp/capabilities-honest.js';
import {
  failure,
  httpSession,
  refusal,
  result,
  settings,
  silentSession,
  stdioSession,
  utilities,
} from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const declaring = { capabilities: { tools: {}, resources: {}, completions: {} } };
const unlisted = [
  utilities({
    lists: [{ method: 'resources/list', pages: 1, answer: refusal('resources/list', -32_603, '401 from API') }],
    completion: failure('completion/complete', 'timeout', 'no answer within 5.0 s'),
  }),
];

testCheck(capabilitiesHonest, {
  pass: [
    {
      name: 'errors of what is behind a server that got made-up values',
      facts: {
        settings: settings({ placeholders: ['API_KEY'] }),
        mcpSessions: [httpSession(declaring)],
        mcpUtilities: unlisted,
      },
    },
    {
      name: 'errors of what is behind a server that wants a value of its user',
      facts: {
        settings: settings(),
        mcpSessions: [httpSession({ ...declaring, wants: { variables: ['API_KEY'], placeholder: false } })],
        mcpUtilities: unlisted,
      },
    },
    {
      name: 'tools that are declared and listed',
      facts: { settings: settings(), mcpUtilities: [], mcpSessions: [httpSession(), stdioSession()] },
    },
    {
      name: 'no tools and no capability',
      facts: {
        settings: settings(),
        mcpUtilities: [],
        mcpSessions: [stdioSession({ capabilities: {}, tools: undefined })],
      },
    },
    {
      name: 'resources and completions that are declared and answered, and a list that another check judges',
      facts: {
        settings: settings(),
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
        settings: settings(),
        mcpSessions: [httpSession()],
        mcpUtilities: [
          utilities({ lists: [{ method: 'prompts/list', pages: 1, count: 0, answer: result('prompts/list', {}) }] }),
        ],
      },
    },
    {
      name: 'an era without a greeting',
      facts: { settings: settings(), mcpUtilities: [], mcpSessions: [stdioSession({ capabilities: undefined })] },
    },
  ],
  fail: [
    {
      name: 'errors and silence that may be of what is behind it',
      facts: { settings: settings(), mcpSessions: [httpSession(declaring)], mcpUtilities: unlisted },
      messages: [
        'Over HTTP, the resources capability is declared, but resources/list gives no list: error -32603 "401 from API".',
        'Over HTTP, the completions capability is declared, but completion/complete got no answer within 5.0 s.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'a missing method of a server that got made-up values',
      facts: {
        settings: settings({ placeholders: ['API_KEY'] }),
        mcpSessions: [httpSession(declaring)],
        mcpUtilities: [
          utilities({
            lists: [
              { method: 'resources/list', pages: 1, answer: refusal('resources/list', -32_601, 'Method not found') },
            ],
          }),
        ],
      },
      messages: [
        'Over HTTP, the resources capability is declared, but resources/list gives no list: error -32601 "Method not found".',
      ],
    },
    {
      name: 'a connection that is closed',
      facts: {
        settings: settings(),
        mcpSessions: [httpSession(declaring)],
        mcpUtilities: [
          utilities({
            lists: [
              {
                method: 'resources/list',
                pages: 1,
                answer: failure('resources/list', 'closed', 'it exited with code 1'),
              },
            ],
          }),
        ],
      },
      messages: [
        'Over HTTP, the resources capability is declared, but resources/list gives no list: it exited with code 1.',
      ],
    },
    {
      name: 'an answer that is too large',
      facts: {
        settings: settings(),
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
        settings: settings(),
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
      facts: { settings: settings(), mcpUtilities: [], mcpSessions: [stdioSession({ capabilities: { prompts: {} } })] },
      messages: ['Over stdio, 1 tools are listed, but the tools capability is not declared.'],
    },
    {
      name: 'no list in the other era',
      facts: {
        settings: settings(),
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
  notApplicable: [
    { name: 'a silent server', facts: { settings: settings(), mcpUtilities: [], mcpSessions: [silentSession()] } },
  ],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: {
        settings: settings(),
        mcpSessions: [httpSession()],
        mcpUtilities: [utilities({ limited: 429, lists: [] })],
      },
      reason:
        'Over HTTP, the server refuses further requests: HTTP 429. Allow more of them while it is verified; this was not asked.',
    },
    {
      name: 'no list of a server that got a made-up value',
      facts: {
        settings: settings(),
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
