import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { InitResult } from '../../../src/actions/init.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { initDocument, presentInit } from '../../../src/cli/present-init.js';

// A stream that is no terminal gets no colours.
const stream = new PassThrough() as unknown as NodeJS.WriteStream;

const result = (changes: Partial<InitResult>): InitResult => ({
  directory: '/home/someone/demo',
  shownDirectory: 'demo',
  choices: {
    name: 'demo',
    port: 3000,
    template: 'todo',
    runtime: 'node',
    runtimeVersion: '24',
    packageManager: 'npm',
    base: 'slim',
    baseRegistry: 'docker.io/library',
    serverName: 'io.github.example/demo',
    with: [],
  },
  outcome: 'written',
  untested: [],
  files: [
    { path: '.env', status: 'skipped' },
    { path: 'Dockerfile', status: 'changed', diff: '--- Dockerfile\n+++ Dockerfile\n' },
    { path: 'src/a.ts', status: 'created' },
    { path: 'src/b/c.ts', status: 'created' },
    { path: 'test/a.ts', status: 'created' },
    { path: 'test/b.ts', status: 'unchanged' },
  ],
  missingKeys: ['MCP_PORT'],
  next: {
    build: 'mcp-dock build',
    verify: 'mcp-dock verify',
    connect: 'docker compose up',
    client: 'mcp-dock client',
    url: 'http://127.0.0.1:3000/mcp',
  },
  replay: ['init', 'demo', '--yes'],
  ...changes,
});

describe('presentInit', () => {
  it('sums up folders in which all files fare alike, and ends with how to go on', () => {
    expect(presentInit(result({}), { stream }).split('\n')).toEqual([
      '+ created   src/ 2 files',
      '+ created   test/a.ts',
      '= unchanged test/b.ts',
      '- skipped   .env',
      '~ changed   Dockerfile',
      '',
      '--- Dockerfile',
      '+++ Dockerfile',
      '',
      '.env is kept as it is: it holds secrets.',
      '.env does not set MCP_PORT; .env.example explains them.',
      'demo: 3 created, 1 changed, 1 unchanged, 1 skipped.',
      'Go to   cd demo',
      'Build   mcp-dock build',
      'Verify  mcp-dock verify',
      'Connect docker compose up   then http://127.0.0.1:3000/mcp',
      'Clients mcp-dock client',
      'Again   mcp-dock init demo --yes',
    ]);
  });

  it('shows a tree under --dry-run and says that nothing was written', () => {
    const text = presentInit(result({ outcome: 'dry-run', missingKeys: [] }), { stream });
    expect(text).toMatch(/^ +src\/\n\+ would be created +a\.ts\n +b\/\n\+ would be created +c\.ts$/mu);
    expect(text).toContain(
      'Nothing was written to demo; 3 would be created, 1 would be changed, 1 unchanged, 1 skipped.',
    );
    expect(text).not.toContain('mcp-dock build');
  });

  it('needs no change of folder where the user stands in it, and quotes one with spaces', () => {
    expect(presentInit(result({ shownDirectory: '.' }), { stream })).toContain('\nBuild   mcp-dock build\n');
    const text = presentInit(result({ shownDirectory: 'a b', replay: ['init', 'a b'] }), { stream });
    expect(text).toContain('Go to   cd "a b"\nBuild   mcp-dock build');
    expect(text).toContain('mcp-dock init "a b"');
  });

  it('shows what a file of somebody else holds without its control sequences', () => {
    const diff = '--- Dockerfile\n-\u001b]0;owned\u0007\n';
    const text = presentInit(result({ files: [{ path: 'Dockerfile', status: 'changed', diff }] }), { stream });
    expect(text).toContain(String.raw`-\u001b]0;owned\u0007`);
  });

  it('says what only --force would do', () => {
    const refusal = new McpDockError('DIRECTORY_NOT_EMPTY', { directory: 'demo', found: ['setup.py'] });
    const files = [{ path: 'a.ts', status: 'created' as const }];
    const text = presentInit(result({ outcome: 'dry-run', refusal, files }), { stream });
    expect(text).toContain('Nothing was written to demo; with --force, 1 would be created.');
    expect(initDocument(result({ outcome: 'dry-run', refusal }), '1').refusal).toBe('DIRECTORY_NOT_EMPTY');
  });

  it('says which port a .env that is kept asks for', () => {
    expect(presentInit(result({ keptPort: 4001 }), { stream })).toContain(
      '.env keeps MCP_PORT=4001: that is where the server is to be found.',
    );
  });

  it('names files that were kept on request', () => {
    const files = [{ path: 'README.md', status: 'skipped' as const }];
    expect(presentInit(result({ files, missingKeys: [] }), { stream })).toContain('Kept as they are: README.md.');
  });
});

it('is one JSON document for programs', () => {
  const document = initDocument(result({}), '1.2.3');
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  expect(document).toMatchObject({
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: '1.2.3' },
    command: 'init',
    replay: 'mcp-dock init demo --yes',
  });
});

it('says what is untested, and nothing where all is tested', () => {
  const text = presentInit(result({ untested: ['Python 3.12', 'the base image alpine'] }), { stream });
  expect(text).toContain('Untested with this version of mcp-dock: Python 3.12, the base image alpine.');
  expect(presentInit(result({}), { stream })).not.toContain('ntested');
});
