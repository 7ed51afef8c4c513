import { describe, expect, it } from 'vitest';
import { classifyFiles } from '../../../../src/probes/image-layers/classify-files.js';
import { buildFileTree } from '../../../../src/probes/image-layers/file-tree.js';
import { emptyLayerScan, type LayerEntry } from '../../../../src/model/layer-scan.js';

const file = (path: string, mode = 0o644, type: LayerEntry['type'] = 'file'): LayerEntry => ({
  path,
  type,
  sizeBytes: type === 'file' ? 10 : 0,
  mode,
  uid: 0,
  gid: 0,
  ...(type === 'symlink' ? { target: 'x' } : {}),
});
const classify = (entries: LayerEntry[], workingDir = '/app') =>
  classifyFiles(buildFileTree([{ ...emptyLayerScan(), entries }]), workingDir);
const paths = (found: readonly { path: string }[]) => found.map(({ path }) => path).sort();

describe('classifyFiles', () => {
  it.each([
    '/usr/bin/gcc-12',
    '/usr/bin/x86_64-linux-gnu-gcc-12',
    '/usr/bin/x86_64-linux-gnu-ld.bfd',
    '/usr/bin/make',
    '/usr/local/go/bin/go',
    '/usr/local/cargo/bin/cargo',
    '/usr/lib/gcc/x86_64-linux-gnu/12/cc1',
  ])('calls %s a build tool', (path) => {
    expect(paths(classify([file(path, 0o755)]).buildTools)).toEqual([path]);
  });

  it.each(['/usr/bin/npm', '/usr/bin/python3', '/usr/bin/as-tree', '/app/make', '/usr/share/doc/gcc', '/usr/bin/ldd'])(
    'calls %s no build tool',
    (path) => {
      expect(classify([file(path, 0o755)]).buildTools).toEqual([]);
    },
  );

  it('adds caches up by folder', () => {
    const { packageCaches } = classify([
      file('/var/lib/apt/lists/a_Packages'),
      file('/var/lib/apt/lists/b_Packages'),
      file('/var/lib/apt/lists/lock'),
      file('/root/.npm/_cacache/index/x'),
      file('/home/app/.cache/pip/http/x'),
      file('/var/cache/apk/APKINDEX.tar.gz'),
      file('/var/cache/debconf/config.dat'),
    ]);
    expect(packageCaches.map(({ path, sizeBytes }) => `${path} ${sizeBytes}`).sort()).toEqual([
      '/home/app/.cache/pip 10',
      '/root/.npm 10',
      '/var/cache/apk 10',
      '/var/lib/apt/lists 20',
    ]);
  });

  it('names the folder that a person would ignore', () => {
    const entries = [
      file('/app/.git/objects/aa/bb'),
      file('/app/.git/HEAD'),
      file('/app/.env'),
      file('/app/.env.local'),
      file('/app/tests/a.py'),
      file('/app/src/a.test.ts'),
      file('/app/node_modules/.cache/x'),
      file('/app/Dockerfile'),
      file('/root/.aws/credentials'),
      file('/home/app/.npmrc'),
      file('/.git-credentials'),
    ];
    expect(paths(classify(entries).ignoredFiles)).toEqual([
      '/.git-credentials',
      '/app/.env',
      '/app/.env.local',
      '/app/.git',
      '/app/Dockerfile',
      '/app/node_modules/.cache',
      '/app/src/a.test.ts',
      '/app/tests',
      '/home/app/.npmrc',
      '/root/.aws',
    ]);
    expect(paths(classify(entries, '/').ignoredFiles)).toContain('/app/.git');
  });

  it('leaves what packages bring and examples alone', () => {
    const entries = [
      file('/app/.env.example'),
      file('/app/node_modules/a/test/b.js'),
      file('/app/node_modules/a/.npmrc'),
      file('/app/.venv/lib/python3.12/site-packages/a/tests/b.py'),
      file('/usr/local/lib/node_modules/npm/docs/a.md'),
      file('/app/latest/a.js'),
    ];
    expect(classify(entries).ignoredFiles).toEqual([]);
  });

  it.each([
    ['/app/node_modules/typescript/package.json', 'typescript'],
    ['/app/node_modules/@vitest/coverage-v8/package.json', '@vitest/coverage-v8'],
    ['/app/.venv/lib/python3.12/site-packages/pytest-8.3.4.dist-info/METADATA', 'pytest'],
    ['/usr/lib/python3/dist-packages/types_PyYAML-6.0.12.dist-info/METADATA', 'types-pyyaml'],
  ])('knows %s', (path, name) => {
    expect(classify([file(path)]).devDependencies.map((found) => found.name)).toEqual([name]);
  });

  it.each([
    '/app/node_modules/zod/package.json',
    '/app/node_modules/zod/typescript/package.json',
    '/usr/local/lib/node_modules/npm/node_modules/typescript/package.json',
    '/app/.venv/lib/python3.12/site-packages/mcp-1.9.0.dist-info/METADATA',
  ])('takes %s for production', (path) => {
    expect(classify([file(path)]).devDependencies).toEqual([]);
  });

  it('sees setuid programs and what everyone may write', () => {
    const { setuid, worldWritable } = classify([
      file('/usr/bin/su', 0o4755),
      file('/usr/bin/wall', 0o2755),
      file('/srv/x', 0o4644),
      file('/srv/open', 0o666),
      file('/srv/folder', 0o777, 'directory'),
      file('/srv/sticky', 0o1777, 'directory'),
      file('/tmp', 0o777, 'directory'),
      file('/var/tmp/x', 0o666),
      file('/srv/link', 0o777, 'symlink'),
    ]);
    expect(paths(setuid)).toEqual(['/usr/bin/su', '/usr/bin/wall']);
    expect(paths(worldWritable)).toEqual(['/srv/folder', '/srv/open']);
  });
});
