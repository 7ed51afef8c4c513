import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctor, DOCTOR_AREAS } from '../../../src/actions/doctor.js';
import { verify } from '../../../src/actions/verify.js';
import { VERIFY_AREAS } from '../../../src/actions/verify-areas.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { checks as all } from '../../../src/checks/index.js';
import { ofAreas } from '../../../src/cli/select-checks.js';
import { loadConfig } from '../../../src/config/load-config.js';
import type { Result } from '../../../src/model/report.js';
import type { Context } from '../../../src/ports/context.js';
import { parseTarget } from '../../../src/targets/parse-target.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { createScriptedPrompter } from '../../fakes/scripted-prompter.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

const CONFIG = 'name: weather\nserver: { transports: { http: { port: 3000 } } }\n';
const DOCKERFILE = 'FROM node:24\nEXPOSE 8000\n';
/** What needs no engine, with what looks after waivers. */
const isOfFiles = ({ id }: { id: string }) => /^(?:dockerfile|deps|ignore|env|project)\//u.test(id);

const contextIn = (cwd: string): Context => ({
  ...probeContext({ cwd }),
  engine: fakeEngine({}),
  progress: createSilentProgress(),
  prompter: createScriptedPrompter([]),
});

async function verifyIn(cwd: string) {
  const project = await loadConfig(cwd);
  const { results } = await verify(
    {
      target: parseTarget(undefined),
      ...(project && { project }),
      checks: ofAreas(all, VERIFY_AREAS).filter(isOfFiles),
      environment: {},
      headers: {},
      timeoutMs: 5_000,
    },
    contextIn(cwd),
  );
  return results;
}

async function doctorIn(cwd: string, fix = false) {
  const checks = ofAreas(all, DOCTOR_AREAS).filter(isOfFiles);
  const { results } = await doctor({ checks, ...(fix && { fix: { dryRun: false, yes: true } }) }, contextIn(cwd));
  return results;
}

const outcomeOf = (results: readonly Result[], id: string) => results.find((result) => result.id === id)?.outcome;
const PORT = 'dockerfile/expose-matches-port';
const WAIVERS = 'project/waivers-current';

describe.each([
  ['verify', verifyIn],
  ['doctor', doctorIn],
])('%s', (_, look) => {
  it.each([
    ['no waiver', '', DOCKERFILE, 'fail', 'not-applicable'],
    [
      'one in mcp-dock.yaml',
      `waivers: [{ id: ${PORT}, reason: x, expires: 2099-01-01 }]\n`,
      DOCKERFILE,
      'accepted',
      'pass',
    ],
    [
      'one in the Dockerfile',
      '',
      `FROM node:24\n# mcp-dock ignore=${PORT} expires=2099-01-01 -- a proxy\nEXPOSE 8000\n`,
      'accepted',
      'pass',
    ],
    [
      'one at another instruction',
      '',
      `FROM node:24\n# mcp-dock ignore=${PORT} expires=2099-01-01 -- a proxy\nWORKDIR /app\nEXPOSE 8000\n`,
      'fail',
      'fail',
    ],
    ['an expired one', `waivers: [{ id: ${PORT}, reason: x, expires: 2001-01-01 }]\n`, DOCKERFILE, 'fail', 'fail'],
    [
      'one that nothing needs',
      `waivers: [{ id: dockerfile/parses, reason: x, expires: 2099-01-01 }]\n`,
      DOCKERFILE,
      'fail',
      'fail',
    ],
  ])('with %s', async (_name, waivers, dockerfile, port, current) => {
    await using folder = await folderWith({ 'mcp-dock.yaml': `${CONFIG}${waivers}`, Dockerfile: dockerfile });
    const results = await look(folder.path);
    expect([outcomeOf(results, PORT), outcomeOf(results, WAIVERS)]).toEqual([port, current]);
    for (const { findings } of results)
      for (const { fingerprint } of findings) expect(fingerprint).toMatch(/^[0-9a-f]{16}(?:-\d+)?$/u);
  });
});

describe('waivers that cannot be right', () => {
  const WRONG = [
    {
      name: 'a check that does not exist',
      waivers: 'waivers:\n  - { id: dockerfile/ports, reason: x, expires: 2099-01-01 }\n',
      dockerfile: DOCKERFILE,
      place: /mcp-dock\.yaml:4: A waiver names "dockerfile\/ports", and there is no such check\./u,
    },
    {
      name: 'no reason in the Dockerfile',
      waivers: '',
      dockerfile: `FROM node:24\n# mcp-dock ignore=${PORT} expires=2099-01-01\nEXPOSE 8000\n`,
      place: /Dockerfile:2: The waiver of dockerfile\/expose-matches-port has no reason\./u,
    },
  ];

  it.each(WRONG)('keep verify from beginning: $name', async ({ waivers, dockerfile, place }) => {
    await using folder = await folderWith({ 'mcp-dock.yaml': `${CONFIG}${waivers}`, Dockerfile: dockerfile });
    await expect(verifyIn(folder.path)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      exitCode: 2,
      message: expect.stringMatching(place),
    });
  });

  it.each(WRONG)('are what doctor finds: $name', async ({ waivers, dockerfile }) => {
    await using folder = await folderWith({ 'mcp-dock.yaml': `${CONFIG}${waivers}`, Dockerfile: dockerfile });
    const results = await doctorIn(folder.path);
    expect([outcomeOf(results, PORT), outcomeOf(results, WAIVERS)]).toEqual(['fail', 'fail']);
  });
});

it('doctor --fix leaves alone what is waived', async () => {
  const files = { '.env': 'PORT = 3000\n', '.env.example': 'PORT=3000\n' };
  const waivers = 'waivers: [{ id: env/syntax, reason: x, expires: 2099-01-01 }]\n';
  await using mended = await folderWith({ ...files, 'mcp-dock.yaml': CONFIG });
  await using waived = await folderWith({ ...files, 'mcp-dock.yaml': `${CONFIG}${waivers}` });
  await doctorIn(mended.path, true);
  const results = await doctorIn(waived.path, true);
  expect(await readFile(join(mended.path, '.env'), 'utf8')).not.toBe(files['.env']);
  expect(await readFile(join(waived.path, '.env'), 'utf8')).toBe(files['.env']);
  expect(outcomeOf(results, 'env/syntax')).toBe('accepted');
});
