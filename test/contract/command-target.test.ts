import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { verify } from '../../src/actions/verify.js';
import { VERIFY_AREAS } from '../../src/actions/verify-areas.js';
import { checks as all } from '../../src/checks/index.js';
import { ofAreas } from '../../src/cli/select-checks.js';
import type { Context } from '../../src/ports/context.js';
import { fakeEngine } from '../fakes/fake-engine.js';

const SERVERS = join(import.meta.dirname, '../fixtures/servers');
const checks = ofAreas(all, VERIFY_AREAS).filter(({ asked }) => asked === undefined);

/** There is no engine: whoever asks it for anything fails. */
const context = {
  engine: fakeEngine({}),
  processes: createExecaProcessRunner(),
  progress: createSilentProgress(),
  signal: new AbortController().signal,
  cwd: SERVERS,
  environment: { PATH: process.env['PATH'], HOME: '/nowhere', SERVICE_AUTH_TOKEN: 'not-for-you' },
  toolVersion: '0.0.0',
} as unknown as Context;

const TOKEN = `tok_${'a1b2c3d4'.repeat(3)}`;

describe.concurrent('a server that is a program of this machine', () => {
  it.each([
    { file: 'good.ts', triggers: [] },
    { file: 'pins-the-era.ts', triggers: [] },
    { file: 'ignores-stdin-end.ts', triggers: ['lifecycle/exits-on-stdin-eof'] },
    { file: 'ignores-sigterm.ts', triggers: ['lifecycle/stops-on-sigterm'] },
    { file: 'prints-to-stdout.ts', triggers: ['mcp/stdout-clean'] },
    { file: 'prints-secret-to-log.ts', triggers: ['security/logs-no-secrets'] },
    { file: 'exits-at-once.ts', triggers: ['mcp/initialize'] },
    { file: 'exits-on-discover.ts', triggers: ['mcp/both-eras'] },
    { file: 'leaves-a-helper.ts', triggers: ['lifecycle/exits-on-stdin-eof', 'mcp/both-eras'] },
  ])(
    '$file triggers $triggers',
    async ({ file, triggers }) => {
      const outcome = await verify(
        {
          target: { kind: 'command', words: ['node', file, 'stdio', '--note', 'two words'] },
          checks,
          environment: { SERVICE_AUTH_TOKEN: TOKEN },
          headers: {},
          timeoutMs: 60_000,
        },
        context,
      );
      const failed = outcome.results.filter((result) => result.outcome === 'fail');
      expect(failed.map(({ id }) => id)).toEqual(triggers);
      expect(failed.flatMap(({ findings }) => findings.map(({ repro }) => repro))).toEqual(
        triggers.map(() => expect.stringContaining(`node ${file} stdio --note 'two words'`) as string),
      );
      expect(JSON.stringify(failed.map(({ findings }) => findings))).not.toMatch(/container|docker/u);
      expect(outcome.results.filter(({ outcome: how }) => how === 'error')).toEqual([]);
      expect(JSON.stringify({ results: outcome.results, facts: outcome.collected })).not.toContain(TOKEN);
    },
    60_000,
  );

  it.each([
    { words: ['mcp-dock-no-such-server'], missing: true },
    { words: ['./no-such-server', 'stdio'], missing: true },
    { words: ['./good.ts', 'stdio'], missing: false },
  ])('$words cannot be started, which is all that is said', async ({ words, missing }) => {
    const input = {
      target: { kind: 'command', words },
      checks,
      environment: {},
      headers: {},
      timeoutMs: 60_000,
    } as const;
    await expect(verify(input, context)).rejects.toMatchObject({
      code: 'PROGRAM_NOT_STARTED',
      exitCode: 4,
      details: { program: words[0], missing },
    });
  });
});
