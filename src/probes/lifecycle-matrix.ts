import { greet } from '../mcp/greet.js';
import { stdioWireOf } from '../mcp/run-wire.js';
import { createStdioWire, type StdioWire } from '../mcp/stdio-wire.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { teardownSchema, type Teardown, type TeardownRow } from '../model/facts/lifecycle.js';
import type { Era } from '../model/mcp-protocol.js';
import { shellWord } from '../model/shell-word.js';
import { TOOL_NAME } from '../model/tool.js';
import { dockerCommand } from '../targets/docker-command.js';
import { defineProbe, NotApplicable, type ProbeContext } from './define-probe.js';
import {
  clientFault,
  dockerProgram,
  startDockerClient,
  untilGone,
  type DockerProgram,
} from './lifecycle/docker-client.js';
import { besideOthers, variantOf, variantSpec } from './lifecycle/first-answer.js';

/** What the engine may take to remove a container that has ended. */
const REMOVAL_MS = 3_000;

export default defineProbe({
  fact: 'lifecycleMatrix',
  title: 'End it in every way in which clients do',
  timeoutMs: 240_000,
  async collect(context) {
    const { target, fact } = context;
    const { transport, eras } = await variantOf(context);
    if (transport !== 'stdio') throw new NotApplicable('The image has no stdio transport.');
    if (eras.length === 0) throw new NotApplicable('It did not answer over stdio; mcp/initialize says why.');
    const program = await chooseClient(context);
    const rows = await Promise.all(
      [false, true].flatMap((init) =>
        teardownSchema.options.map((teardown) =>
          besideOthers(context, () => tryRow({ teardown, init, eras }, program, context)),
        ),
      ),
    );
    const leaks = rows.some(({ gone, notTried }) => !gone && notTried === undefined);
    const sdks = leaks ? await fact('mcpSdks').catch(() => []) : [];
    return {
      client: 'because' in program ? 'attach' : 'docker run',
      ...('because' in program ? { because: program.because } : {}),
      budgetMs: target.settings.budgets.stopMs,
      rows,
      ...(sdks.length === 0 ? {} : { sdks }),
    };
  },
});

/** Arguments that hold a secret are no arguments for a program of this machine: everybody on it may read them. */
async function chooseClient(context: ProbeContext): Promise<DockerProgram> {
  const { target } = context;
  const args = target.containerFor?.(variantSpec('stdio')).args ?? [];
  return args.some((word) => maskSecrets(word, target.secretValues) !== word)
    ? { because: 'Its arguments hold a secret, which a docker program would show to everybody here.' }
    : dockerProgram(context);
}

interface Row {
  readonly teardown: Teardown;
  readonly init: boolean;
  readonly eras: readonly Era[];
}

let count = 0;

async function tryRow(row: Row, program: DockerProgram, context: ProbeContext): Promise<TeardownRow> {
  const { teardown, init } = row;
  const tried = await ('because' in program ? overAttach(row, context) : overDocker(row, program, context));
  return { teardown, init, gone: false, ...tried };
}

type Tried = Pick<TeardownRow, 'durationMs' | 'notRemoved' | 'notTried' | 'repro'> & { readonly gone?: boolean };

async function overDocker(
  { teardown, init, eras }: Row,
  { environment }: Extract<DockerProgram, { environment: object }>,
  context: ProbeContext,
): Promise<Tried> {
  const { target, engine, processes, signal } = context;
  const container = target.containerFor?.(variantSpec('stdio', init ? { init } : {}));
  if (container === undefined) return { notTried: 'Nothing is started here.' };
  count += 1;
  const name = `${TOOL_NAME}-${target.owns?.runId ?? 'run'}-${count}`;
  const repro = reproOf(teardown, dockerCommand(container, target.secretValues), target.settings.budgets.stopMs);
  await using client = await startDockerClient({
    processes,
    engine,
    container,
    name,
    secrets: target.secretValues,
    environment: { ...context.environment, ...environment },
    cwd: context.cwd,
    signal,
  });
  const wire = createStdioWire({
    streams: client.process,
    client: { name: TOOL_NAME, version: context.toolVersion },
    whyGone: () => clientFault(client),
  });
  const silent = await unanswered(wire, eras, context);
  if (silent !== undefined) return { notTried: silent, repro };
  const stopMs = target.settings.budgets.stopMs;
  const from = performance.now();
  if (teardown === 'stdin-closed') await wire.close();
  if (teardown === 'client-sigterm') client.process.terminate();
  if (teardown === 'client-sigkill') await client.process.kill();
  if (teardown === 'docker-stop') return { ...(await stopped(name, true, context)), repro };
  const end = await untilGone(engine, name, { withinMs: stopMs, removal: false, signal });
  if (!end.ended) return { repro };
  const durationMs = Math.round(performance.now() - from);
  const { removed } = await untilGone(engine, name, { withinMs: REMOVAL_MS, removal: true, signal });
  return { gone: true, durationMs, ...(removed ? {} : { notRemoved: true }), repro };
}

