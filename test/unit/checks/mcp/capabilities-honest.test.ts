import capabilitiesHonest from '../../../../src/checks/mcp/capabilities-honest.js';
import {
  failure,
  httpSession,
  refusal,
  result,
  settings,
  silentSession,
  stdioSession,
  transcript,
  utilities,
} from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const declaring = { capabilities: { tools: {}, resources: {}, completions: {} } };
const tooDeep = (method: string) =>
  failure(method, 'too-deep', 'an answer that could not be read by mcp-dock: it is too deep');
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
        transcripts: [],
        settings: settings({ placeholders: ['API_KEY'] }),
        mcpSessions: [httpSession(declaring)],
        mcpUtilities: unlisted,
      },
    },
    {
      name: 'errors of what is behind a server that wants a value of its user',
      facts: {
        transcripts: [],
        settings: settings(),
        mcpSessions: [httpSession({ ...declaring, wants: { variables: ['API_KEY'], placeholder: false } })],
        mcpUtilities: unlisted,
      },
    },
    {
      name: 'tools that are declared and listed',
      facts: { transcripts: [], settings: settings(), mcpUtilities: [], mcpSessions: [httpSession(), stdioSession()] },
    },
    {
      name: 'no tools and no capability',
      facts: {
        transcripts: [],
        settings: settings(),
        mcpUtilities: [],
        mcpSessions: [stdioSession({ capabilities: {}, tools: undefined })],
      },
    },
    {
      name: 'resources and completions that are declared and answered, and a list that another check judges',
      facts: {
        transcripts: [],
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
        transcripts: [],
        settings: settings(),
        mcpSessions: [httpSession()],
        mcpUtilities: [
          utilities({ lists: [{ method: 'prompts/list', pages: 1, count: 0, answer: result('prompts/list', {}) }] }),
        ],
      },
    },
    {
      name: 'an era without a greeting',
      facts: {
        transcripts: [],
        settings: settings(),
        mcpUtilities: [],
        mcpSessions: [stdioSession({ capabilities: undefined })],
      },
    },
    {
      name: 'a ping, and what is no request, of the server',
      facts: {
        settings: settings(),
        mcpUtilities: [],
        mcpSessions: [httpSession()],
        transcripts: [
          transcript([
            [undefined, { id: 's1', method: 'ping' }],
            [undefined, { method: 'notifications/message' }],
            ['tools/list', { result: {} }],
          ]),
        ],
      },
    },
  ],
  fail: [
    {
      name: 'requests that the client did not offer to answer',
      facts: {
        settings: settings(),
        mcpUtilities: [],
        mcpSessions: [httpSession(), stdioSession({ eras: ['handshake'] })],
        transcripts: [
          transcript([
            [undefined, { id: 's1', method: 'sampling/createMessage' }],
            [undefined, { id: 's2', method: 'elicitation/create' }],
            [undefined, { id: 's3', method: 'sampling/createMessage' }],
          ]),
          transcript(
            ['a', 'b', 'c', 'd', 'e', 'f', 'g\u001b'].map(
              (method) => [undefined, { id: method, method }, '2026-07-28'] as const,
            ),
            { transport: 'stdio' },
          ),
        ],
      },
      messages: [
        'Over HTTP, the server asked for sampling/createMessage (2 times) and elicitation/create (once), but the client declared no capabilities.',
        'Over stdio, the server asked for a (once), b (once), c (once), d (once), e (once), and 2 other methods, but the client declared no capabilities.',
      ],
    },
    {
      name: 'such a request of a server that wants a value of its user before it lists its tools',
      facts: {
        settings: settings(),
        mcpUtilities: [],
        mcpSessions: [httpSession({ tools: undefined, wants: { variables: ['API_KEY'], placeholder: false } })],
        transcripts: [transcript([[undefined, { id: 's1', method: 'roots/list' }]])],
      },
      messages: ['Over HTTP, the server asked for roots/list (once), but the client declared no capabilities.'],
    },
    {
      name: 'errors and silence that may be of what is behind it',
      facts: { transcripts: [], settings: settings(), mcpSessions: [httpSession(declaring)], mcpUtilities: unlisted },
      messages: [
        'Over HTTP, the resources capability is declared, but resources/list gives no list: error -32603 "401 from API".',
        'Over HTTP, the completions capability is declared, but completion/complete got no answer within 5.0 s.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'a missing method of a server that got made-up values',
      facts: {
        transcripts: [],
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
        transcripts: [],
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
      name: 'lists that are nested too deep to be read',
      facts: {
        transcripts: [],
        settings: settings(),
        mcpSessions: [
          httpSession({
            ...declaring,
            otherEra: { era: '2026-07-28', listTools: tooDeep('tools/list') },
            toolsInOtherEra: undefined,
          }),
          stdioSession({ tools: undefined, listTools: tooDeep('tools/list') }),
        ],
        mcpUtilities: [
          utilities({ lists: [{ method: 'resources/list', pages: 1, answer: tooDeep('resources/list') }] }),
        ],
      },
      messages: [
        'Over HTTP, tools/list in 2026-07-28 gave an answer that could not be read by mcp-dock: it is too deep.',
        'Over HTTP, the resources capability is declared, but resources/list gave an answer that could not be read by mcp-dock: it is too deep.',
        'Over stdio, the tools capability is declared, but tools/list gave an answer that could not be read by mcp-dock: it is too deep.',
      ],
    },
    {
      name: 'an answer that is too large',
      facts: {
        transcripts: [],
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
        transcripts: [],
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
      facts: {
        transcripts: [],
        settings: settings(),
        mcpUtilities: [],
        mcpSessions: [stdioSession({ capabilities: { prompts: {} } })],
      },
      messages: ['Over stdio, 1 tools are listed, but the tools capability is not declared.'],
    },
    {
      name: 'no list in the other era',
      facts: {
        transcripts: [],
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
    {
      name: 'a silent server',
      facts: { transcripts: [], settings: settings(), mcpUtilities: [], mcpSessions: [silentSession()] },
    },
  ],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: {
        transcripts: [],
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
        transcripts: [],
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
