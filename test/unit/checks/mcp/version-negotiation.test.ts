import versionNegotiation from '../../../../src/checks/mcp/version-negotiation.js';
import type { VersionAnswers } from '../../../../src/model/facts/http-rules.js';
import { httpSession, refusal, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpSessions = [httpSession(), stdioSession()];

const answers = (
  handshakes: Readonly<Record<string, string | undefined>>,
  more: Partial<VersionAnswers> = {},
): VersionAnswers => ({
  transport: 'http',
  endpoint: 'http://127.0.0.1:3000/mcp',
  eras: ['handshake', '2026-07-28'],
  handshakes: Object.entries(handshakes).map(([asked, answered]) =>
    answered === undefined ? { asked, instead: '400 and error -32000 "No"' } : { asked, answered },
  ),
  ...more,
});
const unsupported = {
  asked: '1999-01-01',
  status: 400,
  code: -32_022,
  supported: ['2026-07-28'],
  said: 'error -32022 ""',
};
const SOUND = {
  '2024-11-05': '2024-11-05',
  '2025-03-26': '2025-03-26',
  '2025-06-18': '2025-06-18',
  '2025-11-25': '2025-11-25',
  '1999-01-01': '2025-11-25',
};

testCheck(versionNegotiation, {
  pass: [
    { name: 'a server that has them all', facts: { mcpSessions, versionAnswers: [answers(SOUND, { unsupported })] } },
    {
      name: 'a server that has one of them',
      facts: {
        mcpSessions,
        versionAnswers: [
          answers({ '2025-03-26': '2025-06-18', '2025-06-18': '2025-06-18', '1999-01-01': '2025-06-18' }),
        ],
      },
    },
    {
      name: 'one handshake over stdio',
      facts: { mcpSessions, versionAnswers: [answers({ '1999-01-01': '2025-06-18' }, { transport: 'stdio' })] },
    },
  ],
  fail: [
    {
      name: 'a version that there is not',
      facts: { mcpSessions, versionAnswers: [answers({ ...SOUND, '1999-01-01': '1999-01-01' })] },
      messages: [
        'Over HTTP, initialize with version 1999-01-01 is answered with 1999-01-01, a version that there is not.',
      ],
    },
    {
      name: 'refusals',
      facts: { mcpSessions, versionAnswers: [answers({ ...SOUND, '2024-11-05': undefined, '1999-01-01': undefined })] },
      messages: [
        'Over HTTP, initialize with version 2024-11-05 is answered with 400 and error -32000 "No" instead of a version that the server has.',
      ],
    },
    {
      name: 'the refusal that the protocol has for an example, and one like it without a list',
      facts: {
        mcpSessions,
        versionAnswers: [
          answers(SOUND, {
            handshakes: [
              { asked: '1999-01-01', instead: 'error -32602 "No"', code: -32_602, supported: ['2025-11-25'] },
              { asked: '2024-11-05', instead: 'error -32602 "No"', code: -32_602 },
            ],
          }),
        ],
      },
      messages: [
        'Over HTTP, initialize with version 1999-01-01 is answered with error -32602 "No" instead of a version that the server has.',
        'Over HTTP, initialize with version 2024-11-05 is answered with error -32602 "No" instead of a version that the server has.',
      ],
      severities: ['warning', 'error'],
    },
    {
      name: 'a version that it does not have when it is asked for it',
      facts: {
        mcpSessions,
        versionAnswers: [answers({ ...SOUND, '2025-03-26': '2025-11-25', '1999-01-01': '2025-03-26' })],
      },
      messages: [
        'Over HTTP, initialize with version 1999-01-01 is answered with 2025-03-26, which the server does not answer with when it is asked for.',
      ],
    },
    {
      name: 'an old one of several',
      facts: { mcpSessions, versionAnswers: [answers({ ...SOUND, '1999-01-01': '2024-11-05' })] },
      messages: [
        'Over HTTP, initialize with version 1999-01-01 is answered with 2024-11-05 instead of 2025-11-25, the newest that the server has.',
      ],
      severities: ['warning'],
    },
    {
      name: 'one of the other era that is taken, over stdio',
      facts: {
        mcpSessions,
        versionAnswers: [answers({}, { transport: 'stdio', unsupported: { asked: '1999-01-01', said: 'a result' } })],
      },
      messages: [
        'Over stdio in 2026-07-28, a request of version 1999-01-01 is answered with a result instead of -32022 with data.supported.',
      ],
    },
    {
      name: 'one of the other era that is refused in words',
      facts: {
        mcpSessions,
        versionAnswers: [
          answers({}, { unsupported: { asked: '1999-01-01', status: 400, said: 'text/plain "Unsupported"' } }),
        ],
      },
      messages: [
        'Over HTTP in 2026-07-28, a request of version 1999-01-01 is answered with 400 and text/plain "Unsupported" instead of -32022 with data.supported.',
      ],
    },
    {
      name: 'an error that does not say which there are',
      facts: {
        mcpSessions,
        versionAnswers: [
          answers({}, { unsupported: { ...unsupported, supported: ['2025-11-25'] } }),
          answers({}, { unsupported: { asked: '1999-01-01', code: -32_022, said: 'error' } }),
        ],
      },
      messages: [
        'Over HTTP in 2026-07-28, a request of version 1999-01-01 is answered with -32022 with 2025-11-25 in data.supported.',
        'Over HTTP in 2026-07-28, a request of version 1999-01-01 is answered with -32022 with no data.supported.',
      ],
    },
  ],
  unknown: [
    {
      name: 'a server that takes no client after the first one',
      facts: {
        mcpSessions: [
          httpSession({ nextClient: { refusal: refusal('initialize', -32_600, 'Server already initialized') } }),
        ],
        versionAnswers: [],
      },
      reason: 'The server takes no further client over HTTP; see http/session-rules.',
    },
    {
      name: 'a server that takes one client, and that is us',
      facts: {
        mcpSessions: [httpSession({ secondClient: refusal('initialize', -32_600, 'Server already initialized') })],
        versionAnswers: [answers({}, { unsupported })],
      },
      reason:
        'No other version could be asked for over HTTP, since the server refuses a second client while the first is connected; see http/session-rules.',
    },
  ],
  notApplicable: [{ name: 'no question', facts: { mcpSessions, versionAnswers: [answers({})] } }],
});
