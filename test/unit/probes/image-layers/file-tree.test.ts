import { describe, expect, it } from 'vitest';
import { buildFileTree, lookUp, nodesBelow } from '../../../../src/probes/image-layers/file-tree.js';
import { emptyLayerScan, type LayerEntry, type LayerScan } from '../../../../src/model/layer-scan.js';

const entry = (path: string, sizeBytes = 1, overrides: Partial<LayerEntry> = {}): LayerEntry => ({
  path,
  type: 'file',
  sizeBytes,
  mode: 0o644,
  uid: 0,
  gid: 0,
  ...overrides,
});
const folder = (path: string): LayerEntry => entry(path, 0, { type: 'directory', mode: 0o755 });
const link = (path: string, target: string): LayerEntry => entry(path, 0, { type: 'symlink', target });
const layer = (entries: LayerEntry[], gone: Partial<Pick<LayerScan, 'deleted' | 'emptied'>> = {}): LayerScan => ({
  ...emptyLayerScan(),
  entries,
  ...gone,
});
const files = (layers: LayerScan[]) =>
  [...nodesBelow(buildFileTree(layers).root)]
    .filter((node) => node.entry.type === 'file')
    .map((node) => `${node.entry.path} ${node.layer}`)
    .sort();

describe('buildFileTree', () => {
  it('lets the last layer win and counts what is below as wasted', () => {
    const layers = [layer([entry('/a', 10), entry('/b', 5)]), layer([entry('/a', 12)]), layer([entry('/a', 1)])];
    expect(files(layers)).toEqual(['/a 2', '/b 0']);
    expect([...buildFileTree(layers).wasted]).toEqual([['/a', 22]]);
  });

  it('deletes files and whole folders', () => {
    const layers = [
      layer([folder('/app'), entry('/app/a', 3), folder('/app/sub'), entry('/app/sub/b', 4), entry('/c', 5)]),
      layer([entry('/new')], { deleted: ['/app', '/c', '/never-there'] }),
    ];
    expect(files(layers)).toEqual(['/new 1']);
    expect(Object.fromEntries(buildFileTree(layers).wasted)).toEqual({
      '/app/a': 3,
      '/app/sub/b': 4,
      '/c': 5,
    });
  });

  it('empties an opaque folder of what was below, wherever the marker stands', () => {
    const layers = [layer([entry('/d/old', 7)]), layer([folder('/d'), entry('/d/new', 2)], { emptied: ['/d'] })];
    expect(files(layers)).toEqual(['/d/new 1']);
    expect([...buildFileTree(layers).wasted]).toEqual([['/d/old', 7]]);
  });

  it('keeps the contents of a folder whose mode changes', () => {
    expect(files([layer([folder('/d'), entry('/d/a')]), layer([{ ...folder('/d'), mode: 0o700 }])])).toEqual([
      '/d/a 0',
    ]);
  });

  it('writes through a link to a folder and keeps the link', () => {
    const tree = buildFileTree([layer([folder('/usr/bin'), link('/bin', 'usr/bin')]), layer([entry('/bin/tool')])]);
    expect(lookUp(tree.root, '/usr/bin/tool')?.node.layer).toBe(1);
    expect(lookUp(tree.root, '/bin/tool')?.path).toBe('/usr/bin/tool');
  });

  it('counts a hard link once and gives it the mode of its file', () => {
    const tree = buildFileTree([
      layer([entry('/a', 100, { mode: 0o4755 }), entry('/b', 0, { type: 'hardlink', target: '/a' })]),
      layer([], { deleted: ['/b'] }),
    ]);
    expect(tree.wasted.size).toBe(0);
    const both = buildFileTree([
      layer([entry('/a', 100, { mode: 0o4755 }), entry('/b', 0, { type: 'hardlink', target: '/a' })]),
    ]);
    expect(lookUp(both.root, '/b')?.node.entry).toMatchObject({ type: 'file', mode: 0o4755, sizeBytes: 0 });
  });
});

describe('lookUp', () => {
  const { root } = buildFileTree([
    layer([
      entry('/usr/local/bin/node'),
      link('/usr/local/bin/nodejs', 'node'),
      link('/bin', 'usr/bin'),
      link('/abs', '/usr/local/../local/bin'),
      link('/loop', '/loop2'),
      link('/loop2', 'loop'),
      link('/dangling', '/nowhere'),
      link('/out', '../../../usr'),
    ]),
  ]);

  it.each([
    ['/usr/local/bin/nodejs', '/usr/local/bin/node'],
    ['/abs/node', '/usr/local/bin/node'],
    ['/usr/./local//bin/../bin/node', '/usr/local/bin/node'],
    ['/out/local/bin/node', '/usr/local/bin/node'],
    ['/', '/'],
  ])('finds %s', (path, real) => {
    expect(lookUp(root, path)?.path).toBe(real);
  });

  it.each(['/loop', '/dangling', '/usr/local/bin/node/x', '/nothing', '/bin/sh'])('finds nothing at %s', (path) => {
    expect(lookUp(root, path)).toBeUndefined();
  });
});
