import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { askAuthQuestions } from '../../src/mcp/auth-questions.js';
import { askOverStdio, type StdioRun } from '../../src/mcp/ask-over-stdio.js';
import { askHostMatrix } from '../../src/mcp/host-matrix.js';
import { createHttpWire } from '../../src/mcp/http-wire.js';
import { LastingWire } from '../../src/mcp/lasting-wire.js';
import { refusedNextClient } from '../../src/mcp/next-client.js';
import { Patience } from '../../src/mcp/patience.js';
import { probeSession } from '../../src/mcp/probe-session.js';
import { askSdkClients } from '../../src/mcp/sdk-clients.js';
import { replayToSdkClients } from '../../src/mcp/sdk-replay.js';
import { sendBadInput } from '../../src/mcp/http-bad-input.js';
import { askHttpRules } from '../../src/mcp/http-rules/ask-http-rules.js';
import { writeBadInput } from '../../src/mcp/stdio-bad-input.js';
import { askStdioVersions } from '../../src/mcp/stdio-versions.js';
import { createStdioWire, type StdioWire } from '../../src/mcp/stdio-wire.js';
import { askUtilities } from '../../src/mcp/ask-utilities.js';
import { askUntilLimited } from '../../src/mcp/until-limited.js';
import type { CollectedFact, CollectedFacts, Facts } from '../../src/model/facts.js';
import contractOf from '../../src/probes/contract.js';
import { Transcript } from '../../src/mcp/transcript.js';
import { cleanLines } from '../../src/model/clean-text.js';
import type { BadInput, HttpRules, VersionAnswers } from '../../src/model/facts/http-rules.js';
import type { ContainerExit } from '../../src/model/facts/run.js';
import type { McpSession, StdoutFact } from '../../src/model/facts/mcp.js';
import type { Settings } from '../../src/model/facts/settings.js';
import type { TranscriptFact } from '../../src/model/facts/wire.js';
import answerFrames from '../../src/probes/answer-frames.js';
import mcpSessions from '../../src/probes/mcp-sessions.js';
import badInput from '../../src/probes/bad-input.js';
import { deriveFact } from '../../src/probes/collecting/derive-fact.js';
import type { DerivedFact } from '../../src/probes/define-probe.js';
import { endedBy } from '../../src/probes/collecting/ended-by.js';
import versionAnswers from '../../src/probes/version-answers.js';
import type { Utilities } from '../../src/model/facts/utilities.js';
import { initializeParams } from '../../src/model/mcp-protocol.js';
import { expected, locked, type ServerCase } from '../fixtures/servers/cases.js';
import { readMetrics } from '../../src/mcp/read-metrics.js';
import { imageConfig } from './image-facts.js';
import { settings as soundSettings } from './mcp-facts.js';

const CLIENT = { name: 'mcp-dock', version: '0.0.0' };
const SETTINGS = soundSettings({
  ...expected,
  transports: { http: { port: 3000, path: '/mcp', allowedOrigins: ['http://localhost:5173'] }, stdio: {} },
  budgets: { ...soundSettings().budgets, handshakeMs: 3_000 },
});
const QUESTION_MS = 8_000;
const LAST_BYTES_MS = 1_000;

type Mode = 'http' | 'stdio';
type FixtureCase = Pick<ServerCase, 'file' | 'modes' | 'settings' | 'token' | 'locked' | 'labels'>;
const known = <Value>(value: Value): CollectedFact<Value> => ({ status: 'known', value });
const outOfPlace = { status: 'not-applicable', reason: 'This case does not run in that mode.' } as const;

interface CollectOptions {
  /** Also what costs megabytes and a process of its own: bad input, and other versions over stdio. */
  readonly upset?: boolean;
}

