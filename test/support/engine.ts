import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { aptInstall, whyNoApt } from './apt.ts';
import { cachePath } from './cache-folder.ts';
import { findEndpoint, ping, readEngine, speaksPlainHttp, type EngineEndpoint } from './engine-http.ts';
import { withLock } from './lock.ts';
import type { Log } from './log.ts';
import { findProgram, lastLines, pathWithSbin, run } from './run.ts';
import { yieldBuilds } from './yield-builds.ts';

/** What {@link ensureEngine} found or made. */
export type EngineState =
  | {
      available: true;
      endpoint: EngineEndpoint;
      /** Whether this run started it; it keeps running afterwards either way. */
      started: boolean;
      version: string;
    }
  | {
      available: false;
      endpoint: EngineEndpoint;
      /** Whether this user could have had one here: a failure then, otherwise just a fact. */
      attempted: boolean;
      /** What was found. */
      reason: string;
      /** What to do about it. */
      remedy: string;
    };

/** What {@link ensureEngine} needs. */
export interface EnsureEngineOptions {
  log: Log;
}

const DEFAULT_SOCKET = '/var/run/docker.sock';
const START_LIMIT = 90_000;
const HALF_DEAD_LIMIT = 20_000;

/**
 * Makes sure that a Docker Engine answers. One that does is left alone. Where packages can be
 * installed (Debian or Ubuntu, root), Debian's engine is installed and started like a service
 * that outlives this run. Everywhere else the state says what to do.
 *
 * @param options - Where to report progress.
 * @returns What there is now.
 */
export async function ensureEngine({ log }: EnsureEngineOptions): Promise<EngineState> {
  const endpoint = findEndpoint();
  const state = await answeringEngine(endpoint);
  if (state) {
    log(`Docker Engine ${state.version} answers at ${endpoint.url} (${endpoint.source}).`);
    return state;
  }
  const why = whyNoStart(endpoint, await ping(endpoint));
  if (why) {
    return { available: false, endpoint, attempted: false, ...why };
  }
  return withLock('engine', log, async () => {
    const meanwhile = await answeringEngine(endpoint);
    if (meanwhile) return meanwhile;
    log(`No Docker Engine answers at ${endpoint.url}.`);
    return installAndStart(endpoint, log);
  });
}

async function answeringEngine(endpoint: EngineEndpoint): Promise<(EngineState & { available: true }) | undefined> {
  if (!speaksPlainHttp(endpoint)) {
    // ssh and TLS are the docker CLI's business; it knows the keys.
    try {
      const { code, output } = await run('docker', ['version', '--format', '{{.Server.Version}}']);
      return code === 0 ? { available: true, endpoint, started: false, version: output.trim() } : undefined;
    } catch {
      return undefined;
    }
  }
  if (await ping(endpoint)) return undefined;
  const { Version } = await readEngine<{ Version: string }>(endpoint, {
    path: '/version',
    silence: 10_000,
  });
  return { available: true, endpoint, started: false, version: Version };
}

function whyNoStart(
  endpoint: EngineEndpoint,
  error: NodeJS.ErrnoException | undefined,
): { reason: string; remedy: string } | undefined {
  const found = `No Docker Engine answers at ${endpoint.url} (from ${endpoint.source})`;
  if (error?.code === 'EACCES' || error?.code === 'EPERM') {
    return {
      reason: `There is an engine's socket at ${endpoint.url} (from ${endpoint.source}), but this user may not use it.`,
      remedy: 'Add yourself to its group (`sudo usermod -aG docker "$USER"`), log in again, and run the command again.',
    };
  }
  if (endpoint.url !== `unix://${DEFAULT_SOCKET}`) {
    return {
      reason: `${found}.`,
      remedy:
        endpoint.source === 'the default pipe'
          ? 'Start Docker Desktop, or install it, and run the command again.'
          : `Start the engine behind that address, or take the address away (${endpoint.source}), and run the command again.`,
    };
  }
  const noApt = whyNoApt();
  if (noApt === undefined) return undefined;
  const reason = `${found}, and none can be installed from here: ${noApt}.`;
  if (process.platform === 'darwin') {
    return {
      reason,
      remedy: 'Start Docker Desktop, OrbStack or Colima, or install one of them, and run the command again.',
    };
  }
  if (noApt.includes('root')) {
    return {
      reason,
      remedy: findProgram('dockerd')
        ? 'Start the engine (`sudo systemctl start docker`), make sure that you are in the group "docker" (`sudo usermod -aG docker "$USER"`, then log in again), and run the command again.'
        : 'Install it with `sudo apt-get install docker.io`, add yourself to its group with `sudo usermod -aG docker "$USER"`, log in again, and run the command again.',
    };
  }
  return {
    reason,
    remedy: "Install Docker Engine with your distribution's package manager, start it, and run the command again.",
  };
}

