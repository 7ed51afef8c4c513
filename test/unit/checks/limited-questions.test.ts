import { describe, expect, it } from 'vitest';
import contentTypes from '../../../src/checks/http/content-types.js';
import cors from '../../../src/checks/http/cors.js';
import foreignHost from '../../../src/checks/http/foreign-host-refused.js';
import foreignOrigin from '../../../src/checks/http/foreign-origin-refused.js';
import getStream from '../../../src/checks/http/get-stream.js';
import modernHeaders from '../../../src/checks/http/modern-headers.js';
import ownHosts from '../../../src/checks/http/own-hosts-accepted.js';
import sessionRules from '../../../src/checks/http/session-rules.js';
import versionHeader from '../../../src/checks/http/version-header.js';
import bothEras from '../../../src/checks/mcp/both-eras.js';
import capabilitiesHonest from '../../../src/checks/mcp/capabilities-honest.js';
import discover from '../../../src/checks/mcp/discover.js';
import initialize from '../../../src/checks/mcp/initialize.js';
import sdkClients from '../../../src/checks/mcp/sdk-clients-connect.js';
import survivesBadInput from '../../../src/checks/mcp/survives-bad-input.js';
import transportsAgree from '../../../src/checks/mcp/transports-agree.js';
import unknownMethod from '../../../src/checks/mcp/unknown-method.js';
import versionNegotiation from '../../../src/checks/mcp/version-negotiation.js';
import { runCheck } from '../../../src/checks/run-checks.js';
import badArguments from '../../../src/checks/tools/bad-arguments-refused.js';
import callsAsExpected from '../../../src/checks/tools/calls-as-expected.js';
import contractLocked from '../../../src/checks/tools/contract-locked.js';
import expectedListed from '../../../src/checks/tools/expected-listed.js';
import namesValid from '../../../src/checks/tools/names-valid.js';
import unknownRefused from '../../../src/checks/tools/unknown-refused.js';
import type { CollectedFacts, FactName, Facts } from '../../../src/model/facts.js';
import type { McpSession } from '../../../src/model/facts/mcp.js';
import { hostMatrix } from '../../support/host-rows.js';
import { bare, httpRules, modernRules } from '../../support/http-rules.js';
import { httpSession, settings, silentSession, stdioSession, utilities } from '../../support/mcp-facts.js';
import { locked } from '../../fixtures/servers/cases.js';

const known = (facts: Partial<Facts>): CollectedFacts =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name as FactName, { status: 'known', value }]));

const refused = (method: string) => ({
  method,
  httpStatus: 429,
  error: { code: -32_000, message: 'Too many requests' },
  durationMs: 1,
});

function without(session: McpSession, ...names: readonly (keyof McpSession)[]): McpSession {
  const left = Object.entries(session).filter(([name]) => !(names as readonly string[]).includes(name));
  return { ...(Object.fromEntries(left) as McpSession), limited: 429 };
}

const unlisted = without(
  httpSession(),
  'tools',
  'listTools',
  'toolsInOtherEra',
  'otherEra',
  'unknownMethod',
  'unknownTool',
);
const oneEra = without(httpSession(), 'toolsInOtherEra', 'otherEra');
const ungreeted = silentSession({
  limited: 429,
  handshake: refused('initialize'),
  discover: refused('server/discover'),
});
const undiscovered = without(
  httpSession({ discover: refused('server/discover'), eras: ['handshake'], modernVersions: [] }),
  'tools',
  'listTools',
);
const called = settings({ calls: [{ tool: 'list_tasks', arguments: {} }] });
const expecting = settings({ expectTools: { match: 'at-least', names: ['list_tasks'] } });
const allowing = settings({
  transports: { http: { port: 3000, path: '/mcp', allowedOrigins: ['http://localhost:5173'] } },
});
const lock = { path: 'mcp-dock.lock.json', contract: locked };
const mcpHttp = httpSession();
const badInput = (status: number) => [
  {
    transport: 'http' as const,
    endpoint: mcpHttp.endpoint,
    inputs: [{ name: 'a', title: 'a line', printed: 'a', status, alive: true, durationMs: 1 }],
  },
];

