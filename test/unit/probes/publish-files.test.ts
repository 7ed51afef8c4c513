import { expect, it } from 'vitest';
import publishFiles from '../../../src/probes/publish-files.js';
import type { EndedProbeContext } from '../../../src/probes/define-probe.js';
import { imageConfig } from '../../support/image-facts.js';
import { settings } from '../../support/mcp-facts.js';
import { folderWith } from '../../support/probe-context.js';

const context = (cwd: string, configured: boolean, labels: Record<string, string> = {}) =>
  ({
    cwd,
    target: { kind: 'image', settings: settings({ configured }), imageConfig: imageConfig({ labels }) },
  }) as unknown as EndedProbeContext;

it('reads the files of the project', async () => {
  await using folder = await folderWith({
    'server.json': '{"name": "a/b"}',
    'glama.json': '{"maintainers": ["a"]}',
    'smithery.yaml': 'runtime: container\n',
  });
  expect(await publishFiles.collect(context(folder.path, true))).toEqual({
    ofProject: true,
    serverJson: { path: 'server.json', document: { name: 'a/b' }, lines: { name: 1 } },
    glamaJson: { path: 'glama.json', document: { maintainers: ['a'] }, lines: { maintainers: 1, 'maintainers.0': 1 } },
    smitheryYaml: { path: 'smithery.yaml', document: { runtime: 'container' }, lines: { runtime: 1 } },
  });
});

it('leaves the files of a folder alone that is not the image’s, and reads the label', async () => {
  await using folder = await folderWith({ 'server.json': '{"name": "a/b"}' });
  const labels = { 'io.docker.server.metadata': 'name: weather\ntitle: [' };
  expect(await publishFiles.collect(context(folder.path, false, labels))).toMatchObject({
    ofProject: false,
    dockerMetadata: { path: 'io.docker.server.metadata', problem: { line: expect.any(Number) as number } },
  });
});
