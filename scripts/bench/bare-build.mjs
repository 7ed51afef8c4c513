/**
 * The least that any build through the Engine API has to do: tar a folder, open a session that says it is alive, send both and
 * read the answer to its end. One process, plain JavaScript, no client library. `node bare-build.mjs FOLDER TAG [nocache]`
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { performServerHandshake } from 'node:http2';
import { join, relative } from 'node:path';
import { pack } from 'tar-stream';

const [folder = '.', tag = '', noCache] = process.argv.slice(2);
const host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
if (!host.startsWith('unix://')) throw new Error(`${host} is no socket.`);
const socketPath = host.slice('unix://'.length);
const call = (options) => request({ socketPath, method: 'POST', ...options });
const session = randomUUID();

/** gRPC health: SERVING. An engine that does not hear it drops the session. */
function keepAlive(socket) {
  const server = performServerHandshake(socket);
  server.on('error', () => {});
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.from([0, 0, 0, 0, 2, 8, 1]));
  });
  return () => socket.destroy();
}

const close = await new Promise((resolve, reject) => {
  const upgrade = call({
    path: '/session',
    headers: {
      connection: 'Upgrade',
      upgrade: 'h2c',
      'x-docker-expose-session-uuid': session,
      'x-docker-expose-session-name': 'bare',
    },
  });
  upgrade.on('upgrade', (_, socket) => resolve(keepAlive(socket)));
  upgrade.on('error', reject);
  upgrade.end();
});

const tar = pack();
const query = new URLSearchParams({ version: '2', session, t: tag, ...(noCache && { nocache: '1' }) });
const answer = new Promise((resolve, reject) => {
  const build = call({ path: `/build?${query.toString()}`, headers: { 'content-type': 'application/x-tar' } });
  build.on('response', resolve).on('error', reject);
  tar.pipe(build);
});
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const { mode } = await stat(path);
  // As mcp-dock sends it, so that both hit the same cache.
  tar.entry({ name: relative(folder, path), mode, mtime: new Date(0) }, await readFile(path));
}
tar.finalize();
let said = '';
for await (const chunk of await answer) said += String(chunk);
if (!said.includes('moby.image.id')) throw new Error(`The build made no image: ${said.slice(-500)}`);
close();