/** Runs a server of `test/fixtures/servers` as a plain process in each mode and collects what the probes would. */
export async function collectFixtureFacts(
  given: FixtureCase,
  { upset = false }: CollectOptions = {},
): Promise<CollectedFacts> {
  const { file, modes } = given;
  const settings = { ...SETTINGS, ...given.settings };
  const [http, stdio, rateLimit] = await Promise.all([
    modes.includes('http') ? collectHttp(file, given, upset) : undefined,
    modes.includes('stdio') ? collectStdio(file, upset) : undefined,
    settings.rateLimit === undefined ? undefined : collectRateLimit(file, settings.rateLimit, given),
  ]);
  const sessions = mcpSessions.derive({
    ...(http === undefined ? {} : { mcpHttp: http.session }),
    ...(stdio === undefined ? {} : { mcpStdio: stdio.session, stdioClients: stdio.stdioClients }),
  });
  const facts: CollectedFacts = {
    settings: known(settings),
    imageConfig: known(imageConfig({ labels: given.labels ?? {} })),
    publishFiles: known({ ofProject: false }),
    composeTransports: known([]),
    mcpHttp: http === undefined ? outOfPlace : known(http.session),
    hostMatrix: http === undefined ? outOfPlace : known(http.hostMatrix),
    reachability: http === undefined ? outOfPlace : known(http.reachability),
    mcpStdio: stdio === undefined ? outOfPlace : known(stdio.session),
    stdout: stdio === undefined ? outOfPlace : known(stdio.stdout),
    httpTranscript: http === undefined ? outOfPlace : known(http.transcript),
    stdioTranscript: stdio === undefined ? outOfPlace : known(stdio.transcript),
    transcripts: known([http?.transcript, stdio?.transcript].filter((transcript) => transcript !== undefined)),
    mcpUtilities: known([http?.utilities, stdio?.utilities].filter((utilities) => utilities !== undefined)),
    authChallenge: http?.authChallenge === undefined ? outOfPlace : known(http.authChallenge),
    metrics: http?.metrics === undefined ? outOfPlace : known(http.metrics),
    rateLimit: rateLimit === undefined ? outOfPlace : known(rateLimit),
    mcpSessions: known(sessions),
    httpRules: ifAny(http?.httpRules),
    httpBadInput: ifAny(http?.badInput),
    stdioVersions: ifAny(stdio?.versions),
    stdioBadInput: ifAny(stdio?.badInput),
    contract: known(contractOf.derive({ mcpSessions: sessions })),
    lock: given.locked === true ? known({ path: 'mcp-dock.lock.json', contract: locked }) : outOfPlace,
  };
  const derived = [versionAnswers, answerFrames, badInput] as unknown as readonly DerivedFact[];
  return derived.reduce<CollectedFacts>((all, one) => ({ ...all, [one.fact]: deriveFact(one, all) }), facts);
}

const ifAny = <Value>(value: Value | undefined) => (value === undefined ? outOfPlace : known(value));

const headersOf = ({ token }: Pick<ServerCase, 'token'>): Record<string, string> =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` };

async function collectRateLimit(
  file: string,
  { requests, env }: NonNullable<Settings['rateLimit']>,
  given: FixtureCase,
): Promise<Facts['rateLimit']> {
  const child = start(file, 'http', env);
  try {
    const url = new URL(`http://127.0.0.1:${await listeningPort(child)}/mcp`);
    const asking = { url, client: CLIENT, headers: headersOf(given), requests, withinMs: 20_000 };
    return { ...(await askUntilLimited({ ...asking, era: 'handshake' })), command: `node ${file}` };
  } finally {
    await stop(child);
  }
}

function start(file: string, mode: Mode, variables: Readonly<Record<string, string>> = {}) {
  const path = fileURLToPath(new URL(`../fixtures/servers/${file}`, import.meta.url));
  return spawn(process.execPath, [path, mode], { env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...variables } });
}

