import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import type { EngineEndpoint } from '../../src/model/engine-endpoint.js';
import { scriptedEngine } from '../support/scripted-engine.js';

const ENDPOINT: EngineEndpoint = {
  endpoint: 'ssh://me@build.example:2222',
  from: 'the test',
  protocol: 'ssh',
  host: 'build.example',
  username: 'me',
  port: 2222,
  alternatives: [],
};
const PATH = process.env['PATH'] ?? '';
let folder: string;

/** A program called `ssh` that is first on the PATH. */
const putSsh = async (script: string) => {
  const path = join(folder, 'ssh');
  await writeFile(path, `#!${process.execPath}\n${script}\n`);
  await chmod(path, 0o755);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssh-'));
  process.env['PATH'] = `${folder}${delimiter}${PATH}`;
});
afterEach(async () => {
  process.env['PATH'] = PATH;
  await rm(folder, { recursive: true, force: true });
});

// A script is a program by its first line only where there is a kernel that reads it.
describe.runIf(process.platform !== 'win32')('an engine behind ssh', () => {
  it('is asked through the user’s own ssh', async () => {
    await using engine = await scriptedEngine({ routes: {} });
    await putSsh(`
      const fs = require('node:fs');
      fs.writeFileSync(${JSON.stringify(join(folder, 'args'))}, JSON.stringify(process.argv.slice(2)));
      const socket = require('node:net').connect({ path: ${JSON.stringify(engine.endpoint.socketPath)}, allowHalfOpen: true });
      process.stdin.pipe(socket).pipe(process.stdout);
    `);
    expect(await createDockerodeEngine(ENDPOINT).info()).toMatchObject({
      endpoint: 'ssh://me@build.example:2222',
      publishedHost: 'build.example',
    });
    const args = JSON.parse(await readFile(join(folder, 'args'), 'utf8')) as string[];
    expect(args.slice(-6)).toEqual(['2222', '--', 'build.example', 'docker', 'system', 'dial-stdio']);
    expect(args).toEqual(expect.arrayContaining(['-l', 'me', 'BatchMode=yes']));
  });

  it('carries half-closed streams', async () => {
    await using engine = await scriptedEngine({
      routes: {},
      upgrade: (_, socket) => {
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
        socket.resume().on('end', () => socket.end(Buffer.from([1, 0, 0, 0, 0, 0, 0, 3, 98, 121, 101])));
      },
    });
    await putSsh(`
      const socket = require('node:net').connect({ path: ${JSON.stringify(engine.endpoint.socketPath)}, allowHalfOpen: true });
      process.stdin.pipe(socket).pipe(process.stdout);
    `);
    const { stdin, stdout } = await createDockerodeEngine(ENDPOINT).attachContainer('x');
    stdin.end('hello');
    expect(await text(stdout)).toBe('bye');
  });

  it('says what ssh says when it does not get there', async () => {
    await putSsh(`
      console.error('Warning: something else');
      console.error('me@build.example: Permission denied (publickey).');
      process.exitCode = 255;
    `);
    await expect(createDockerodeEngine(ENDPOINT).info()).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      details: { reason: 'me@build.example: Permission denied (publickey).' },
    });
  });

  it('says that there is no ssh', async () => {
    process.env['PATH'] = folder;
    await expect(createDockerodeEngine(ENDPOINT).info()).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });
});