describe('a server that refuses further requests', () => {
  it.each([
    [initialize, { mcpSessions: [stdioSession(), ungreeted] }],
    [bothEras, { mcpSessions: [undiscovered] }],
    [discover, { mcpSessions: [stdioSession({ eras: ['handshake'] }), undiscovered] }],
    [unknownMethod, { mcpSessions: [unlisted] }],
    [unknownMethod, { mcpSessions: [oneEra] }],
    [unknownRefused, { mcpSessions: [stdioSession(), unlisted] }],
    [badArguments, { mcpSessions: [unlisted] }],
    [transportsAgree, { mcpSessions: [stdioSession(), unlisted] }],
    [sdkClients, { mcpSessions: [oneEra] }],
    [
      sdkClients,
      { mcpSessions: [httpSession({ sdk: [{ client: 'sdk', era: 'handshake', error: 'HTTP 429', limited: 429 }] })] },
    ],
    [callsAsExpected, { mcpSessions: [oneEra], settings: called }],
    [expectedListed, { mcpSessions: [unlisted], settings: expecting }],
    [expectedListed, { mcpSessions: [stdioSession(), unlisted], settings: expecting }],
    [namesValid, { mcpSessions: [unlisted] }],
    [
      capabilitiesHonest,
      { transcripts: [], mcpSessions: [unlisted], mcpUtilities: [utilities()], settings: settings() },
    ],
    [contractLocked, { mcpSessions: [unlisted], lock, contract: { contract: locked, listed: false, faults: [] } }],
    [foreignHost, { mcpHttp, hostMatrix: hostMatrix({ 'foreign-host': 429 }) }],
    [foreignHost, { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 429 }) }],
    [foreignOrigin, { mcpHttp, hostMatrix: hostMatrix({ 'null-origin': 503 }) }],
    [ownHosts, { mcpHttp, hostMatrix: hostMatrix({ localhost: 429 }) }],
    [survivesBadInput, { mcpSessions: [mcpHttp], badInput: badInput(429) }],
    [survivesBadInput, { mcpSessions: [mcpHttp], badInput: badInput(503) }],
    [contentTypes, { mcpHttp, httpRules: httpRules([bare('text-plain', 429)]) }],
    [contentTypes, { mcpHttp, httpRules: { eras: ['handshake'], exchanges: [bare('initialize', 429)] } }],
    [getStream, { mcpHttp, httpRules: { eras: ['handshake'], exchanges: [bare('initialize', 429)] } }],
    [versionHeader, { mcpHttp, httpRules: httpRules([bare('request', 429)]) }],
    [
      sessionRules,
      { mcpSessions: [mcpHttp], httpRules: { eras: ['handshake'], exchanges: [bare('initialize', 503)] } },
    ],
    [modernHeaders, { mcpHttp, httpRules: modernRules([bare('modern-request', 429)]) }],
    [cors, { mcpHttp, settings: allowing, httpRules: httpRules([bare('preflight', 429)]) }],
    [
      versionNegotiation,
      {
        mcpSessions: [mcpHttp],
        versionAnswers: [
          { transport: 'http', endpoint: mcpHttp.endpoint, eras: ['handshake'], handshakes: [], untold: 'HTTP 429' },
        ],
      },
    ],
  ] satisfies [Parameters<typeof runCheck>[0], Partial<Facts>][])('is not known to keep $id', (check, facts) => {
    const { outcome, reason } = runCheck(check, known(facts));
    expect({ outcome, reason }).toEqual({ outcome: 'unknown', reason: expect.stringMatching(/429|503/u) as unknown });
  });

  it('is told of all the same where an answer that came is wrong', () => {
    const answer = { method: 'x', result: {}, durationMs: 1 };
    const { outcome, findings } = runCheck(
      unknownMethod,
      known({ mcpSessions: [{ ...oneEra, unknownMethod: answer }] }),
    );
    expect([outcome, findings.length]).toEqual(['fail', 1]);
  });
});
