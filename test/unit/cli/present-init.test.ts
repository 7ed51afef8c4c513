import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { InitResult } from '../../../src/actions/init.js';
import { initDocument, presentInit } from '../../../src/cli/present-init.js';

// A stream that is no terminal gets no colours.
const stream = new PassThrough() as unknown as NodeJS.WriteStream;

const result = (changes: Partial<InitResult>): InitResult => ({
  directory: '/home/someone/demo',
  shownDirectory: 'demo',
  choices: {
    name: 'demo',
    port: 3000,
    runtime: 'node',
    runtimeVersion: '24',
    baseRegistry: 'docker.io/library',
    serverName: 'io.github.example/demo',
  },
  outcome: 'written',
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
      'Build   cd demo && mcp-dock build',
      'Verify  mcp-dock verify',
      'Connect docker compose up   then http://127.0.0.1:3000/mcp',
      'Again   mcp-dock init demo --yes',
    ]);
  });

  it('shows a tree under --dry-run and says that nothing was written', () => {
    const text = presentInit(result({ outcome: 'dry-run', missingKeys: [] }), { stream });
    expect(text).toContain('            src/\n+ created     a.ts\n              b/\n+ created       c.ts\n');
    expect(text).toContain('Nothing was written to demo; it would be: 3 created, 1 changed, 1 unchanged, 1 skipped.');
    expect(text).not.toContain('mcp-dock build');
  });

  it('needs no change of folder where the user stands in it, and quotes one with spaces', () => {
    expect(presentInit(result({ shownDirectory: '.' }), { stream })).toContain('\nBuild   mcp-dock build\n');
    const text = presentInit(result({ shownDirectory: 'a b', replay: ['init', 'a b'] }), { stream });
    expect(text).toContain('cd "a b" && mcp-dock build');
    expect(text).toContain('mcp-dock init "a b"');
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
