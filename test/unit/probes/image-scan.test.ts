import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { imageEngine, type FakeImage } from '../../fakes/image-engine.js';
import { classicArchive, type TarEntry } from '../../fakes/tar.js';
import { known, scanImage } from '../../support/image-scan.js';
import { staticTarget } from '../../support/image-target.js';
import { madeUpSecrets } from '../../support/planted-secrets.js';

const secrets = madeUpSecrets();
const step = (instruction: string, emptyLayer = false) => ({ instruction, emptyLayer, sizeBytes: emptyLayer ? 0 : 10 });
const file = (name: string, content: string, rest: Partial<TarEntry> = {}): TarEntry => ({ name, content, ...rest });

const debian: FakeImage = {
  references: ['debian:bookworm-slim'],
  layers: ['sha256:d'],
  config: { createdAt: '2026-01-01T00:00:00Z' },
};

async function todo(layers: readonly (readonly TarEntry[])[], rest: Partial<FakeImage> = {}): Promise<FakeImage> {
  return {
    references: ['todo:1'],
    layers: ['sha256:d', ...layers.slice(1).map((_, index) => `sha256:${index}`)],
    history: [
      step('ADD file:x in / '),
      step('CMD ["bash"]', true),
      ...layers.slice(1).map((_, index) => step(`COPY ${index}`)),
    ],
    archive: await classicArchive(layers),
    ...rest,
  };
}

const scan = (image: FakeImage, options: Parameters<typeof staticTarget>[1] = {}, cwd?: string) =>
  scanImage(fakeEngine(imageEngine([debian, image])), staticTarget('todo:1', options), cwd);

describe('the facts of an image', () => {
  it('hold layers with their instructions, and where the base ends', async () => {
    const image = await todo([
      [
        file('usr/lib/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'),
        file('old', '12345'),
      ],
      [file('app/server.js', 'x'.repeat(20)), file('.wh.old', '')],
    ]);
    const facts = await scan(image);
    expect(known(facts, 'baseImage')).toEqual({
      matched: 'debian:bookworm-slim',
      matchedLayers: 1,
      builderFroms: [],
      startsWithBuilder: false,
    });
    expect(known(facts, 'imageContents')).toMatchObject({
      layers: [
        { index: 0, instruction: 'ADD file:x in / ', fromBase: true, files: 2 },
        { index: 1, instruction: 'COPY 0', fromBase: false, sizeBytes: 20, files: 1 },
      ],
      osRelease: { id: 'debian', versionId: '12', name: 'Debian GNU/Linux 12 (bookworm)' },
      wastedBytes: 5,
      wasted: [{ path: '/old', sizeBytes: 5 }],
      truncated: [],
    });
  });

  it('tell secrets of the project from what a public base carries', async () => {
    const image = await todo([
      [file('etc/ssl/private/of-the-base.key', secrets.rsa)],
      [file('app/key.pem', secrets.ed25519), file('app/token', secrets.github)],
      [file('app/.wh.key.pem', ''), file('app/copy', secrets.github)],
      [file('app/token', 'rotated')],
    ]);
    const { secrets: found } = known(await scan(image), 'imageContents');
    expect(found.map(({ elsewhere }) => elsewhere)).toEqual([['/app/token'], undefined]);
    expect(found.map(({ name, rule, layer, deleted }) => [name, rule, layer, deleted ?? false])).toEqual([
      ['/app/copy', 'github-token', 2, false],
      ['/app/key.pem', 'private-key', 1, true],
    ]);
  });

  it('search every layer of an unknown base', async () => {
    const image = await todo([[file('etc/key.pem', secrets.rsa)]], { layers: ['sha256:unknown'] });
    expect(known(await scan(image), 'imageContents').secrets).toMatchObject([{ name: '/etc/key.pem', layer: 0 }]);
  });

  it('hold no value of a secret, wherever the image has it', async () => {
    const image = await todo([[file('a', 'a')], [file('app/data', secrets.own)]], {
      environment: [`API_TOKEN=${secrets.session}`, 'PATH=/usr/bin'],
      config: {
        labels: { note: `uses ${secrets.gitlab}` },
        cmd: ['server', `--token=${secrets.session}`],
        healthcheck: { test: ['CMD-SHELL', `curl -H "Authorization: Bearer ${secrets.bearer}" x`] },
      },
      history: [
        step('ADD file:x in / '),
        step(`ENV API_TOKEN=${secrets.session}`, true),
        step(`|1 NPM_TOKEN=${secrets.npm} /bin/sh -c npm ci ${secrets.own}`),
      ],
    });
    const facts = await scan(image, { secretValues: [secrets.own] });
    const text = JSON.stringify(facts);
    for (const value of [secrets.session, secrets.gitlab, secrets.bearer, secrets.npm, secrets.own])
      expect(text).not.toContain(value);
    expect(known(facts, 'imageContents').secrets.map(({ place, name, rule }) => `${place} ${name} ${rule}`)).toEqual([
      'env API_TOKEN assigned-secret',
      'label note gitlab-token',
      'history step 3 own-secret',
      'history step 3 npm-token',
      'file /app/data own-secret',
    ]);
    expect(known(facts, 'imageConfig').environmentNames).toEqual(['PATH', 'NODE_ENV']);
  });

  it('say when a list was cut', async () => {
    const image = await todo([
      [file('a', 'a')],
      Array.from({ length: 60 }, (_, index) => file(`srv/${index}`, 'x', { mode: 0o666 })),
    ]);
    const { worldWritable, truncated } = known(await scan(image), 'imageContents');
    expect(worldWritable).toHaveLength(50);
    expect(truncated).toEqual(['worldWritable']);
  });

  it('are the same every time', async () => {
    const image = await todo([
      [file('a', 'a')],
      [file('app/.env', `A_TOKEN=${secrets.session}`), file('app/b', 'b', { mode: 0o4755 })],
    ]);
    expect(JSON.stringify(await scan(image))).toBe(JSON.stringify(await scan(image)));
  });

  it('are unknown with the reason when the archive is broken', async () => {
    const facts = await scan(await todo([[file('a', 'a')]], { archive: Buffer.from('[{"Layers":[]}]'.padEnd(512)) }));
    expect(facts.imageContents).toMatchObject({ status: 'unknown' });
    expect(facts.imageConfig).toMatchObject({ status: 'known' });
  });

  it('are out of place without an image', async () => {
    const { imageReference: _, ...target } = staticTarget('http://127.0.0.1:3000/mcp');
    const facts = await scanImage(fakeEngine({}), target);
    for (const name of ['imageConfig', 'imageHistory', 'imageContents', 'baseImage'] as const)
      expect(facts[name]).toEqual({ status: 'not-applicable', reason: 'http://127.0.0.1:3000/mcp has no image.' });
  });

  it('name the bases of the project’s Dockerfile, as mcp-dock.yaml says which', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-base-'));
    try {
      await writeFile(
        join(folder, 'mcp-dock.yaml'),
        'name: todo\nbuild:\n  dockerfile: docker.file\n  args: { V: bookworm-slim }\n',
      );
      await writeFile(join(folder, 'docker.file'), 'ARG V=trixie\nFROM node:24 AS build\nFROM debian:${V}\n');
      const facts = await scan(
        await todo([[file('a', 'a')], [file('b', 'b')]]),
        { settings: { configured: true } },
        folder,
      );
      expect(known(facts, 'baseImage')).toMatchObject({
        matched: 'debian:bookworm-slim',
        finalFrom: 'debian:bookworm-slim',
        builderFroms: ['node:24'],
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
