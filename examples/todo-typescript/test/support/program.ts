import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A command line: a program and its first arguments. */
export type Command = readonly string[];

const ours = (file: string): Command => [process.execPath, '--disable-warning=ExperimentalWarning', join(ROOT, file)];

// A server in another language keeps the same contract when these tests pass for it, too:
// TODO_SERVER="env PYTHONPATH=/app/src python -m todo_server" TODO_HEALTHCHECK="python /app/src/…" node --run test:contract
const named = (variable: string) => process.env[variable]?.split(' ');

/** The program as it is developed and as it is shipped; another one where TODO_SERVER names it. */
export const SERVERS: readonly [developed: Command, ...others: Command[]] = named('TODO_SERVER')
  ? [named('TODO_SERVER') ?? []]
  : [ours('src/main.ts'), ours('dist/server.js')];
export const HEALTHCHECK: Command = named('TODO_HEALTHCHECK') ?? ours('dist/healthcheck.js');
export const DEVELOPED: Command = SERVERS[0];
export const SHIPPED: Command = SERVERS.at(-1) ?? DEVELOPED;

export const titleOf = (command: Command): string => command.at(-1)?.replace(ROOT, '') ?? '';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** One run of a program in a folder of its own, with only the variables it was given. */
export class Program implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'todo-test-'));
  readonly child: ChildProcessWithoutNullStreams;
  readonly exit: Promise<Exit>;
  stdout = '';
  stderr = '';

  constructor([program = '', ...first]: Command, args: string[], env: Record<string, string> = {}) {
    this.child = spawn(program, [...first, ...args], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...env },
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.exit = once(this.child, 'close').then(([code, signal]) => ({
      code,
      signal,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  /** Waits until `text` was written to either stream. */
  async writes(text: string): Promise<void> {
    for (let tries = 0; tries < 1500; tries += 1) {
      if (`${this.stdout}${this.stderr}`.includes(text)) return;
      await pause(10);
    }
    throw new Error(`"${text}" was not written. stdout: ${this.stdout} stderr: ${this.stderr}`);
  }

  /** Sends a signal and returns how it ended and how long that took. */
  async kill(signal: NodeJS.Signals): Promise<Exit & { ms: number }> {
    const startedAt = performance.now();
    this.child.kill(signal);
    const exit = await this.exit;
    return { ...exit, ms: performance.now() - startedAt };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface HttpProgram extends Program {
  url: string;
  metricsUrl: string;
  port: number;
}

/** Starts the HTTP mode on free ports and waits until it listens. */
export async function startHttp(env: Record<string, string> = {}, command: Command = DEVELOPED): Promise<HttpProgram> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const program = new Program(command, ['http'], {
    MCP_SERVER_PORT: String(port),
    METRICS_PORT: String(metricsPort),
    ...env,
  });
  try {
    await program.writes(
      env['METRICS_ENABLED'] === 'false' || env['METRICS_PORT'] ? 'Listening on' : 'Serving metrics',
    );
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
  return Object.assign(program, {
    port,
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
  });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
