import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RememberedLayers } from '../../../../src/probes/image-layers/remembered-layers.js';
import { scanRemembering } from '../../../../src/probes/image-layers/scan-remembering.js';
import { classicArchive, type TarEntry } from '../../../fakes/tar.js';
import { madeUpSecrets } from '../../../support/planted-secrets.js';

const s = madeUpSecrets();
const base: TarEntry[] = [
  { name: 'etc/passwd', content: 'root:x:0:0::/root:/bin/sh\n' },
  { name: 'usr/bin/run', content: '#!/bin/sh\n', mode: 0o755 },
  { name: 'bin', type: 'symlink', linkname: 'usr/bin' },
  { name: 'etc/key.pem', content: s.rsa },
];
const app: TarEntry[] = [{ name: 'app/.env', content: `API_TOKEN=${s.session}\n` }, { name: 'etc/.wh.key.pem' }];

let folder: string;
let saved: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remembered-layers-'));
  saved = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Options {
  readonly diffIds?: readonly string[];
  readonly publicLayers?: number;
  readonly secretValues?: readonly string[];
  readonly version?: string;
}

async function scan(
  layers: readonly (readonly TarEntry[])[],
  {
    diffIds = layers.map((_, index) => `sha256:${index}`),
    publicLayers = 0,
    secretValues = [],
    version = '1',
  }: Options = {},
) {
  const archive = await classicArchive(layers);
  const image = { reference: 'a', diffIds, publicLayers, secretValues };
  const engine = {
    saveImage: () => {
      saved += 1;
      return Promise.resolve(Readable.from([archive]));
    },
  };
  const remembered = new RememberedLayers({ XDG_CACHE_HOME: folder }, version);
  return scanRemembering(image, remembered, { engine, signal: new AbortController().signal });
}

describe('an image whose layers are known', () => {
  it('is not asked for, and gives the same answer', async () => {
    const first = await scan([base, app]);
    const second = await scan([base, app]);
    expect(saved).toBe(1);
    expect(second).toEqual(first);
  });

  it('is asked for when one is new; the others are passed over', async () => {
    const first = await scan([base]);
    // What is remembered is what counts: had the bytes been read, the key would be gone.
    const second = await scan([base.slice(0, 3), app], { diffIds: ['sha256:0', 'sha256:new'] });
    expect(saved).toBe(2);
    expect(second.layers[0]).toEqual(first.layers[0]);
    expect(second.layers[1]?.secrets).toMatchObject([{ path: '/app/.env' }]);
  });

  it('is read again when a member bears the name of another layer', async () => {
    await scan([base]);
    const second = await scan([app], { diffIds: ['sha256:other'] });
    expect(second.layers[0]?.entries.map(({ path }) => path)).toEqual(['/app/.env']);
    const third = await scan([app, base], { diffIds: ['sha256:third', 'sha256:0'] });
    expect(third.layers.map(({ entries }) => entries.length)).toEqual([1, 4]);
  });

  it.each([
    ['other values are looked for', { secretValues: ['a-value-of-the-project-1'] }],
    ['another version asks', { version: '2' }],
  ])('is read again when %s', async (_, options) => {
    await scan([base]);
    await scan([base], options);
    expect(saved).toBe(2);
  });

  it('is the same for everyone where it is of a public base, without what that carries', async () => {
    await scan([base], { publicLayers: 1 });
    const second = await scan([base], { publicLayers: 1, secretValues: ['a-value-of-the-project-1'] });
    expect(saved).toBe(1);
    expect(second.layers[0]?.secrets).toEqual([]);
  });

  it('is read again where the file is cut off', async () => {
    await scan([base]);
    const directory = join(folder, 'mcp-dock', 'image-layers');
    for (const name of await readdir(directory)) await writeFile(join(directory, name), 'cut');
    await scan([base]);
    expect(saved).toBe(2);
  });

  it('keeps no value of a secret, and is not kept when it was cut', async () => {
    await scan([app], { secretValues: [s.own] });
    const directory = join(folder, 'mcp-dock', 'image-layers');
    expect((await readdir(directory)).join()).not.toContain(s.own);
    await scan([[{ name: 'c'.repeat(5000) }]], { diffIds: ['sha256:cut'] });
    expect(await readdir(directory)).toHaveLength(1);
  });
});
