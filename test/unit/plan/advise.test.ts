import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { adviceInput, advise, recommendations, type AdviceInput, type Verdict } from '../../../src/plan/advise.js';
import { detectProject } from '../../../src/plan/detect/detect-project.js';
import { PURPOSES } from '../../../src/plan/purposes.js';
import { runLocally } from '../../../src/plan/run-locally.js';
import { viewOf } from '../../fixtures/projects/project-fixture.js';

const input = (changes: Partial<AdviceInput> = {}): AdviceInput => ({
  runtime: 'node',
  transports: ['stdio'],
  needs: [],
  nativeModules: [],
  systemPackages: [],
  dependencies: 10,
  command: ['node', 'dist/index.js'],
  ...changes,
});
const need = (kind: AdviceInput['needs'][number]['value']['kind']) => ({
  value: { kind, what: `a ${kind}` },
  from: 'package.json',
});

describe('advise', () => {
  const simple = { runtime: 'python', sdk: 'fastmcp', dependencies: 1 } as const;

  it.each<[string, Partial<AdviceInput>, Verdict]>([
    // The four rows of the decision table.
    ['a simple FastMCP server', simple, 'local'],
    ['complex dependencies', { nativeModules: ['numpy'], systemPackages: ['ffmpeg'] }, 'consider-container'],
    ['production', { ...simple, purposes: ['production'] }, 'container'],
    ['development', { ...simple, purposes: ['development'] }, 'local-with-services'],
    // What the files say.
    ['a stdio server that wants a browser', { needs: [need('browser')] }, 'local'],
    ['one that wants the desktop', { needs: [need('desktop')] }, 'local'],
    ['one that wants credentials of its user', { needs: [need('credentials')] }, 'local'],
    ['one that wants files of its user', { needs: [need('files')] }, 'local'],
    ['one that wants programs of the machine', { needs: [need('programs')] }, 'local'],
    ['the same over HTTP', { needs: [need('browser')], transports: ['http'] }, 'container'],
    ['a simple Node.js server', { sdk: '@modelcontextprotocol/sdk', dependencies: 2 }, 'local'],
    ['a simple server with native programs', { ...simple, systemPackages: ['git'] }, 'consider-container'],
    ['a simple server with services beside it', { ...simple, services: ['postgres'] }, 'consider-container'],
    ['a simple server that wants a version', { ...simple, exactVersion: { value: '3.11', from: 'x' } }, 'local'],
    ['a Python server with many dependencies', { ...simple, dependencies: 12 }, 'consider-container'],
    ['a server with compiled packages', { nativeModules: ['better-sqlite3'] }, 'consider-container'],
    ['any other stdio server', {}, 'consider-container'],
    ['a server of both transports', { transports: ['stdio', 'http'] }, 'container'],
    ['a server of which nothing is known', { transports: [] }, 'consider-container'],
    // What a person says.
    ['several copies', { ...simple, purposes: ['scaling'] }, 'container'],
    ['machines of several kinds', { ...simple, purposes: ['platforms'] }, 'container'],
    ['isolation', { ...simple, purposes: ['isolation'] }, 'container'],
    ['isolation of what needs a browser', { needs: [need('browser')], purposes: ['isolation'] }, 'local'],
    ['production of what needs a browser', { needs: [need('browser')], purposes: ['production'] }, 'container'],
    ['a simple HTTP server for one machine', { ...simple, transports: ['http'], purposes: ['local'] }, 'local'],
    [
      'another HTTP server for one machine',
      { ...simple, dependencies: 9, transports: ['http'], purposes: ['local'] },
      'consider-container',
    ],
    [
      'a simple server of both transports for one machine',
      { ...simple, transports: ['stdio', 'http'], purposes: ['local'] },
      'local',
    ],
  ])('%s', (_, changes, verdict) => {
    const advice = advise(input(changes));
    expect(advice.verdict).toBe(verdict);
    expect(advice.recommendation).toBe(recommendations[verdict]);
    expect(advice.reasons.length).toBeGreaterThan(0);
    expect(advice.runLocally.length).toBeGreaterThan(0);
    for (const { text } of advice.reasons) expect(text).toMatch(/^[A-Z].*\.$/u);
  });

  it.each<[string, Partial<AdviceInput>]>([
    ['programs of the system', { systemPackages: ['ffmpeg'] }],
    ['compiled packages', { nativeModules: ['sharp'] }],
    ['a version of the runtime', { exactVersion: { value: '3.11', from: '.python-version' } }],
    ['production', { purposes: ['production'] }],
    ['several copies', { purposes: ['scaling'] }],
    ['machines of several kinds', { purposes: ['platforms'] }],
    ['isolation', { purposes: ['isolation'] }],
    ['other services', { services: ['redis'] }],
  ])('%s speak for a container', (_, changes) => {
    expect(advise(input({ ...simple, ...changes })).score).toBeGreaterThan(advise(input(simple)).score);
  });

  it.each<[string, Partial<AdviceInput>]>([
    ['development', { purposes: ['development'] }],
    ['a single machine', { purposes: ['local'] }],
    ['a browser', { needs: [need('browser')] }],
  ])('%s speaks against one', (_, changes) => {
    expect(advise(input(changes)).score).toBeLessThan(advise(input()).score);
  });

  const desktop = { id: 'claude-desktop', title: 'Claude Desktop', programsOnly: true };

  it('warns of Claude Desktop, and decides nothing by it', () => {
    const { warnings, reasons, verdict } = advise(input({ client: desktop }));
    expect(warnings.join('\n')).toMatch(
      /^Claude Desktop expects local processes .* stdio\. A container works as well/u,
    );
    expect(reasons.map(({ text }) => text).join('\n')).toContain('Claude Desktop starts a local process faster');
    expect(verdict).toBe(advise(input()).verdict);
    expect(advise(input({ client: { ...desktop, programsOnly: false } })).warnings).toEqual([]);
    expect(advise(input({ client: desktop, transports: ['http'] })).warnings.join()).toContain('takes no addresses');
    expect(advise(input({ client: desktop, needs: [need('files')] })).warnings).toHaveLength(2);
  });

  it.each([
    ['.nvmrc', '22', true],
    ['package.json: engines.node', '24', false],
    ['package.json: engines.node', '20', true],
  ])('reads a version from %s (%s)', (from, value, counts) => {
    const detection = { ...detectProject(viewOf({ 'package.json': '{}' })), version: { value, from } };
    const settled = { transports: ['stdio'] as const, command: ['x'], dependencies: 1 };
    expect(adviceInput('node', detection, settled).exactVersion !== undefined).toBe(counts);
  });

  it('says what it reaches for and where that stands', () => {
    const view = viewOf({
      'package.json': '{"dependencies": {"@modelcontextprotocol/sdk": "1"}}',
      'index.js':
        "import os from 'node:os';\nconst keys = os.homedir() + '/.aws/credentials';\nnew StdioServerTransport();\n",
    });
    const detection = detectProject(view);
    const { reasons } = advise(
      adviceInput('node', detection, { transports: ['stdio'], command: ['node', 'index.js'], dependencies: 1 }),
    );
    expect(reasons.map(({ text }) => text).join('\n')).toMatch(/credentials.*index\.js:2[^]*files.*index\.js:2/u);
  });
});

it('is what the page for people says', async () => {
  const page = (await readFile(new URL('../../../docs/should-i-containerize.md', import.meta.url), 'utf8')).replaceAll(
    / +/gu,
    ' ',
  );
  for (const text of [...Object.values(recommendations), ...PURPOSES]) expect(page).toContain(text);
  const steps = runLocally({ runtime: 'python', lockFile: 'requirements.txt', command: ['python', 'server.py'] });
  expect(steps).toHaveLength(4);
  for (const step of steps) expect(page).toContain(`\n${step}`);
});
