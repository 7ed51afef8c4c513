import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load-config.js';
import { verifySettings } from '../../../src/plan/verify-settings.js';
import { NotApplicable, type ProbeContext } from '../../../src/probes/define-probe.js';
import sources from '../../../src/probes/sources.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

const CONFIG = 'name: todo\nbuild: { context: app, dockerfile: app/Containerfile }\n';
const FILES = {
  'mcp-dock.yaml': CONFIG,
  'app/Containerfile': 'FROM scratch\n',
  'app/Containerfile.dockerignore': 'notes.md\nContainerfile*\n',
  'app/src/main.ts': '1',
  'app/src/old.ts': '2',
  'app/notes.md': '3',
};

const read = (cwd: string, configured = true) => {
  const context = probeContext({ cwd });
  const settings = verifySettings({
    name: 'todo',
    ...(configured ? { project: parseConfig(CONFIG, 'mcp-dock.yaml', cwd) } : {}),
  });
  const target = { ...context.target, settings, imageReference: 'todo:1' };
  return (sources.collect as (context: ProbeContext) => Promise<unknown>)({ ...context, target });
};

it('looks at the files that a build would send, the newest first', async () => {
  await using folder = await folderWith(FILES);
  const at = (path: string, time: string) => utimes(join(folder.path, path), new Date(time), new Date(time));
  await at('app/src/main.ts', '2026-11-02T00:00:00Z');
  await at('app/src/old.ts', '2026-11-01T00:00:00Z');
  await at('app/notes.md', '2026-11-03T00:00:00Z');
  await at('app/Containerfile', '2026-10-01T00:00:00Z');
  await at('mcp-dock.yaml', '2026-11-04T00:00:00Z');
  expect(await read(folder.path)).toMatchObject({
    newest: [
      { path: 'src/main.ts', modifiedAt: '2026-11-02T00:00:00.000Z' },
      { path: 'src/old.ts', modifiedAt: '2026-11-01T00:00:00.000Z' },
      { path: 'Containerfile' },
    ],
  });
});

it('concerns the image of the project only, and what can be built', async () => {
  await using folder = await folderWith({ 'mcp-dock.yaml': CONFIG });
  await expect(read(folder.path, false)).rejects.toBeInstanceOf(NotApplicable);
  await expect(read(folder.path)).rejects.toBeInstanceOf(NotApplicable);
});
