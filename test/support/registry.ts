import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { aptUnpack } from './apt.ts';
import { cachePath } from './cache-folder.ts';
import { withLock } from './lock.ts';
import { progressLog, type Log } from './log.ts';
import { findProgram, run } from './run.ts';

export interface RegistryUser {
  readonly username: string;
  readonly secret: string;
}

/** A registry of its own, empty, on a port of this machine; engines speak to 127.0.0.0/8 without TLS. */
export interface TestRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT`, the first part of references. */
  readonly host: string;
}

const START_LIMIT_MS = 15_000;

/**
 * Starts a registry. With users it asks for a login (basic authentication) for everything.
 * Throws with the reason where the program cannot be had: tests that need it fail then, they are not left out.
 */
export async function startRegistry({
  users = [],
  inside = [],
}: {
  users?: readonly RegistryUser[];
  /** Puts it into the network of a second engine; nobody outside reaches it then. */
  inside?: readonly string[];
} = {}): Promise<TestRegistry> {
  const program = await registryProgram(progressLog());
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-registry-'));
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const passwords = join(folder, 'htpasswd');
  const config = join(folder, 'config.yml');
  await writeFile(passwords, (await Promise.all(users.map(passwordLine))).join('\n'), { mode: 0o600 });
  // JSON is YAML.
  await writeFile(
    config,
    JSON.stringify({
      version: 0.1,
      log: { level: 'warn', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, 'storage') }, delete: { enabled: true } },
      http: { addr: host },
      ...(users.length > 0 && { auth: { htpasswd: { realm: 'test', path: passwords } } }),
    }),
  );
  const [command, ...args] = [...inside, program, 'serve', config];
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-4000)));
  const ended = once(child, 'close');
  const end = async () => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let waited = 0; ; waited += 50) {
    const up = [200, 401].includes(await statusOf(`http://${host}/v2/`, inside));
    if (up) return { host, [Symbol.asyncDispose]: end };
    if (child.exitCode !== null || waited > START_LIMIT_MS) {
      await end();
      throw new Error(`The registry for tests does not come up at ${host}. It said:\n${said}`);
    }
    await sleep(50);
  }
}

/** 0 when nothing answers. */
async function statusOf(url: string, inside: readonly string[]): Promise<number> {
  const ask = (address: string) =>
    fetch(address).then(
      ({ status }) => status,
      () => 0,
    );
  const [command, ...args] = inside;
  if (command === undefined) return ask(url);
  const script = `(${ask.toString()})(${JSON.stringify(url)}).then((status) => console.log(status))`;
  return Number((await run(command, [...args, process.execPath, '-e', script])).output);
}

/** The distribution's own, or Debian's package unpacked into the cache: installing it would start a service. */
async function registryProgram(log: Log): Promise<string> {
  const installed = findProgram('docker-registry');
  if (installed !== undefined) return installed;
  const folder = cachePath('docker-registry');
  const unpacked = join(folder, 'usr', 'bin', 'docker-registry');
  try {
    await withLock('docker-registry', log, async () => {
      if (existsSync(unpacked)) return;
      if (findProgram('apt-get') === undefined) throw new Error('there is no apt-get here.');
      await aptUnpack('docker-registry', folder, log);
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Tests of push, pull and digests need the program docker-registry (Debian's package of that name), and it cannot be had: ${reason}`,
      { cause },
    );
  }
  return unpacked;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A line of htpasswd with bcrypt, the one kind that the registry takes: Node has none, the system's `crypt` has. */
async function passwordLine({ username, secret }: RegistryUser): Promise<string> {
  const child = spawn('perl', ['-e', 'local $/; print crypt(<STDIN>, q($2y$05$abcdefghijklmnopqrstuu))'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(secret);
  const hash = await text(child.stdout);
  if (!hash.startsWith('$2y$')) throw new Error(`The crypt of this system knows no bcrypt; it gave "${hash}".`);
  return `${username}:${hash}`;
}