async function overAttach({ teardown, init, eras }: Row, context: ProbeContext): Promise<Tried> {
  const { target, engine, toolVersion, signal } = context;
  if (teardown === 'client-sigterm') return { notTried: 'Without a docker program there is no client to signal.' };
  await using run = await target.open(variantSpec('stdio', init ? { init } : {}), signal);
  const wire = stdioWireOf(run, { name: TOOL_NAME, version: toolVersion });
  const repro = reproOf(teardown, run.command, target.settings.budgets.stopMs);
  const silent = await unanswered(wire, eras, context);
  const id = run.containerId;
  if (silent !== undefined || id === undefined) return { notTried: silent ?? 'It is no container.', repro };
  if (teardown === 'docker-stop') return { ...(await stopped(id, false, context)), repro };
  if (teardown === 'stdin-closed') await wire.close();
  else run.streams?.close();
  const { ended, afterMs } = await untilGone(engine, id, {
    withinMs: target.settings.budgets.stopMs,
    removal: false,
    signal,
  });
  return ended ? { gone: true, durationMs: Math.round(afterMs), repro } : { repro };
}

/** What `docker stop` does; one that lasts as long as its grace period was ended by force. */
async function stopped(
  container: string,
  removal: boolean,
  { engine, target, signal }: ProbeContext,
): Promise<Pick<Tried, 'gone' | 'durationMs' | 'notRemoved'>> {
  const { stopMs } = target.settings.budgets;
  const from = performance.now();
  await engine.stopContainer(container, stopMs);
  const durationMs = Math.round(performance.now() - from);
  if (durationMs >= stopMs * 0.9) return {};
  const { removed } = await untilGone(engine, container, { withinMs: REMOVAL_MS, removal, signal });
  return { gone: true, durationMs, ...(removed || !removal ? {} : { notRemoved: true }) };
}

/** Why it did not answer, where it did not. */
async function unanswered(
  wire: StdioWire,
  eras: readonly Era[],
  { target, toolVersion }: ProbeContext,
): Promise<string | undefined> {
  const { eras: answered, handshake } = await greet(wire, {
    client: { name: TOOL_NAME, version: toolVersion },
    timeoutMs: target.settings.budgets.handshakeMs,
    handshakeOnly: eras.includes('handshake'),
  });
  if (answered.length > 0) return undefined;
  const words = handshake.failure?.message ?? handshake.error?.message ?? 'no answer';
  return `It did not answer: ${cleanText(maskSecrets(words, target.secretValues), 300)}`;
}

const NAME = `${TOOL_NAME}-try`;

/** The client has its stdin open until it is ended: what is left of the container then is what every session leaves. */
function reproOf(teardown: Teardown, command: string, stopMs: number): string {
  const seconds = Math.max(1, Math.ceil(stopMs / 1000));
  const run = command.replace('docker run --rm', `docker run --rm --name ${shellWord(NAME)}`);
  const left = `docker ps --filter name=${NAME}`;
  if (teardown === 'stdin-closed') return `sleep 2 | ${run} & sleep ${2 + seconds}; ${left}`;
  if (teardown === 'docker-stop') return `sleep 60 | ${run} & sleep 2; time docker stop -t ${seconds} ${NAME}`;
  const signal = teardown === 'client-sigterm' ? 'TERM' : 'KILL';
  return `sleep 60 | ${run} & sleep 2; kill -${signal} $!; sleep ${seconds}; ${left}`;
}
