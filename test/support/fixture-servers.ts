import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { askOverStdio, type StdioRun } from '../../src/mcp/ask-over-stdio.js';
import { askHostMatrix } from '../../src/mcp/host-matrix.js';
import { createHttpWire } from '../../src/mcp/http-wire.js';
import { probeSession } from '../../src/mcp/probe-session.js';
import { askSdkClients } from '../../src/mcp/sdk-clients.js';
import { createStdioWire } from '../../src/mcp/stdio-wire.js';
import type { CollectedFact, CollectedFacts, Facts } from '../../src/model/facts.js';
import contractOf from '../../src/probes/contract.js';
import { Transcript } from '../../src/mcp/transcript.js';
import type { McpSession, StdoutFact } from '../../src/model/facts/mcp.js';
import type { TranscriptFact } from '../../src/model/facts/wire.js';
import { expected, locked } from '../fixtures/servers/cases.js';
import { settings as soundSettings } from './mcp-facts.js';

const CLIENT = { name: 'mcp-dock', version: '0.0.0' };
const SETTINGS = soundSettings({
  ...expected,
  budgets: { ...soundSettings().budgets, handshakeMs: 3_000 },
});
const QUESTION_MS = 8_000;
const LAST_BYTES_MS = 1_000;

type Mode = 'http' | 'stdio';
const known = <Value>(value: Value): CollectedFact<Value> => ({ status: 'known', value });
const outOfPlace = { status: 'not-applicable', reason: 'This case does not run in that mode.' } as const;

/** Runs a server of `test/fixtures/servers` as a plain process in each mode and collects what the probes would. */
export async function collectFixtureFacts(
  file: string,
  modes: readonly Mode[],
  { locked: isLocked = false }: { readonly locked?: boolean } = {},
): Promise<CollectedFacts> {
  const [http, stdio] = await Promise.all([
    modes.includes('http') ? collectHttp(file) : undefined,
    modes.includes('stdio') ? collectStdio(file) : undefined,
  ]);
  const sessions = [http?.session, stdio?.session].filter((session) => session !== undefined);
  return {
    settings: known(SETTINGS),
    mcpHttp: http === undefined ? outOfPlace : known(http.session),
    hostMatrix: http === undefined ? outOfPlace : known(http.hostMatrix),
    reachability: http === undefined ? outOfPlace : known(http.reachability),
    mcpStdio: stdio === undefined ? outOfPlace : known(stdio.session),
    stdout: stdio === undefined ? outOfPlace : known(stdio.stdout),
    httpTranscript: http === undefined ? outOfPlace : known(http.transcript),
    stdioTranscript: stdio === undefined ? outOfPlace : known(stdio.transcript),
    mcpSessions: known(sessions),
    contract: known(contractOf.derive({ mcpSessions: sessions })),
    lock: isLocked ? known({ path: 'mcp-dock.lock.json', contract: locked }) : outOfPlace,
  };
}

function start(file: string, mode: Mode): ChildProcessWithoutNullStreams {
  const path = fileURLToPath(new URL(`../fixtures/servers/${file}`, import.meta.url));
  return spawn(process.execPath, [path, mode], { env: { PATH: process.env['PATH'] ?? '', PORT: '0' } });
}

async function stop(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function collectHttp(
  file: string,
): Promise<{ session: McpSession; transcript: TranscriptFact } & Pick<Facts, 'hostMatrix' | 'reachability'>> {
  const child = start(file, 'http');
  try {
    const port = await listeningPort(child);
    const url = new URL(`http://127.0.0.1:${port}/mcp`);
    const transcript = new Transcript();
    const wire = createHttpWire({ url, client: CLIENT, transcript });
    const session = await probeSession(wire, {
      endpoint: url.href,
      settings: SETTINGS,
      client: CLIENT,
      questionMs: QUESTION_MS,
      askSdkClients: (eras) => askSdkClients(eras, { url, headers: {}, client: CLIENT, timeoutMs: 10_000 }),
    });
    await wire.close();
    const hostMatrix = await askHostMatrix({ url, headers: {}, client: CLIENT, owned: true });
    return { session, transcript: transcript.record('http'), hostMatrix, reachability: await reachabilityOf(port) };
  } finally {
    await stop(child);
  }
}

async function listeningPort(child: ChildProcessWithoutNullStreams): Promise<number> {
  let text = '';
  for await (const chunk of child.stderr) {
    text += String(chunk);
    const port = /listening on \S+:(\d+)\n/u.exec(text)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`The server did not say where it listens: ${text}`);
}

/** Another address of this machine stands for the outside of a container. */
async function reachabilityOf(port: number): Promise<Facts['reachability']> {
  const external = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
  // Linux answers on the whole 127.0.0.0/8, but only to who listens on all addresses.
  const reachable = await accepts(process.platform === 'linux' ? '127.0.0.2' : (external ?? '127.0.0.1'), port);
  return { port, reachable, listening: [`${reachable ? '0.0.0.0' : '127.0.0.1'}:${port}`] };
}

function accepts(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: 1_000 });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  socket.once('timeout', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

async function collectStdio(
  file: string,
): Promise<{ session: McpSession; stdout: StdoutFact; transcript: TranscriptFact }> {
  await using run = startStdio(file);
  const { session, wire } = await askOverStdio(
    run.wire,
    { endpoint: `node ${file} stdio`, settings: SETTINGS, client: CLIENT, questionMs: QUESTION_MS },
    async () => startStdio(file),
  );
  await wire.close();
  await wire.stdoutEnded(LAST_BYTES_MS);
  return { session, stdout: wire.stdoutRecord(), transcript: wire.transcript.record('stdio') };
}

function startStdio(file: string): StdioRun {
  const child = start(file, 'stdio');
  child.stderr.resume();
  const exited = once(child, 'exit');
  const wire = createStdioWire({
    streams: child,
    client: CLIENT,
    whyGone: async () => `it exited with code ${String((await exited)[0])}`,
  });
  return { wire, [Symbol.asyncDispose]: () => stop(child) };
}
