import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { UpdateResult } from '../../../src/actions/update.js';
import { presentUpdated, updateDocument } from '../../../src/cli/present-update.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { foreignChoices } from '../../support/foreign-choices.js';

// A stream that is no terminal gets no colours.
const stream = new PassThrough() as unknown as NodeJS.WriteStream;

const result = (changes: Partial<UpdateResult> = {}): UpdateResult => ({
  directory: '/home/someone/demo',
  shownDirectory: 'demo',
  from: '1.0.0',
  to: '2.0.0',
  outcome: 'written',
  choices: foreignChoices(),
  files: [
    { path: '.env', state: 'secret' },
    { path: 'Dockerfile', state: 'merged' },
    { path: 'README.md', state: 'conflict', decision: 'beside' },
    { path: 'compose.yaml', state: 'updated' },
    { path: 'old.ts', state: 'left' },
    { path: 'src/a.ts', state: 'unchanged' },
  ],
  backup: '.mcp-dock/backup/20261121T100000Z',
  missingKeys: ['MCP_PORT'],
  next: { build: 'mcp-dock build', verify: 'mcp-dock verify', connect: 'docker run x' },
  replay: ['init', 'demo', '--update', '--yes'],
  ...changes,
});

it('lists what an update is about, says where everything is, and ends with the verdict', () => {
  expect(presentUpdated(result(), { stream }, false).split('\n')).toEqual([
    '~ merged           Dockerfile',
    '! conflict         README.md   kept; the new one is README.md.mcp-dock-new',
    '~ updated          compose.yaml',
    '- no longer made   old.ts',
    '',
    'No longer made, and left for you to delete: old.ts.',
    'Files that you had changed, as they were: .mcp-dock/backup/20261121T100000Z.',
    '.env does not set MCP_PORT; .env.example explains them.',
    'demo, mcp-dock 1.0.0 to 2.0.0: 1 updated, 1 merged, 1 conflict, 1 unchanged, 1 not touched, 1 no longer made.',
  ]);
});

it('lists every file where all are asked for', () => {
  expect(presentUpdated(result(), { stream }, true)).toMatch(/^= unchanged {8}src\/a\.ts$/mu);
});

it('says in words of the future what would happen, without what a terminal would obey', () => {
  const files = [{ path: 'Dockerfile', state: 'conflict' as const, diff: '<<<<<<< yours\n\u001b[31mx' }];
  const text = presentUpdated(result({ outcome: 'dry-run', files, missingKeys: [] }), { stream }, false);
  expect(text).toContain('Dockerfile:\n<<<<<<< yours\n');
  expect(text).not.toContain('\u001b');
  expect(text).toMatch(/Nothing was written to demo \(mcp-dock 1\.0\.0 to 2\.0\.0\); 1 conflict\.$/u);
});

it('prints the same for programs', () => {
  const refusal = new McpDockError('UPDATE_CONFLICTS', { files: ['README.md'] });
  expect(updateDocument(result({ refusal }), '2.0.0')).toMatchObject({
    command: 'init',
    update: true,
    from: '1.0.0',
    files: expect.arrayContaining([{ path: 'Dockerfile', state: 'merged' }]) as unknown[],
    refusal: 'UPDATE_CONFLICTS',
    replay: 'mcp-dock init demo --update --yes',
  });
});
