import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { McpSession } from '../../../../src/model/facts/mcp.js';
import type { ProcessResult, ProcessRunner } from '../../../../src/ports/process-runner.js';
import conformanceHttp from '../../../../src/probes/conformance-http.js';
import { NotApplicable, type EndedProbeContext, type ProbeContext } from '../../../../src/probes/define-probe.js';
import { runSuite, type SuiteInput } from '../../../../src/probes/conformance/run-suite.js';
import { httpSession, tool } from '../../../support/mcp-facts.js';

const PROGRAM = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
type RunOptions = Pick<NonNullable<Parameters<ProcessRunner['run']>[2]>, 'environment' | 'extendEnv'>;
const done: ProcessResult = { exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false };

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'mcp-dock-suite-'));
  const program = join(cache, 'mcp-dock', 'conformance', '0.2.0-alpha.12', PROGRAM);
  await mkdir(dirname(program), { recursive: true });
  await writeFile(program, '');
});
afterEach(() => rm(cache, { recursive: true, force: true }));

/** The suite, as far as it is seen from here: writes a file of checks, and ends. */
function contextWith(checks: (scenario: string) => unknown, ended: Partial<ProcessResult> = {}) {
  const asked: string[] = [];
  const given: RunOptions[] = [];
  const context = {
    environment: { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, PATH: '/bin', NPM_TOKEN: 'n', MCP_TOKEN: 'hunter2' },
    signal: new AbortController().signal,
    target: { secretValues: ['hunter2-hunter2'] },
    processes: {
      async run(_: string, args: readonly string[], options: RunOptions = {}) {
        given.push(options);
        const valueOf = (flag: string) => args[args.indexOf(flag) + 1] ?? '';
        const scenario = valueOf('--scenario');
        asked.push(`${scenario} ${valueOf('--spec-version')}`);
        const written = checks(scenario);
        if (written !== undefined) {
          const folder = join(valueOf('--output-dir'), `server-${scenario}-2026`);
          await mkdir(folder);
          await writeFile(join(folder, 'checks.json'), JSON.stringify(written));
        }
        return { ...done, ...ended };
      },
    },
  } as unknown as ProbeContext;
  return { context, asked, given };
}

const input = (session: Partial<McpSession> = {}, overrides: Partial<SuiteInput> = {}): SuiteInput => ({
  transport: 'http',
  url: new URL('http://localhost:3000/mcp'),
  session: httpSession(session),
  owned: true,
  listed: [],
  ...overrides,
});
const good = (scenario: string) => [{ id: scenario, status: 'SUCCESS', description: 'It is so' }];

