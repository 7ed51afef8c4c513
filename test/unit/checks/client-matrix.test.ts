import { describe, expect, it } from 'vitest';
import { clientMatrix } from '../../../src/checks/client-matrix.js';
import type { CollectedFact, CollectedFacts } from '../../../src/model/facts.js';
import type { McpSession } from '../../../src/model/facts/mcp.js';
import { hostMatrix } from '../../support/host-rows.js';
import { failure, httpSession, refusal, silentSession, stdioSession } from '../../support/mcp-facts.js';
import { start } from '../../support/run-facts.js';

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
      'docker-gateway': 'not-tried: only --target docker-gateway starts an image as the gateway does',
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
      'stdio 2025-11-25': 'not-tried: the image has no stdio',
      'http 2024-11-05': 'no: it answers with 2025-11-25',
      'http 2025-03-26': 'yes',
      'http 2025-06-18': 'not-tried: another revision was asked for',
    });
    expect(families(collected)).toMatchObject({
      desktop: 'not-tried: the image has no stdio',
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

  it('leaves open which clients count as a server does that numbers its answers by itself', () => {
    const counting = { handshake: failure('initialize', 'other-id', 'an answer with another id (0 instead of 1)') };
    const chance =
      'not-tried: its answers have other ids than the requests, so they are found only by a client that counts the same by chance';
    expect(families(facts([silentSession(counting)]))).toMatchObject({ ide: chance, modern: chance, balancer: chance });
  });

  it('says no of a silent server, and nothing of one that wants authorization', () => {
    expect(families(facts([silentSession()]))).toMatchObject({
      ide: 'no: no answer within 10 s',
      balancer: 'no: it does not answer over HTTP',
    });
    const old = facts([silentSession({ oldTransport: '/sse' })]);
    const because = 'what it has at /sse is the older transport HTTP+SSE, which not every client supports';
    expect(cells(old)['http 2024-11-05']).toBe(`not-tried: ${because}`);
    expect(families(old)).toMatchObject({ ide: `not-tried: ${because}`, modern: expect.stringMatching(/^no: /u) });
    const beside = 'not-tried: something speaks MCP at /mcp, which was not asked';
    expect(families(facts([silentSession({ oldTransport: '/sse', answersAt: '/mcp' })]))).toMatchObject({
      ide: beside,
      modern: beside,
      balancer: beside,
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

  it('does not say of a list that only we cannot read whether clients can', () => {
    const unread = failure('tools/list', 'too-deep', 'an answer that could not be read by mcp-dock');
    expect(families(facts([stdioSession({ tools: undefined, listTools: unread })]))['desktop']).toBe(
      'not-tried: over stdio tools/list gave an answer that could not be read by mcp-dock',
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

  it('promises no replicas of what was found running', () => {
    const collected = facts([httpSession()], { httpStart: known(start({ foundRunning: true })) });
    expect(families(collected)['balancer']).toBe('not-tried: replicas are started of images, and it was found running');
  });

  const offending = [{ line: 1, text: 'Starting…', reason: 'no JSON' }];
  const stdout = known({ bytes: 100, messages: 3, offending, offendingLines: 2, truncated: false });
  const dirty = 'yes: it writes 2 lines to stdout that are no JSON-RPC, which some clients show as an error or end at';
  const nameless = { method: 'initialize', result: { protocolVersion: '2025-11-25', capabilities: {} }, durationMs: 1 };
  const sdk = (era: 'handshake' | '2026-07-28') => [
    { client: 'the library', era, error: 'Invalid input' },
    { client: 'the other', era: era === 'handshake' ? ('2026-07-28' as const) : ('handshake' as const), tools: [] },
  ];
  const replay = { mode: 'stdio' as const, answered: true, withheld: [], command: 'docker run', tools: [] };

  it.each([
    {
      name: 'a message in another encoding, which clients read',
      collected: facts([stdioSession()], {
        stdout: known({
          bytes: 100,
          messages: 3,
          offending: [{ line: 3, text: '\ufffd', reason: 'bytes that are no UTF-8', kind: 'encoding' as const }],
          offendingLines: 1,
          truncated: false,
        }),
      }),
      says: { desktop: 'yes' },
    },
    {
      name: 'lines on stdout that are no messages',
      collected: facts([stdioSession()], { stdout }),
      says: { desktop: dirty, modern: dirty },
    },
    {
      name: 'such lines, and HTTP beside it',
      collected: facts([httpSession(), stdioSession()], { stdout, dockerGateway: known(replay) }),
      says: { desktop: dirty, ide: 'yes', modern: 'yes', 'docker-gateway': 'yes' },
    },
    {
      name: 'a handshake that is not whole',
      collected: facts([httpSession({ handshake: nameless }), stdioSession({ handshake: nameless })]),
      says: {
        desktop: 'no: the result of initialize has no serverInfo.name',
        ide: 'no: the result of initialize has no serverInfo.name',
        modern: 'yes',
      },
    },
    {
      name: 'answers that the library of the handshake era refuses',
      collected: facts([httpSession({ sdk: sdk('handshake') })]),
      says: { ide: 'no: the library cannot list the tools: Invalid input', modern: 'yes' },
    },
    {
      name: 'answers over stdio that the library of the handshake era refuses',
      collected: facts([stdioSession({ sdk: sdk('handshake') })]),
      says: {
        desktop: 'no: the library cannot list the tools: Invalid input',
        'docker-gateway':
          'not-tried: the library cannot list the tools: Invalid input; the gateway has a library of its own, in Go',
        modern: 'yes',
      },
    },
    {
      name: 'answers over stdio that the library of the modern era refuses',
      collected: facts([stdioSession({ sdk: sdk('2026-07-28') })]),
      says: { desktop: 'yes', modern: 'no: the library cannot list the tools: Invalid input' },
    },
    {
      name: 'answers that the library of the modern era refuses',
      collected: facts([httpSession({ sdk: sdk('2026-07-28') })]),
      says: { ide: 'yes', modern: 'no: the library cannot list the tools: Invalid input' },
    },
    {
      name: 'a place that is taken',
      collected: facts([httpSession({ secondClient: refusal('initialize', -32_600, 'Already initialized') })]),
      says: {
        ide: 'yes: but one at a time, as beside another one initialize gets error -32600 "Already initialized"',
        modern: 'yes',
      },
    },
    {
      name: 'a place that is gone for good',
      collected: facts([
        httpSession({ nextClient: { goodbye: 200, refusal: refusal('initialize', -32_600, 'Already initialized') } }),
      ]),
      says: {
        ide: 'no: it takes no further client after one ended its session: initialize gets error -32600 "Already initialized"',
        modern: 'yes',
      },
    },
    {
      name: 'its own names refused',
      collected: facts([httpSession()], { hostMatrix: known(hostMatrix({ localhost: 403, 'own-host': 421 })) }),
      says: { ide: 'no: it refuses Host localhost:32768 with 403' },
    },
    {
      name: 'one of its own names refused',
      collected: facts([httpSession()], { hostMatrix: known(hostMatrix({ localhost: 200, 'own-host': 403 })) }),
      says: { ide: 'yes: it refuses Host 127.0.0.1:32768 with 403' },
    },
    {
      name: 'a server that ends for want of a value',
      collected: facts([silentSession({ transport: 'stdio', wants: { variables: ['API_KEY'], placeholder: false } })], {
        mcpHttp: { status: 'unknown', reason: 'It wants API_KEY.' },
        httpStart: known(
          start({ readyMs: undefined, exited: { exitCode: 1, oomKilled: false, afterMs: 300, lastLines: [] } }),
        ),
      }),
      says: { desktop: 'not-tried: it wants a value that only its user has', ide: 'not-tried: it wants API_KEY' },
    },
    {
      name: 'a port that only its container reaches',
      collected: facts([stdioSession()], {
        mcpHttp: { status: 'unknown', reason: 'It listens on 127.0.0.1:3000 only.' },
        httpStart: known(start({ readyMs: undefined, onlyInside: ['127.0.0.1:3000'] })),
      }),
      says: { desktop: 'yes', ide: 'no: it listens on 127.0.0.1:3000 only' },
    },
    {
      name: 'a limit that was hit at the greeting',
      collected: facts([silentSession({ limited: 429 })]),
      says: {
        ide: 'not-tried: it refuses further requests: HTTP 429',
        modern: 'not-tried: it refuses further requests: HTTP 429',
      },
    },
    {
      name: 'a limit that was hit before tools were listed',
      collected: facts([httpSession({ limited: 429, tools: undefined, listTools: undefined })]),
      says: { ide: 'not-tried: it refuses further requests: HTTP 429' },
    },
  ])('says the same as the checks of $name', ({ collected, says }) => {
    expect(families(collected)).toMatchObject(says);
  });
});
