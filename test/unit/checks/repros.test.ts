import { beforeAll, expect, it } from 'vitest';
import { checks } from '../../../src/checks/index.js';
import { prepareChecks, runCheck } from '../../../src/checks/run-checks.js';
import type { CheckId } from '../../../src/model/check.js';
import type { CollectedFacts, Facts } from '../../../src/model/facts.js';
import { contextFile, dockerfile, manifestFacts } from '../../support/file-facts.js';
import { httpSession, settings, stdioSession, tool } from '../../support/mcp-facts.js';

const START = 'docker run --rm -p 127.0.0.1:3000:3000 weather';

beforeAll(() => prepareChecks(checks));

function repros(id: CheckId, facts: Partial<Facts>): (string | undefined)[] {
  const check = checks.find((one) => one.id === id);
  if (check === undefined) throw new Error(`There is no ${id}.`);
  const collected = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, { status: 'known', value }]),
  ) as CollectedFacts;
  return runCheck(check, collected).findings.map(({ repro }) => repro);
}

const listed = (overrides: Parameters<typeof tool>[0]) => ({
  mcpSessions: [stdioSession({ endpoint: 'docker run -i --rm weather stdio', tools: [tool(overrides)] })],
});
const LISTS = /"method":"tools\/list".* \| docker run -i --rm weather stdio$/u;

it.each<{ id: CheckId; facts: Partial<Facts>; line: string | RegExp | undefined }>([
  { id: 'tools/described', facts: listed({ description: '' }), line: LISTS },
  { id: 'tools/names-valid', facts: listed({ name: 'a b' }), line: LISTS },
  { id: 'tools/client-compatible', facts: listed({ name: 'a.b' }), line: LISTS },
  { id: 'tools/input-schema-valid', facts: listed({ inputSchema: { type: 'text' } }), line: LISTS },
  { id: 'tools/output-schema-valid', facts: listed({ outputSchema: { type: 'text' } }), line: LISTS },
  {
    id: 'start/handshake-in-budget',
    facts: { settings: settings(), mcpSessions: [httpSession({ handshakeMs: 60_000 })] },
    line: /^curl .*"method":"initialize".* http:\/\/127\.0\.0\.1:3000\/mcp$/u,
  },
  {
    id: 'start/no-restarts',
    facts: { containerState: { running: true, restartCount: 2, oomKilled: false, command: START } },
    line: START,
  },
  {
    id: 'http/binds-all-interfaces',
    facts: {
      settings: settings(),
      reachability: { port: 3000, reachable: false, listening: ['127.0.0.1:3000'], command: START },
    },
    line: `id=$(docker run --rm --detach -p 127.0.0.1:3000:3000 weather); sleep 2; curl -sS -m 5 http://127.0.0.1:3000/mcp; docker stop "$id"`,
  },
  {
    id: 'http/binds-all-interfaces',
    facts: {
      settings: settings(),
      reachability: {
        port: 3000,
        reachable: false,
        listening: ['0.0.0.0:8080'],
        publishedPort: 9000,
        command: 'docker inspect weather',
      },
    },
    line: 'curl -sS -m 5 http://127.0.0.1:9000/mcp',
  },
  {
    id: 'host/ports-free',
    facts: { ports: [{ port: 3000, wantedBy: 'compose.yaml', free: false }] },
    line: 'lsof -nP -iTCP:3000 -sTCP:LISTEN',
  },
  {
    id: 'dockerfile/parses',
    facts: dockerfile('FROM node:24\nRUNN x\n', { path: 'server/Dockerfile', context: 'server' }),
    line: 'docker build --check -f server/Dockerfile server',
  },
  {
    id: 'dockerfile/stage-references-valid',
    facts: dockerfile('FROM app AS app\n', { target: 'app' }),
    line: 'docker build --check -f Dockerfile --target app .',
  },
  {
    id: 'ignore/covers-secrets',
    facts: {
      ...dockerfile('FROM node:24\nCOPY . .\n'),
      contextFiles: [contextFile({ secretFiles: [{ path: 'my .env', holds: 'secret' }] })],
    },
    line: String.raw`printf 'FROM scratch\nCOPY . /\n' | docker build -q -f - -o type=tar,dest=- . | tar -t | grep -Fx 'my .env'`,
  },
  {
    id: 'ignore/covers-secrets',
    facts: {
      ...dockerfile('FROM node:24\nCOPY . .\n'),
      contextFiles: [
        contextFile({ ignoreFile: 'Dockerfile.dockerignore', secretFiles: [{ path: '.env', holds: 'secret' }] }),
      ],
    },
    line: undefined,
  },
  {
    id: 'ignore/keeps-needed-files',
    facts: {
      contextFiles: [
        contextFile({
          sources: [{ line: 2, stage: 0, keyword: 'COPY', source: 'dist', pattern: false, state: 'ignored' }],
        }),
      ],
    },
    line: 'docker build -f Dockerfile .',
  },
  {
    id: 'deps/lockfile-present',
    facts: manifestFacts({
      'server/package.json': '{"dependencies":{"zod":"^4.0.0"}}',
      'server/package-lock.json': '{"lockfileVersion":3,"packages":{"":{"dependencies":{"zod":"^3.0.0"}}}}',
    }),
    line: '(cd server && npm ci --dry-run)',
  },
])('$id can be seen with one command', ({ id, facts, line }) => {
  const found = repros(id, facts);
  expect(found).not.toEqual([]);
  const fits = (repro: string | undefined) => (line instanceof RegExp ? line.test(repro ?? '') : repro === line);
  expect(found.filter((repro) => !fits(repro))).toEqual([]);
});

it('shows a call whose arguments are known beforehand, and no other', () => {
  const calls = [
    { tool: 'add', arguments: { text: 'milk' } },
    { tool: 'remove', arguments: { id: '{{id}}' } },
  ];
  const outcomes = calls.map((call, index) => ({ index, tool: call.tool, ok: false, message: 'no', durationMs: 1 }));
  const [first, second] = repros('tools/calls-as-expected', {
    settings: settings({ calls }),
    mcpSessions: [httpSession({ calls: outcomes })],
  });
  expect(first).toMatch(/"method":"tools\/call","params":\{"name":"add","arguments":\{"text":"milk"\}/u);
  expect(second).toBeUndefined();
});