describe('a run of the suite', () => {
  it('asks what suits the server, in each revision that it speaks', async () => {
    const { context, asked } = contextWith(good);
    const run = await runSuite(input(), context);
    expect(asked.toSorted()).toEqual([
      'caching 2026-07-28',
      'dns-rebinding-protection 2025-11-25',
      'dns-rebinding-protection 2026-07-28',
      'ping 2025-11-25',
      'server-initialize 2025-11-25',
      'server-session-lifecycle 2025-11-25',
      'server-sse-multiple-streams 2025-11-25',
      'server-sse-multiple-streams 2026-07-28',
      'server-stateless 2026-07-28',
      'tools-list 2025-11-25',
      'tools-list 2026-07-28',
    ]);
    expect(run.results.every(({ checks }) => checks[0]?.status === 'SUCCESS')).toBe(true);
    expect(run.leftOut).toContainEqual({ scenario: 'prompts-list', reason: 'The server declares no prompts.' });
  });

  it.each([
    ['over stdio', {}, { transport: 'stdio' as const }, 'server-stateless', 'It asks about HTTP.'],
    [
      'of a server that runs',
      {},
      { owned: false },
      'dns-rebinding-protection',
      'It sends what is to be refused, and the server was found running.',
    ],
    ['of resources that cost', {}, { owned: false }, 'caching', /^It reads the first resource that is listed, and/u],
    [
      'of another machine',
      {},
      { url: new URL('http://build:3000/mcp') },
      'server-session-lifecycle',
      /localhost only/u,
    ],
    ['of the older era', { eras: ['handshake' as const] }, {}, 'caching', 'The server does not speak 2026-07-28.'],
    ['of an old revision', { protocolVersion: '2024-11-05', eras: ['handshake' as const] }, {}, 'ping', /no revision/u],
    [
      'of a server with a tool of that name',
      { tools: [tool({ name: 'test_logging_tool' })] },
      {},
      'server-stateless',
      'It calls the tool test_logging_tool, which the project does not list.',
    ],
  ] satisfies [string, Partial<McpSession>, Partial<SuiteInput>, string, string | RegExp][])(
    'leaves out what does not suit it: %s',
    async (_, session, overrides, scenario, reason) => {
      const { context, asked } = contextWith(good);
      const { leftOut } = await runSuite(input(session, overrides), context);
      expect(leftOut.find((entry) => entry.scenario === scenario)?.reason).toMatch(reason);
      expect(asked.some((line) => line.startsWith(`${scenario} `))).toBe(false);
    },
  );

  it('gives the suite none of the variables that hold secrets', async () => {
    const { context, given } = contextWith(good);
    await runSuite(input(), context);
    expect(new Set(given.map(({ extendEnv }) => extendEnv))).toEqual(new Set([false]));
    expect(given[0]?.environment).toEqual({ PATH: '/bin', XDG_CACHE_HOME: cache, LOCALAPPDATA: cache });
  });

  it('says where a person asks the same, which behind the bridge is nowhere', async () => {
    const repeat = { start: 'docker run --rm --detach x', url: 'http://127.0.0.1:3000/mcp' };
    const there = httpSession({ endpoint: 'http://127.0.0.1:4000/mcp', repeat });
    const { context } = contextWith(good);
    expect(await runSuite(input(there), context)).toMatchObject({
      endpoint: 'http://localhost:4000/mcp',
      repeat: { start: repeat.start, url: 'http://localhost:3000/mcp' },
    });
    expect(await runSuite(input(there, { transport: 'stdio' }), context)).not.toHaveProperty('endpoint');
  });

  it.each([
    ['http://localhost:3000/mcp?api_key=hunter2', 'has a query'],
    ['http://me:hunter2@localhost:3000/mcp', 'has a user'],
  ])('is not begun at an address that may hold a key: %s', async (address, words) => {
    const { context, asked } = contextWith(good);
    const collecting = conformanceHttp.collect({
      ...context,
      target: { ...context.target, headers: {}, settings: { calls: [] } },
      fact: async () => httpSession(),
      run: { url: new URL(address), owned: false },
    } as unknown as EndedProbeContext);
    await expect(collecting).rejects.toThrow(words);
    await expect(collecting).rejects.toBeInstanceOf(NotApplicable);
    expect(asked).toEqual([]);
  });

  it('keeps what the suite says short, clean and without secrets', async () => {
    const { context } = contextWith((scenario) => [
      { id: scenario, status: 'FAILURE', errorMessage: `hunter2-hunter2\u001B[2J${'x'.repeat(9_000)}` },
    ]);
    const { results } = await runSuite(input(), context);
    const message = results[0]?.checks[0]?.message ?? '';
    expect(message).toMatch(/^••••••\\u001b\[2Jx+… \(\d+ characters\)$/u);
    expect(message.length).toBeLessThan(600);
  });

  it.each([
    [undefined, { stderr: 'SyntaxError: no export named globSync\n' }, 'SyntaxError: no export named globSync'],
    [undefined, { timedOut: true }, 'The suite took too long.'],
    [{ not: 'a list' }, { stdout: 'Done\n' }, 'Done'],
  ])('says when the suite told nothing: %j %j', async (written, ended, error) => {
    const { context } = contextWith(() => written, ended);
    const { results } = await runSuite(input(), context);
    expect(new Set(results.map((result) => result.error))).toEqual(new Set([error]));
  });
});