async function stop(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function collectHttp(
  file: string,
  given: FixtureCase,
  upset: boolean,
): Promise<
  {
    session: McpSession;
    transcript: TranscriptFact;
    utilities: Utilities | undefined;
    httpRules?: HttpRules;
    badInput?: BadInput;
  } & Pick<Facts, 'hostMatrix' | 'reachability'> &
    Partial<Pick<Facts, 'authChallenge' | 'metrics'>>
> {
  const child = start(file, 'http');
  const exited = exitOf(child);
  try {
    const port = await listeningPort(child);
    const url = new URL(`http://127.0.0.1:${port}/mcp`);
    const transcript = new Transcript();
    const headers = headersOf(given);
    const patience = new Patience();
    const wire = createHttpWire({ url, client: CLIENT, headers, transcript, patience });
    const asked = await probeSession(wire, {
      endpoint: url.href,
      settings: SETTINGS,
      client: CLIENT,
      questionMs: QUESTION_MS,
      askSdkClients: (eras) => askSdkClients(eras, { url, headers, client: CLIENT, patience, timeoutMs: 10_000 }),
    });
    const nextClient = await refusedNextClient(wire, { url, headers, client: CLIENT, patience }, []);
    const session = nextClient === undefined ? asked : { ...asked, nextClient };
    const utilities =
      session.answered && nextClient === undefined ? await askOverHttp(url, session, transcript, headers) : undefined;
    const hostMatrix = await askHostMatrix({ url, headers, client: CLIENT, owned: true });
    const guarded = given.settings?.auth !== undefined || given.token !== undefined;
    const authChallenge = guarded
      ? await askAuthQuestions({ url, client: CLIENT, headers, era: 'handshake', owned: true, healthPath: '/health' })
      : undefined;
    const declared = given.settings?.metrics;
    const facts = {
      session,
      utilities,
      transcript: transcript.record('http'),
      hostMatrix,
      reachability: await reachabilityOf(port),
      ...(authChallenge === undefined ? {} : { authChallenge }),
      ...(declared === undefined ? {} : { metrics: await readMetrics(new URL(declared.path, url), declared.names) }),
    };
    const [era] = session.eras;
    if (era === undefined) return facts;
    const asking = { url, headers, client: CLIENT };
    const origins = SETTINGS.transports.http?.allowedOrigins;
    const httpRules = await askHttpRules({ ...asking, session, owned: true, origins });
    const sent = upset ? await sendBadInput({ ...asking, endpoint: url.href, era }) : undefined;
    return { ...facts, httpRules, ...(sent === undefined ? {} : { badInput: await endedBy(sent, { exited }) }) };
  } finally {
    await stop(child);
  }
}

/** As an engine tells of it. */
async function exitOf(child: ChildProcessWithoutNullStreams): Promise<ContainerExit> {
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  return { exitCode: exitCode ?? 137, oomKilled: false, afterMs: 0, lastLines: cleanLines(said, 20) };
}

async function askOverHttp(
  url: URL,
  session: McpSession,
  transcript: Transcript,
  headers: Record<string, string>,
): Promise<Utilities> {
  const wire = createHttpWire({ url, client: CLIENT, headers, transcript, patience: new Patience() });
  if (session.eras.includes('handshake')) {
    const options = { era: 'handshake', timeoutMs: QUESTION_MS } as const;
    await wire.request('initialize', initializeParams(CLIENT), options);
    await wire.notify('notifications/initialized', {}, options);
  }
  const found = await askUtilities(wire, {
    session,
    transcript,
    calls: SETTINGS.calls,
    owned: true,
    questionMs: 2_000,
  });
  await wire.close();
  return found;
}

async function listeningPort(child: ChildProcessWithoutNullStreams): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += String(chunk);
    const port = /listening on \S+:(\d+)\n/u.exec(text)?.[1];
    if (port !== undefined) resolve(Number(port));
  });
  child.stderr.once('end', () => reject(new Error(`The server did not say where it listens: ${text}`)));
  return promise;
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
  upset: boolean,
): Promise<{
  session: McpSession;
  stdioClients: Facts['stdioClients'];
  utilities: Utilities | undefined;
  stdout: StdoutFact;
  transcript: TranscriptFact;
  versions?: VersionAnswers;
  badInput?: BadInput;
}> {
  await using run = startStdio(file);
  const endpoint = `node ${file} stdio`;
  const { session, wire, recording } = await askOverStdio(
    run.wire,
    { endpoint, settings: SETTINGS, client: CLIENT, questionMs: QUESTION_MS },
    async () => startStdio(file),
  );
  const stdioClients = await replayToSdkClients(session, recording, CLIENT);
  const utilities = session.answered ? await askLasting(file, wire, session) : undefined;
  const [era] = session.eras;
  const sent =
    !upset || era === undefined || wire !== run.wire
      ? undefined
      : await writeBadInput(wire, { endpoint, era, client: CLIENT });
  const badInput = sent === undefined ? undefined : await endedBy(sent, run);
  await wire.close();
  await wire.stdoutEnded(LAST_BYTES_MS);
  return {
    session,
    stdioClients,
    utilities,
    stdout: wire.stdoutRecord(),
    transcript: wire.transcript.record('stdio'),
    ...(era === undefined
      ? {}
      : { versions: await versionsOf(file, { endpoint, client: CLIENT, eras: session.eras, timeoutMs: 15_000 }) }),
    ...(badInput === undefined ? {} : { badInput }),
  };
}

async function askLasting(file: string, wire: StdioWire, session: McpSession): Promise<Utilities> {
  await using lasting = new LastingWire(wire, {
    client: CLIENT,
    greetingMs: 15_000,
    startAgain: async () => startStdio(file),
  });
  return await askUtilities(lasting, {
    session,
    transcript: lasting.heard,
    lasting,
    calls: SETTINGS.calls,
    owned: true,
    questionMs: 2_000,
  });
}

async function versionsOf(file: string, options: Parameters<typeof askStdioVersions>[1]): Promise<VersionAnswers> {
  await using run = startStdio(file);
  return await askStdioVersions(run.wire, options);
}

function startStdio(file: string): StdioRun & { readonly wire: StdioWire; readonly exited: Promise<ContainerExit> } {
  const child = start(file, 'stdio');
  const exited = exitOf(child);
  const wire = createStdioWire({
    streams: child,
    client: CLIENT,
    whyGone: async () => `it exited with code ${(await exited).exitCode}`,
  });
  return { wire, exited, [Symbol.asyncDispose]: () => stop(child) };
}
