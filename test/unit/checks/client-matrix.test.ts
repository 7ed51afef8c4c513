import { describe, expect, it } from 'vitest';
import { clientMatrix } from '../../../src/checks/client-matrix.js';
import type { CollectedFact, CollectedFacts } from '../../../src/model/facts.js';
import type { McpSession } from '../../../src/model/facts/mcp.js';
import { failure, httpSession, refusal, silentSession, stdioSession } from '../../support/mcp-facts.js';

const known = <Value>(value: Value): CollectedFact<Value> => ({ status: 'known', value });
const facts = (sessions: McpSession[], rest: CollectedFacts = {}): CollectedFacts => ({
  mcpSessions: known(sessions),
  ...rest,
});

const cells = (collected: CollectedFacts) =>
  Object.fromEntries(
    clientMatrix(collected)?.revisions.map(({ transport, revision, verdict, because }) => [
      `${transport} ${revision}`,
      because === undefined ? verdict : `${verdict}: ${because}`,
    ]) ?? [],
  );
const families = (collected: CollectedFacts) =>
  Object.fromEntries(
    clientMatrix(collected)?.families.map(({ id, verdict, because }) => [
      id,
      because === undefined ? verdict : `${verdict}: ${because}`,
    ]) ?? [],
  );

const handshakeOnly = (session: McpSession): McpSession => ({
  ...session,
  eras: ['handshake'],
  modernVersions: [],
  discover: refusal('server/discover', -32_601, 'Method not found'),
  otherEra: undefined,
  toolsInOtherEra: undefined,
});
const modernOnly = (session: McpSession): McpSession => ({
  ...session,
  eras: ['2026-07-28'],
  handshake: refusal('initialize', -32_022, 'Unsupported protocol version'),
  otherEra: undefined,
  toolsInOtherEra: undefined,
});
const versions = (transport: 'http' | 'stdio', answers: Record<string, string>) => ({
  transport,
  endpoint: 'x',
  eras: ['handshake' as const],
  handshakes: Object.entries(answers).map(([asked, answered]) => ({ asked, answered })),
});

describe(clientMatrix, () => {
  it('has nothing to say of a target that was not asked', () => {
    expect(clientMatrix({})).toBeUndefined();
    expect(clientMatrix({ mcpSessions: { status: 'not-applicable', reason: 'no transport' } })).toBeUndefined();
  });

  it('says yes for both eras over both transports, and what was not tried', () => {
    const collected = facts([httpSession(), stdioSession()]);
    expect(cells(collected)).toEqual({
      'stdio 2024-11-05': 'not-tried: another revision was asked for',
      'stdio 2025-03-26': 'not-tried: another revision was asked for',
      'stdio 2025-06-18': 'not-tried: another revision was asked for',
      'stdio 2025-11-25': 'yes',
      'stdio 2026-07-28': 'yes',
      'http 2024-11-05': 'not-tried: another revision was asked for',
      'http 2025-03-26': 'not-tried: another revision was asked for',
      'http 2025-06-18': 'not-tried: another revision was asked for',
      'http 2025-11-25': 'yes',
      'http 2026-07-28': 'yes',
    });
    expect(families(collected)).toEqual({
      desktop: 'yes',
      ide: 'yes',
      modern: 'yes',
      balancer: 'not-tried: only --profile full starts replicas',
      'docker-gateway': 'not-tried: only --target docker-gateway starts it as the gateway does',
    });
  });

  it('takes the answers to all revisions where they were asked', () => {
    const collected = facts([httpSession()], {
      mcpStdio: { status: 'not-applicable', reason: 'The image has no stdio.' },
      versionAnswers: known([
        versions('http', { '2024-11-05': '2025-11-25', '2025-03-26': '2025-03-26', '2025-11-25': '2025-11-25' }),
      ]),
    });
    expect(cells(collected)).toMatchObject({
      'stdio 2025-11-25': 'not-tried: The image has no stdio',
      'http 2024-11-05': 'no: it answers with 2025-11-25',
      'http 2025-03-26': 'yes',
      'http 2025-06-18': 'not-tried: another revision was asked for',
    });
    expect(families(collected)).toMatchObject({
      desktop: 'not-tried: The image has no stdio',
      ide: 'yes',
      modern: 'yes',
    });
  });

  it('says why clients of one era cannot use a server of the other', () => {
    const old = facts([handshakeOnly(httpSession()), handshakeOnly(stdioSession())]);
    expect(cells(old)['http 2026-07-28']).toBe('no: server/discover: error -32601 "Method not found"');
    expect(families(old)['modern']).toBe('no: over HTTP it speaks only the handshake era');
    const modern = facts([modernOnly(httpSession()), modernOnly(stdioSession())]);
    expect(cells(modern)['stdio 2025-11-25']).toBe('no: it has no handshake');
    expect(families(modern)).toMatchObject({
      desktop: 'no: over stdio it speaks only 2026-07-28',
      ide: 'no: over HTTP it speaks only 2026-07-28',
      modern: 'yes',
      'docker-gateway': 'no: it has no handshake',
    });
  });

  it('says no of a silent server, and nothing of one that wants authorization', () => {
    expect(families(facts([silentSession()]))).toMatchObject({
      ide: 'no: no answer within 10 s',
      balancer: 'no: it does not answer over HTTP',
    });
    expect(families(facts([silentSession({ authRequired: true })]))['ide']).toBe(
      'not-tried: the server wants authorization',
    );
  });

  it('takes a server whose tools cannot be listed for none', () => {
    const session = stdioSession({
      tools: undefined,
      listTools: failure('tools/list', 'timeout', 'no answer within 5.0 s'),
    });
    expect(families(facts([session]))['desktop']).toBe(
      'no: over stdio tools/list gives no list: no answer within 5.0 s',
    );
  });

  it('takes what replicas and the gateway were seen to do', () => {
    const eras = [{ era: 'handshake' as const, requests: 6, failed: 3, failure: 'HTTP 404', session: true }];
    const replay = { mode: 'stdio' as const, answered: true, withheld: [], command: 'docker run', tools: [] };
    expect(
      families(
        facts([httpSession(), stdioSession()], {
          replicas: known({ eras, command: 'x' }),
          dockerGateway: known(replay),
        }),
      ),
    ).toMatchObject({
      balancer: 'no: its sessions live in one replica, and 3 of 6 requests fail behind a round robin: HTTP 404',
      'docker-gateway': 'yes',
    });
    expect(
      families(
        facts([httpSession()], {
          replicas: known({ eras: eras.map((one) => ({ ...one, failed: 0 })), command: 'x' }),
          dockerGateway: known({ ...replay, answered: false, error: 'EOF' }),
        }),
      ),
    ).toMatchObject({ balancer: 'yes', 'docker-gateway': 'no: EOF' });
  });

  it.each([
    [true, 'it uses sessions, which must live where every replica finds them (verify --profile full tries it)'],
    [false, 'only --profile full starts replicas'],
  ])('says what is open behind a load balancer where sessions are issued: %s', (issued, because) => {
    const httpRules = known({ eras: ['handshake' as const], sessions: { issued, outside: [] }, exchanges: [] });
    expect(families(facts([handshakeOnly(httpSession())], { httpRules }))['balancer']).toBe(`not-tried: ${because}`);
  });
});
