import { describe, expect, it } from 'vitest';
import { adviceInput, advise, type AdviceInput } from '../../../src/plan/advise.js';
import { detectProject } from '../../../src/plan/detect/detect-project.js';
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
  it.each([
    ['a stdio server that wants a browser', { needs: [need('browser')] }, 'local'],
    ['one that wants the desktop', { needs: [need('desktop')] }, 'local'],
    ['one that wants credentials of its user', { needs: [need('credentials')] }, 'local'],
    ['one that wants files of its user', { needs: [need('files')] }, 'local'],
    ['one that wants programs of the machine', { needs: [need('programs')] }, 'local'],
    ['the same over HTTP', { needs: [need('browser')], transports: ['http'] as const }, 'container'],
    ['a simple Python server', { runtime: 'python', sdk: 'fastmcp', dependencies: 1 } as const, 'local'],
    [
      'a simple Python server with native programs',
      { runtime: 'python', sdk: 'mcp', dependencies: 2, systemPackages: ['git'] } as const,
      'consider-container',
    ],
    [
      'a Python server with many dependencies',
      { runtime: 'python', sdk: 'mcp', dependencies: 12 } as const,
      'consider-container',
    ],
    ['a server with compiled packages', { nativeModules: ['better-sqlite3'] }, 'consider-container'],
    ['any other stdio server', {}, 'consider-container'],
    ['a server of both transports', { transports: ['stdio', 'http'] as const }, 'container'],
  ])('%s', (_, changes, verdict) => {
    const advice = advise(input(changes));
    expect(advice.verdict).toBe(verdict);
    expect(advice.reasons.length).toBeGreaterThan(0);
    expect(advice.runLocally.length > 0).toBe(verdict === 'local');
  });

  it.each([
    [
      'npm with a build',
      { needs: [need('files')], build: 'npm run build' },
      ['npm ci', 'npm run build', 'node dist/index.js'],
    ],
    [
      'pnpm',
      { needs: [need('files')], packageManager: 'pnpm', build: 'npm run build' },
      ['pnpm install', 'pnpm run build', 'node dist/index.js'],
    ],
    [
      'a package of npm',
      { needs: [need('files')], wraps: 'npm:@acme/weather@1.2.0' },
      ['npx --yes @acme/weather@1.2.0'],
    ],
    [
      'a package of PyPI',
      { needs: [need('files')], runtime: 'python', wraps: 'pypi:weather==1.0' } as const,
      ['uvx weather==1.0'],
    ],
    [
      'uv',
      { runtime: 'python', sdk: 'mcp', dependencies: 1, packageManager: 'uv', command: ['weather'] } as const,
      ['uv run weather'],
    ],
    [
      'pip',
      {
        runtime: 'python',
        sdk: 'mcp',
        dependencies: 1,
        packageManager: 'pip',
        command: ['python', 'server.py'],
      } as const,
      ['python3 -m venv .venv', '. .venv/bin/activate', 'pip install -r requirements.txt', 'python server.py'],
    ],
  ])('says how to run locally with %s', (_, changes, lines) => {
    expect(advise(input(changes)).runLocally).toEqual(lines);
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
    expect(reasons.join('\n')).toMatch(/credentials.*index\.js:2[^]*files.*index\.js:2/u);
  });
});
