import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import type { CollectedFacts, FactName } from '../../../src/model/facts.js';
import { collectFacts } from '../../../src/probes/collect-facts.js';
import { derivedFacts, probes } from '../../../src/probes/index.js';
import { scenarios } from '../../../src/scenarios/index.js';
import { httpTarget } from '../../../src/targets/http.js';
import { localServer, type Received } from '../../support/local-server.js';
import { settings, tool } from '../../support/mcp-facts.js';
import { probeContext } from '../../support/probe-context.js';

const NAMES: readonly FactName[] = ['mcpHttp', 'httpUtilities', 'httpRules', 'hostMatrix', 'offers', 'mcpSessions'];
const REFUSED = { code: -32_600, message: 'Server already initialized' };
const RESULTS: Readonly<Record<string, object>> = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {}, prompts: {} },
    serverInfo: { name: 'one', version: '1' },
  },
  ping: {},
  'tools/list': { tools: [tool()] },
  'prompts/list': { prompts: [{ name: 'greet' }] },
};

const REFUSAL = expect.objectContaining({ httpStatus: 400, error: REFUSED }) as object;

interface Kind {
  /** A DELETE makes room for the next client. */
  readonly ends: boolean;
  readonly session: string | undefined;
  /** It lets its first client go as well. */
  readonly forgets?: boolean;
}

/** One transport for all clients, as in many a first server: whoever says initialize after the first one is refused. */
function oneClient({ ends, session, forgets = false }: Kind) {
  let taken = false;
  const idsIn: unknown[] = [];
  const json = (response: ServerResponse, status: number, body: object) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(taken && session !== undefined ? { 'mcp-session-id': session } : {}),
    });
    response.end(JSON.stringify({ jsonrpc: '2.0', ...body }));
  };
  const serve = ({ method, headers, body }: Received, response: ServerResponse) => {
    if (!/^(?:localhost|127\.0\.0\.1)/u.test(headers.host ?? '') || headers.origin !== undefined) {
      json(response, 403, { id: null, error: { code: -32_000, message: 'Not for you' } });
      return;
    }
    if (method === 'DELETE' && ends && headers['mcp-session-id'] === session) {
      taken = false;
      response.writeHead(200).end();
      return;
    }
    if (method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    const { id, method: asked = '' } = JSON.parse(body) as { id?: unknown; method?: string };
    const wasTaken = taken;
    if (asked === 'initialize') taken = true;
    if (asked === 'initialize' && wasTaken) {
      if (forgets) taken = false;
      json(response, 400, { id, error: REFUSED });
    } else if (asked !== 'initialize' && (!taken || headers['mcp-session-id'] !== session))
      json(response, 400, { id: null, error: { code: -32_000, message: 'No session' } });
    else if (id === undefined) response.writeHead(202).end();
    else {
      idsIn.push(id);
      const result = RESULTS[asked];
      json(response, 200, result === undefined ? { id, error: { code: -32_601, message: 'No' } } : { id, result });
    }
  };
  return { serve, idsIn, isTaken: () => taken };
}

async function collect(kind: Kind) {
  const { serve, ...seen } = oneClient(kind);
  await using server = await localServer(serve);
  const target = httpTarget({ url: server.url, settings: settings(), headers: {}, secretValues: [] });
  const context = { ...probeContext({}), target, progress: createSilentProgress() };
  const facts = await collectFacts(new Set(NAMES), context, probes, derivedFacts, scenarios);
  return { ...seen, facts };
}

const valueOf = <Name extends FactName>(facts: CollectedFacts, name: Name) => {
  const fact = facts[name];
  expect(fact).toMatchObject({ status: 'known' });
  return (fact as { readonly value: unknown }).value;
};

describe('a server that takes one client', () => {
  it.each<Kind & { name: string; takenAfter: boolean; nextClient?: object }>([
    { name: 'and the next one when it leaves', ends: true, session: 's-of-the-one-client', takenAfter: false },
    {
      name: 'once and for all',
      ends: false,
      session: 's-of-the-one-client',
      takenAfter: true,
      nextClient: { goodbye: 405, refusal: REFUSAL },
    },
    {
      name: 'without naming a session',
      ends: false,
      session: undefined,
      takenAfter: true,
      nextClient: { refusal: REFUSAL },
    },
  ])('is asked for everything in that session: $name', async ({ takenAfter, nextClient, ...kind }) => {
    const { facts, idsIn, isTaken } = await collect(kind);
    expect(valueOf(facts, 'mcpHttp')).toMatchObject({
      answered: true,
      sdk: [],
      secondClient: { httpStatus: 400, error: REFUSED },
    });
    expect(valueOf(facts, 'httpUtilities')).toMatchObject({
      ping: { result: {} },
      together: { questions: expect.any(Array) as unknown, strayAnswers: 0 },
    });
    expect(valueOf(facts, 'offers')).toMatchObject({ prompts: [{ name: 'greet' }] });
    const statuses = (valueOf(facts, 'hostMatrix') as { kind: string; status: number }[]).map(
      ({ kind: row, status }) => `${row} ${status}`,
    );
    expect(statuses).toEqual([
      'own-host 200',
      'own-host 200',
      'foreign-host 403',
      'foreign-origin 403',
      'null-origin 403',
    ]);
    const { exchanges } = valueOf(facts, 'httpRules') as { exchanges: { question: string; status: number }[] };
    expect(exchanges.find(({ question }) => question === 'request')?.status).toBe(200);
    expect(exchanges.filter(({ question }) => ['initialize', 'version', 'delete'].includes(question))).toEqual([]);
    const numbers = idsIn.filter((id) => typeof id === 'number' && id >= 1_000);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(isTaken()).toBe(takenAfter);
    const [session] = valueOf(facts, 'mcpSessions') as { readonly nextClient?: object }[];
    expect(session?.nextClient).toEqual(nextClient);
  });

  it('is not asked in a session that is gone', async () => {
    const { facts } = await collect({ ends: false, session: 's1', forgets: true });
    expect((valueOf(facts, 'mcpHttp') as { secondClient?: unknown }).secondClient).toBeUndefined();
    expect(facts.httpUtilities).not.toMatchObject({ value: { ping: { error: {} } } });
  });
});
