import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import WaiversImport from '../../../src/commands/waivers/import.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { packageRoot } from '../../../src/config/package-files.js';
import type { Context } from '../../../src/ports/context.js';
import { createScriptedPrompter, type Answers } from '../../fakes/scripted-prompter.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

const FILES = {
  'mcp-dock.yaml':
    '# ours\nname: todo\nwaivers:\n  - id: image/oci-labels # not published\n    reason: inner use\n    expires: 2099-01-01\n',
  '.dockleignore': '# runs behind a proxy\nCIS-DI-0006\n',
  '.hadolint.yaml': 'ignored:\n  - DL3025 # a shell is wanted\noverride:\n  info: [DL3006]\n',
  '.trivyignore': 'CVE-2024-1\nAVD-DS-0002 exp:2001-01-01\n',
};

async function run(cwd: string, argv: string[], answers?: Answers) {
  const printed: string[] = [];
  const statuses: number[] = [];
  class Here extends WaiversImport {
    protected override async createContext(): Promise<Context> {
      return {
        ...probeContext({ cwd, environment: { NO_COLOR: '1' } }),
        prompter: createScriptedPrompter(answers),
        progress: createSilentProgress(),
      };
    }
    protected override print(text: string): void {
      printed.push(text);
    }
    protected override endWith(exitCode: number): void {
      statuses.push(exitCode);
    }
  }
  await Here.run(argv, packageRoot);
  return { text: printed.join('\n'), statuses, config: await readFile(join(cwd, 'mcp-dock.yaml'), 'utf8') };
}

describe('waivers import', () => {
  it('shows what it would do, and does nothing', async () => {
    await using folder = await folderWith(FILES);
    const { text, config } = await run(folder.path, ['--dry-run', '--expires', '2099-02-01']);
    expect(config).toBe(FILES['mcp-dock.yaml']);
    for (const part of [
      'CIS-DI-0006 is waived until 2099-02-01',
      'dockerfile/base-pinned counts as info',
      'CVE-2024-1 was not taken over',
      '.trivyignore:1: mcp-dock looks for no vulnerabilities of packages.',
      '.trivyignore:2: it expired on 2001-01-01.',
      '+  - id: CIS-DI-0006',
      'Nothing was written; 2 waivers and 1 severity would be added to mcp-dock.yaml; 2 not taken over.',
    ])
      expect(text).toContain(part);
  });

  it('writes what verify reads, and keeps comments', async () => {
    await using folder = await folderWith(FILES);
    const { config, statuses } = await run(folder.path, ['--yes', '--expires', '2099-02-01', '--owner', 'platform']);
    expect(statuses).toEqual([]);
    expect(config.startsWith(FILES['mcp-dock.yaml'])).toBe(true);
    const loaded = await loadConfig(folder.path);
    expect(loaded?.config).toMatchObject({
      checks: { 'dockerfile/base-pinned': 'info' },
      waivers: [
        { id: 'image/oci-labels' },
        { id: 'CIS-DI-0006', reason: 'runs behind a proxy', expires: '2099-02-01', owner: 'platform' },
        { reason: 'a shell is wanted' },
      ],
    });
    const again = await run(folder.path, ['--yes', '--expires', '2099-02-01']);
    expect(again.config).toBe(config);
    expect(again.text).toContain('Nothing to add to mcp-dock.yaml; 2 not taken over.');
  });

  it('is one document for a program', async () => {
    await using folder = await folderWith(FILES);
    const { text } = await run(folder.path, ['.trivyignore', '--dry-run', '--json']);
    expect(JSON.parse(text)).toMatchObject({
      schemaVersion: 1,
      command: 'waivers import',
      outcome: 'unchanged',
      files: ['.trivyignore'],
      waivers: [],
      notImported: [{ what: 'CVE-2024-1' }, { what: 'AVD-DS-0002' }],
    });
  });

  it.each([
    { name: 'no project', files: {}, argv: [], status: 2 },
    { name: 'nothing to import', files: { 'mcp-dock.yaml': 'name: x\n' }, argv: [], status: 2 },
    { name: 'a file that is not there', files: FILES, argv: ['.trivyignore.yaml'], status: 2 },
    { name: 'a file of no tool', files: { ...FILES, 'ignore.txt': 'DL3008' }, argv: ['ignore.txt'], status: 2 },
    { name: 'a day that is none', files: FILES, argv: ['--expires', 'soon'], status: 2 },
    { name: 'a day that is over', files: FILES, argv: ['--expires', '2001-01-01'], status: 2 },
    { name: 'a file that is no YAML', files: { ...FILES, '.hadolint.yaml': 'ignored: [' }, argv: ['--yes'], status: 2 },
    {
      name: 'a person who says no',
      files: FILES,
      argv: [],
      answers: [['Write this into mcp-dock.yaml?', false]] satisfies Answers,
      status: 130,
    },
  ])('with $name ends with $status, and changes nothing', async ({ files, argv, status, ...rest }) => {
    await using folder = await folderWith({ 'mcp-dock.yaml': 'name: x\n', ...files });
    const before = await readFile(join(folder.path, 'mcp-dock.yaml'), 'utf8');
    const { statuses, config } = await run(folder.path, [...argv], 'answers' in rest ? rest.answers : undefined);
    expect(statuses).toEqual([status]);
    expect(config).toBe(before);
  });
});
