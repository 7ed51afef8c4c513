import { describe, expect, it } from 'vitest';
import { buildFileTree } from '../../../../src/probes/image-layers/file-tree.js';
import { imageUser } from '../../../../src/probes/image-layers/image-user.js';
import { emptyLayerScan, type LayerEntry } from '../../../../src/model/layer-scan.js';
import { resolvePrograms, type ProgramSource } from '../../../../src/probes/image-layers/resolve-programs.js';

const file = (path: string, mode = 0o755, rest: Partial<LayerEntry> = {}): LayerEntry => ({
  path,
  type: 'file',
  sizeBytes: 1,
  mode,
  uid: 0,
  gid: 0,
  ...rest,
});
const tree = buildFileTree([
  {
    ...emptyLayerScan(),
    entries: [
      file('/bin', 0o777, { type: 'symlink', target: 'usr/bin' }),
      file('/usr/bin/sh', 0o777, { type: 'symlink', target: 'dash' }),
      file('/usr/bin/dash'),
      file('/usr/bin/env'),
      file('/usr/local/bin/node'),
      file('/usr/local/bin/docker-entrypoint.sh', 0o755, { shebang: '/bin/sh' }),
      file('/app/server.js', 0o644),
      file('/app/dist/index.js', 0o644),
      file('/app/private.js', 0o600),
      file('/app/start.sh', 0o755, { shebang: '/bin/sh\r' }),
      file('/app/run.sh', 0o755, { shebang: '/usr/bin/env -S node --flag' }),
      file('/app/not-executable', 0o644),
      file('/root', 0o700, { type: 'directory' }),
      file('/root/server.js', 0o644),
    ],
  },
]);
const config = (overrides: Partial<ProgramSource>): ProgramSource => ({
  entrypoint: [],
  cmd: [],
  workingDir: '/app',
  path: '/usr/local/bin:/usr/bin:/bin',
  ...overrides,
});
const user = imageUser('1000:1000', new Map());
const resolve = (overrides: Partial<ProgramSource>, who = user) => resolvePrograms(tree, config(overrides), who);

describe('resolvePrograms', () => {
  it('looks through PATH, links and the working directory', () => {
    expect(resolve({ entrypoint: ['node', 'server.js'], cmd: ['http'] })).toEqual([
      { asked: 'node', role: 'entrypoint', path: '/usr/local/bin/node', executable: true },
      { asked: 'server.js', role: 'entrypoint-file', path: '/app/server.js', executable: true },
    ]);
    expect(resolve({ cmd: ['/bin/sh', '-c', 'exec node dist/index'] })).toEqual([
      { asked: '/bin/sh', role: 'entrypoint', path: '/usr/bin/dash', executable: true },
      { asked: 'node', role: 'entrypoint', path: '/usr/local/bin/node', executable: true },
      { asked: 'dist/index', role: 'entrypoint-file', path: '/app/dist/index.js', executable: true },
    ]);
  });

  it('says what is missing', () => {
    expect(resolve({ entrypoint: ['python', 'missing.py'] })).toEqual([
      { asked: 'python', role: 'entrypoint', executable: false },
      { asked: 'missing.py', role: 'entrypoint-file', executable: false },
    ]);
  });

  it('asks for the rights of the image’s user', () => {
    const usable = (entrypoint: string[], who = user) =>
      resolve({ entrypoint }, who).map(({ executable }) => executable);
    expect(usable(['/app/not-executable'])).toEqual([false]);
    expect(usable(['node', '/app/private.js'])).toEqual([true, false]);
    expect(usable(['node', '/root/server.js'])).toEqual([true, false]);
    expect(usable(['node', '/root/server.js'], imageUser('', new Map()))).toEqual([true, true]);
  });

  it('follows the first line of a script', () => {
    expect(resolve({ entrypoint: ['/app/start.sh'] })).toMatchObject([
      { asked: '/app/start.sh', executable: true },
      { asked: '/bin/sh\\u000d', executable: false, via: '/app/start.sh' },
    ]);
    expect(resolve({ entrypoint: ['/app/run.sh'] })).toMatchObject([
      { asked: '/app/run.sh' },
      { asked: '/usr/bin/env', path: '/usr/bin/env', via: '/app/run.sh' },
      { asked: 'node', path: '/usr/local/bin/node', via: '/app/run.sh' },
    ]);
  });

  it('takes CMD for a program behind a wrapper script', () => {
    expect(resolve({ entrypoint: ['docker-entrypoint.sh'], cmd: ['node', 'gone.js'] })).toMatchObject([
      { asked: 'docker-entrypoint.sh', role: 'entrypoint', executable: true },
      { asked: '/bin/sh', role: 'entrypoint', executable: true },
      { asked: 'node', role: 'cmd', executable: true },
      { asked: 'gone.js', role: 'entrypoint-file', executable: false },
    ]);
  });

  it.each([
    [
      ['CMD', 'node', '/app/gone.js'],
      [
        ['node', 'healthcheck', true],
        ['/app/gone.js', 'healthcheck-file', false],
      ],
    ],
    [
      ['CMD-SHELL', 'curl -f http://127.0.0.1/ || exit 1'],
      [
        ['/bin/sh', 'healthcheck', true],
        ['curl', 'healthcheck', false],
      ],
    ],
    [['NONE'], []],
  ])('reads the health check %j', (test, expected) => {
    expect(resolve({ healthcheck: { test } }).map(({ asked, role, executable }) => [asked, role, executable])).toEqual(
      expected,
    );
  });
});

describe('imageUser', () => {
  const documents = new Map([
    ['/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\napp:x:1001:1002::/app:/bin/sh\n'],
    ['/etc/group', 'root:x:0:\napp:x:1002:\ndata:x:44:app,other\n'],
  ]);
  it.each([
    ['', 0, [0]],
    ['app', 1001, [1002, 44]],
    ['app:data', 1001, [44]],
    ['1001', 1001, [1002, 44]],
    ['5000', 5000, [0]],
    ['5000:6000', 5000, [6000]],
  ])('resolves "%s"', (name, uid, gids) => {
    expect(imageUser(name, documents)).toEqual({ uid, gids: new Set(gids) });
  });
  it.each(['nobody', 'app:nogroup'])('does not know "%s"', (name) => {
    expect(imageUser(name, documents)).toBeUndefined();
  });
});
