/**
 * Runs the server and starts it anew whenever a file in src changes: `node dev.ts http`.
 *
 * It compares times and sizes instead of waiting for events: on Linux, `node --watch` loses a file once an editor has
 * replaced it, and folders mounted into a container may report no events at all.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const LOOK_EVERY_MS = 300;
const STOP_LIMIT_MS = 10_000;

const sources = fileURLToPath(new URL('./src/', import.meta.url));
let server: ChildProcess | undefined;
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopping = true;
    void stop().then(() => process.exit(0));
  });
}

start();
let seen = await fingerprint();
for (;;) {
  await pause(LOOK_EVERY_MS);
  const now = await fingerprint();
  if (now === seen) continue;
  seen = now;
  console.error('A source changed: starting the server again.');
  await stop();
  if (!stopping) start();
}

function start(): void {
  const child = spawn(process.execPath, [...process.execArgv, join(sources, 'main.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  server = child;
  child.once('exit', (code) => {
    if (server !== child) return;
    server = undefined;
    // An end without a fault was wanted: the client of a server on standard input has left.
    if (code === 0) process.exit(0);
    console.error('The server ended. It starts again when a source changes.');
  });
}

async function stop(): Promise<void> {
  const child = server;
  if (child === undefined) return;
  server = undefined;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(limit);
}

/** Differs whenever a file was changed, added, removed or replaced. */
async function fingerprint(): Promise<string> {
  const paths = (await readdir(sources, { recursive: true }).catch(() => [])).toSorted();
  const marks = await Promise.all(
    paths.map(async (path) => {
      // A file may be gone between the two calls, while an editor replaces it.
      const entry = await stat(join(sources, path)).catch(() => undefined);
      return entry?.isFile() ? `${path} ${entry.mtimeMs} ${entry.size} ${entry.ino}` : '';
    }),
  );
  return marks.join('\n');
}