async function installAndStart(endpoint: EngineEndpoint, log: Log): Promise<EngineState> {
  const packages: string[] = [];
  if (!['dockerd', 'containerd', 'runc'].every((program) => findProgram(program))) {
    packages.push('docker.io');
  }
  if (!findProgram('iptables')) packages.push('iptables');
  if (packages.length > 0) {
    // The base images may have to be assembled; one call of apt-get is quicker than two.
    if (!findProgram('debootstrap')) packages.push('debootstrap');
    try {
      await aptInstall(packages, log);
    } catch (error) {
      return {
        available: false,
        endpoint,
        attempted: true,
        reason: `Installing the engine failed. ${(error as Error).message}`,
        remedy: `Make \`apt-get install ${packages.join(' ')}\` work (network, package sources, free disk space), and run the command again.`,
      };
    }
  }
  return startEngine(endpoint, log);
}

async function startEngine(endpoint: EngineEndpoint, log: Log): Promise<EngineState> {
  const begun = Date.now();
  const logFile = cachePath('engine', 'dockerd.log');
  if (await isFolder('/run/systemd/system')) {
    log('Starting the engine with systemd.');
    await run('systemctl', ['start', 'docker']);
    if (await waitForPing(endpoint, 30_000)) return startedState(endpoint, log, begun);
    const journal = await run('journalctl', ['-u', 'docker', '-n', '15', '--no-pager', '-o', 'cat']);
    return {
      available: false,
      endpoint,
      attempted: true,
      reason: `systemd did not get the engine to answer. Its last lines:\n${lastLines(journal.output, 15)}`,
      remedy: 'Look at `systemctl status docker`, repair what it names, and run the command again.',
    };
  }

  const running = await findProcess('dockerd');
  if (running !== undefined) {
    log(`A dockerd runs as process ${running} but does not answer yet; giving it ${HALF_DEAD_LIMIT / 1000} s.`);
    if (await waitForPing(endpoint, HALF_DEAD_LIMIT)) return startedState(endpoint, log, begun);
    if (!(await isOurs(running))) {
      return {
        available: false,
        endpoint,
        attempted: true,
        reason: `A dockerd that was not started here runs as process ${running} and does not answer at ${endpoint.url}.`,
        remedy: `End it (\`kill ${running}\`) or find out where it listens and set DOCKER_HOST, and run the command again.`,
      };
    }
    log(`Process ${running} was started by an earlier run and hangs; ending it.`);
    await endProcess(running);
  }

  await removeLeftovers(log);
  await mkdir(cachePath('engine'), { recursive: true });
  const output = openSync(logFile, 'w');
  log(`Starting dockerd in the background; its log is ${logFile}.`);
  const child = spawn(findProgram('dockerd') ?? 'dockerd', [], {
    cwd: '/',
    // Its own session: a Ctrl-C here, or the end of this terminal, must not end the engine.
    detached: true,
    stdio: ['ignore', output, output],
    env: engineEnvironment(),
  });
  closeSync(output);
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `it ended with ${signal ?? `exit code ${code}`}`));
  child.unref();
  if (child.pid !== undefined) {
    await writeFile(cachePath('engine', 'dockerd.json'), JSON.stringify(await identify(child.pid)));
  }
  if (await waitForPing(endpoint, START_LIMIT, () => ended !== undefined)) {
    return startedState(endpoint, log, begun);
  }
  const lines = lastLines(await readFile(logFile, 'utf8').catch(() => ''), 15);
  return {
    available: false,
    endpoint,
    attempted: true,
    reason: `dockerd did not answer: ${ended ?? `nothing for ${START_LIMIT / 1000} s`}. The last lines of ${logFile}:\n${lines}`,
    remedy:
      'Repair what the log names (inside of a container, it takes a privileged one), or start an engine yourself, and run the command again.',
  };
}

