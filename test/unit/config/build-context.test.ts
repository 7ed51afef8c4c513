import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBuildContext, type BuildContext } from '../../../src/config/build-context.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'context-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
const read = (dockerfile = 'Dockerfile', directory = '.') =>
  readBuildContext({ directory: join(folder, directory), dockerfile: join(folder, dockerfile) });

interface Entry {
  readonly name: string;
  readonly type: string | null | undefined;
  readonly mode: number | undefined;
  readonly owner: string;
  readonly link: string | null | undefined;
  readonly content: string;
}
async function entriesOf(context: BuildContext): Promise<Entry[]> {
  const found: Entry[] = [];
  const tar = extract();
  tar.end(await buffer(context.stream()));
  for await (const entry of tar) {
    const { name, type, mode, uid, gid, linkname: link } = entry.header;
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    found.push({ name, type, mode, owner: `${uid}:${gid}`, link, content: Buffer.concat(chunks).toString() });
  }
  return found;
}
const names = async (context: BuildContext) => (await entriesOf(context)).map(({ name }) => name);

describe('the build context', () => {
  it('sends what .dockerignore leaves, and always the Dockerfile', async () => {
    await put({
      '.dockerignore': 'Dockerfile\nnode_modules\nsecrets\n!secrets/keep\n',
      Dockerfile: 'FROM x',
      'src/a.ts': 'a',
      'node_modules/b/c.js': 'b',
      'secrets/no': 'x',
      'secrets/keep/yes': 'y',
    });
    const context = await read();
    expect(await names(context)).toEqual([
      '.dockerignore',
      'Dockerfile',
      'secrets/',
      'secrets/keep/',
      'secrets/keep/yes',
      'src/',
      'src/a.ts',
    ]);
    expect(context).toMatchObject({ dockerfile: 'Dockerfile', dockerfileText: 'FROM x', files: 4, withheld: [] });
    expect(context.bytes).toBe(46 + 6 + 1 + 1);
  });

  it('can be sent with other contents, and touches nothing on disk', async () => {
    await put({ Dockerfile: 'FROM x', lock: 'old', kept: 'k' });
    const context = await read();
    const changed = context.overlay([
      { path: 'lock', mode: 0o644, content: Buffer.from('newer') },
      { path: 'open', mode: 0o777 },
      { path: 'open/file', mode: 0o666, content: Buffer.from('x') },
    ]);
    const entries = (await entriesOf(changed)).map(
      ({ name, mode, content }) => `${name} ${mode?.toString(8)} ${content}`,
    );
    expect(entries.toSorted()).toEqual([
      'Dockerfile 644 FROM x',
      'kept 644 k',
      'lock 644 newer',
      'open/ 777 ',
      'open/file 666 x',
    ]);
    expect(changed).toMatchObject({ files: 4, bytes: 6 + 1 + 5 + 1 });
    expect(changed.explain('open/file')).toBeUndefined();
    expect((await entriesOf(context)).find(({ name }) => name === 'lock')?.content).toBe('old');
  });

  it('does not walk an ignored folder from which nothing is taken back', async () => {
    await put({ '.dockerignore': 'locked\n', Dockerfile: 'FROM x', 'locked/a': 'a' });
    await rm(join(folder, 'locked'), { recursive: true });
    // A link to nowhere in its place would fail as a folder.
    await symlink(join(folder, 'nowhere'), join(folder, 'locked'));
    expect(await names(await read())).toEqual(['.dockerignore', 'Dockerfile']);
  });

  it('prefers the ignore file of the Dockerfile', async () => {
    await put({
      '.dockerignore': 'a',
      'docker/prod.Dockerfile': 'FROM x',
      'docker/prod.Dockerfile.dockerignore': 'b\ndocker/*.dockerignore',
      a: '1',
      b: '2',
    });
    const context = await read('docker/prod.Dockerfile');
    expect(await names(context)).toEqual(['.dockerignore', 'a', 'docker/', 'docker/prod.Dockerfile']);
    expect(context.dockerfile).toBe('docker/prod.Dockerfile');
    expect(context.explain('b')).toEqual({
      kind: 'ignored',
      by: 'docker/prod.Dockerfile.dockerignore',
      rule: 'b',
      line: 1,
    });
  });

  it('sends a Dockerfile from outside under a name of its own', async () => {
    await put({ 'app/a': '1', Dockerfile: 'FROM outside' });
    const context = await read('Dockerfile', 'app');
    const entries = await entriesOf(context);
    expect(entries.find(({ name }) => name === context.dockerfile)?.content).toBe('FROM outside');
    expect(entries.map(({ name }) => name)).toContain('a');
  });

  it('never sends secrets in files named .env, and says which', async () => {
    await put({
      '.dockerignore': '!.env\n',
      Dockerfile: 'FROM x',
      '.env': 'A=1',
      '.env.production': 'A=2',
      '.env.example': 'A=',
      'packages/api/.env.local': 'A=3',
      '.environment': 'fine',
    });
    const context = await read();
    expect(context.withheld).toEqual(['.env', '.env.production', 'packages/api/.env.local']);
    expect(await names(context)).toEqual(
      expect.arrayContaining(['.env.example', '.environment', 'packages/api/']) as string[],
    );
    expect((await entriesOf(context)).some(({ content }) => content.includes('A=1'))).toBe(false);
    expect(context.explain('.env')).toEqual({ kind: 'withheld' });
    expect(context.explain('./.env.example')).toBeUndefined();
    expect(context.explain('/nope/')).toEqual({ kind: 'absent' });
  });

  it('keeps links and modes, skips sockets, and knows no owners and no times', async () => {
    await put({ Dockerfile: 'FROM x', 'bin/run': '#!/bin/sh' });
    await chmod(join(folder, 'bin/run'), 0o755);
    await symlink('run', join(folder, 'bin/link'));
    await mkdir(join(folder, 'empty'));
    const server = createServer().listen(join(folder, 'socket'));
    await once(server, 'listening');
    const context = await read();
    server.close();
    const entries = await entriesOf(context);
    expect(entries.map(({ name, type, link }) => `${name} ${type} ${link ?? ''}`.trim())).toEqual([
      'Dockerfile file',
      'bin/ directory',
      'bin/link symlink run',
      'bin/run file',
      'empty/ directory',
    ]);
    expect(entries.find(({ name }) => name === 'bin/run')?.mode).toBe(0o755);
    expect(new Set(entries.map(({ owner }) => owner))).toEqual(new Set(['0:0']));
  });

  it('gives the same bytes after a fresh checkout', async () => {
    await put({ Dockerfile: 'FROM x', b: '1', a: '2', 'd/x': 'é' });
    const first = await buffer((await read()).stream());
    await utimes(join(folder, 'a'), new Date(), new Date(1_000_000));
    expect((await buffer((await read()).stream())).equals(first)).toBe(true);
  });

  it('sends large files whole, and names beyond ASCII and 100 characters', async () => {
    const long = `${'d'.repeat(60)}/${'e'.repeat(60)}/ünï`;
    await put({ Dockerfile: 'FROM x', large: 'x'.repeat(3_000_001), [long]: 'deep' });
    const entries = await entriesOf(await read());
    expect(entries.find(({ name }) => name === 'large')?.content).toHaveLength(3_000_001);
    expect(entries.find(({ name }) => name === long)?.content).toBe('deep');
  });

  it('ends the tar with the file that cannot be read', async () => {
    await put({ Dockerfile: 'FROM x', small: 'a', large: 'x'.repeat(100_000) });
    for (const path of ['small', 'large']) {
      const context = await read();
      await rm(join(folder, path));
      await expect(buffer(context.stream())).rejects.toMatchObject({ code: 'FILE_READ_FAILED', details: { path } });
      await put({ [path]: 'x'.repeat(path === 'small' ? 1 : 100_000) });
    }
  });

  it('ends the tar when a file shrinks while it is sent', async () => {
    await put({ Dockerfile: 'FROM x', large: 'x'.repeat(100_000) });
    const context = await read();
    await put({ large: 'x'.repeat(70_000) });
    await expect(buffer(context.stream())).rejects.toMatchObject({
      code: 'FILE_READ_FAILED',
      details: { path: 'large' },
    });
  });

  it('stops reading when nobody wants the tar any more', async () => {
    await put({ Dockerfile: 'FROM x', large: 'x'.repeat(3_000_000) });
    const stream = (await read()).stream();
    stream.once('data', () => stream.destroy());
    await once(stream, 'close');
    expect(stream.destroyed).toBe(true);
  });

  it.each([
    ['no Dockerfile', {}, 'Dockerfile', '.', 'DOCKERFILE_INVALID'],
    ['a folder for a Dockerfile', { 'Dockerfile/x': '' }, 'Dockerfile', '.', 'DOCKERFILE_INVALID'],
    ['no context', { Dockerfile: 'FROM x' }, 'Dockerfile', 'nope', 'PROJECT_NOT_FOUND'],
    ['a broken pattern', { Dockerfile: 'FROM x', '.dockerignore': '[z-a]' }, 'Dockerfile', '.', 'CONFIG_INVALID'],
    [
      'a folder for an ignore file',
      { Dockerfile: 'FROM x', '.dockerignore/x': '' },
      'Dockerfile',
      '.',
      'FILE_READ_FAILED',
    ],
  ])('refuses %s', async (_, files, dockerfile, directory, code) => {
    await put(files);
    await expect(read(dockerfile, directory)).rejects.toMatchObject({ code });
  });
});
