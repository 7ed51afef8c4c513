import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { callEngine, findEndpoint, followMessages, ping } from './engine-http.ts';
import type { NewerEngine } from './newer-engine.ts';
import { findProgram, lastLines, pathWithSbin, run } from './run.ts';

/** A Docker Engine of this test alone, beside the machine's own. */
export interface SecondEngine extends AsyncDisposable {
  /** As DOCKER_HOST wants it. */
  readonly address: string;
  /** Puts a program into the engine's network: published ports answer only there. */
  readonly inside: readonly string[];
}

/** How a second engine is set up. */
export interface SecondEngineOptions {
  programs: NewerEngine & { available: true };
  /** Where it keeps images: the graph driver of old, or containerd, as fresh installs of Engine 29 do. */
  store: 'classic' | 'containerd';
  /** Images that it gets from the first engine. */
  images: readonly string[];
}

const START_LIMIT_MS = 30_000;
const END_LIMIT_MS = 15_000;

/**
 * Starts a second engine in a network namespace of its own, where its bridge and its firewall rules meet nobody else's. RUN steps
 * and containers have no way out of there. Disposing it ends it and removes everything it kept.
 *
 * @param options - Programs, store and images.
 * @returns The running engine.
 */
export async function startSecondEngine({ programs, store, images }: SecondEngineOptions): Promise<SecondEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-second-engine-'));
  const engineAddress = `unix://${join(folder, 'docker.sock')}`;
  const config = join(folder, 'daemon.json');
  const logFile = join(folder, 'dockerd.log');
  await writeFile(config, JSON.stringify({ features: { 'containerd-snapshotter': store === 'containerd' } }));
  const output = openSync(logFile, 'w');
  // Pdeathsig: it must not outlive these tests, however they end.
  const place = '--pdeathsig SIGTERM unshare --net sh -c'.split(' ');
  const options = {
    'config-file': config,
    host: engineAddress,
    pidfile: join(folder, 'docker.pid'),
    'data-root': join(folder, 'data'),
    'exec-root': join(folder, 'exec'),
  };
  const child = spawn(
    findProgram('setpriv') ?? 'setpriv',
    [
      ...place,
      'ip link set lo up && exec dockerd "$@"',
      'sh',
      ...Object.entries(options).map(([option, value]) => `--${option}=${value}`),
    ],
    {
      cwd: '/',
      // A Ctrl-C of the terminal is the test's business, which then ends it in order.
      detached: true,
      stdio: ['ignore', output, output],
      env: { PATH: [...programs.folders, pathWithSbin()].join(delimiter) },
    },
  );
  closeSync(output);
  const engine: SecondEngine = {
    address: engineAddress,
    inside: ['nsenter', `--net=/proc/${child.pid}/ns/net`, '--'],
    async [Symbol.asyncDispose]() {
      await end(child);
      await removeTree(folder);
    },
  };
  try {
    await answers(engine, child, logFile);
    if (images.length > 0) await copyImages(engine, images);
    return engine;
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}

async function answers({ address }: SecondEngine, child: ChildProcess, logFile: string): Promise<void> {
  let failed: Error | undefined;
  child.once('error', (error) => (failed = error));
  const limit = Date.now() + START_LIMIT_MS;
  while ((await ping({ url: address, source: 'the test' })) !== undefined) {
    if (failed === undefined && child.exitCode === null && child.signalCode === null && Date.now() < limit) {
      await sleep(100);
      continue;
    }
    const said = lastLines(await readFile(logFile, 'utf8'), 15);
    throw new Error(`The second engine does not come up. Its last lines:\n${said}`, { cause: failed });
  }
}

async function copyImages({ address }: SecondEngine, images: readonly string[]): Promise<void> {
  const names = images.map((image) => `names=${encodeURIComponent(image)}`).join('&');
  const saved = await callEngine(findEndpoint(), { path: `/images/get?${names}` });
  const loaded = await callEngine(
    { url: address, source: 'the test' },
    { method: 'POST', path: '/images/load?quiet=1', body: saved, contentType: 'application/x-tar' },
  );
  await followMessages(loaded);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  if ((await Promise.race([ended, sleep(END_LIMIT_MS, undefined, { ref: false })])) !== undefined) return;
  child.kill('SIGKILL');
  await ended;
}

/** An engine that was ended by force leaves mounts, and deleting through one would delete what is mounted. */
async function removeTree(folder: string): Promise<void> {
  const table = await readFile('/proc/self/mounts', 'utf8');
  const mounts = table
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((target) => target.startsWith(`${folder}/`));
  for (const target of mounts.toReversed()) await run('umount', [target]);
  await rm(folder, { recursive: true, force: true });
}