async function startedState(endpoint: EngineEndpoint, log: Log, begun: number): Promise<EngineState> {
  const state = await answeringEngine(endpoint);
  if (!state) {
    return {
      available: false,
      endpoint,
      attempted: true,
      reason: `The engine at ${endpoint.url} answered once and then no more.`,
      remedy: 'Look at its log, and run the command again.',
    };
  }
  await yieldBuilds();
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  log(`Docker Engine ${state.version} answers after ${seconds} s. It keeps running when this command has ended.`);
  return { ...state, started: true };
}

async function waitForPing(
  endpoint: EngineEndpoint,
  limit: number,
  hopeless: () => boolean = () => false,
): Promise<boolean> {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    if (!(await ping(endpoint))) return true;
    if (hopeless()) return false;
    await sleep(100);
  }
  return false;
}

/** npm's variables describe this run, and an engine that outlives it has no use for them. */
function engineEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^(?:npm_|NODE_|INIT_CWD$|DOCKER_|TMPDIR$)/u.test(name)) env[name] = value;
  }
  return { ...env, PATH: pathWithSbin() };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function processName(pid: number): Promise<string | undefined> {
  try {
    // A zombie still has a name, but nothing that could answer.
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    if (/\) Z /u.test(line)) return undefined;
    return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
  } catch {
    return undefined;
  }
}

async function findProcess(name: string): Promise<number | undefined> {
  const own = await networkNamespace('self');
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/u.test(entry)) continue;
    if ((await processName(Number(entry))) !== name) continue;
    // An engine in another network namespace is a test's throwaway and has its own socket.
    if ((await networkNamespace(entry)) === own) return Number(entry);
  }
  return undefined;
}

async function networkNamespace(pid: string): Promise<string | undefined> {
  return readlink(`/proc/${pid}/ns/net`).catch(() => undefined);
}

interface Identity {
  pid: number;
  boot: string;
  startedAt: string;
}

/** A process id alone is reused; with the boot and the start time it names one process. */
async function identify(pid: number): Promise<Identity | undefined> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return { pid, boot, startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

async function isOurs(pid: number): Promise<boolean> {
  try {
    const kept = JSON.parse(await readFile(cachePath('engine', 'dockerd.json'), 'utf8')) as Identity;
    const now = await identify(pid);
    return now !== undefined && JSON.stringify(kept) === JSON.stringify(now);
  } catch {
    return false;
  }
}

async function endProcess(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGTERM', 10_000],
    ['SIGKILL', 3000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const end = Date.now() + patience;
    while (Date.now() < end) {
      if ((await processName(pid)) === undefined) return;
      await sleep(100);
    }
  }
}

/**
 * A machine that went down hard leaves pid files whose numbers now belong to other programs, and
 * sockets that nobody listens on. dockerd believes both: it refuses to start beside the first and
 * waits for a containerd behind the second.
 */
async function removeLeftovers(log: Log): Promise<void> {
  for (const [file, name] of [
    ['/var/run/docker.pid', 'dockerd'],
    ['/var/run/docker/containerd/containerd.pid', 'containerd'],
    ['/var/run/docker/containerd/docker-containerd.pid', 'containerd'],
  ] as const) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    if ((await processName(Number(text.trim()))) === name) continue;
    log(`Removing ${file}: process ${text.trim()} is not a ${name} any more.`);
    await rm(file, { force: true });
  }
  for (const socket of [
    '/run/containerd/containerd.sock',
    '/run/containerd/containerd.sock.ttrpc',
    '/var/run/docker/containerd/containerd.sock',
    '/var/run/docker/containerd/containerd.sock.ttrpc',
    '/var/run/docker/containerd/containerd-debug.sock',
  ]) {
    if (await isDeadSocket(socket)) {
      log(`Removing ${socket}: nobody listens on it any more.`);
      await rm(socket, { force: true });
    }
  }
}

async function isDeadSocket(path: string): Promise<boolean> {
  const isSocket = await stat(path).then(
    (found) => found.isSocket(),
    () => false,
  );
  if (!isSocket) return false;
  return new Promise((resolve) => {
    const client = createConnection(path);
    client.once('connect', () => {
      client.destroy();
      resolve(false);
    });
    client.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
