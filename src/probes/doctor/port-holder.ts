import { readFile, readdir, readlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { cleanText } from '../../model/clean-text.js';
import type { ProcessRunner } from '../../ports/process-runner.js';

const CONNECT_MS = 500;

/** Whether a port of this machine can be taken. */
export async function isPortFree(port: number, host: string): Promise<boolean> {
  if (!(await canBind(port, host === '' ? '0.0.0.0' : host))) return false;
  // Some systems let a second program take one address of a port that another holds on all of them.
  return !(await answers(port));
}

function canBind(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      // A port below 1024, or an address that this machine has not: the engine may do what we may not.
      resolve(error.code !== 'EADDRINUSE');
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(CONNECT_MS, () => settle(false));
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}

/** The first port above that can be taken; undefined when the next fifty cannot. */
export async function nextFreePort(port: number, host: string): Promise<number | undefined> {
  for (let candidate = port + 1; candidate <= Math.min(port + 50, 65_535); candidate += 1) {
    if (await isPortFree(candidate, host)) return candidate;
  }
  return undefined;
}

/** The program that listens on a port, in words; undefined where this user may not see it or the system does not tell. */
export async function portHolder(
  port: number,
  processes: ProcessRunner,
  signal: AbortSignal,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  if (platform === 'linux') return holderOnLinux(port);
  if (platform === 'win32') return holderOnWindows(port, processes, signal);
  const { stdout } = await processes.run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    timeoutMs: 5_000,
    signal,
  });
  const pid = /^p(\d+)$/mu.exec(stdout)?.[1];
  const name = /^c(.+)$/mu.exec(stdout)?.[1];
  return pid === undefined ? undefined : inWords(name, pid);
}

async function holderOnWindows(port: number, processes: ProcessRunner, signal: AbortSignal) {
  const ask = async (command: string, args: readonly string[]) =>
    (await processes.run(command, args, { timeoutMs: 5_000, signal })).stdout;
  // Who listens has no other side. The word for it is in the language of the system.
  const listening = /^\s*TCP\s+\S+:(\d+)\s+(?:0\.0\.0\.0|\[::\]):0\s+\S+\s+(\d+)\s*$/gmu;
  const pid = [...(await ask('netstat', ['-ano'])).matchAll(listening)].find(
    ([, taken]) => Number(taken) === port,
  )?.[2];
  if (pid === undefined) return undefined;
  const name = /^"([^"]+)"/mu.exec(await ask('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']))?.[1];
  return inWords(name, pid);
}

/** A program calls itself what it likes. */
const inWords = (name: string | undefined, pid: string) =>
  `process ${pid}${name === undefined ? '' : ` (${cleanText(name, 80)})`}`;

const LISTENING = '0A';

async function holderOnLinux(port: number): Promise<string | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set(
    tables
      .flatMap((table) => table.split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/u))
      .filter(([, local, , state]) => state === LISTENING && local?.endsWith(`:${hexPort}`) === true)
      .map((fields) => `socket:[${fields[9]}]`),
  );
  if (inodes.size === 0) return undefined;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/u.test(pid)) continue;
    // Processes of other users keep their files to themselves.
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
    if (links.some((link) => inodes.has(link)))
      return inWords((await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim() || undefined, pid);
  }
  return undefined;
}
