import type { ImageConfig } from '../model/facts/image.js';
import { within } from '../targets/within.js';
import { defineProbe, NotApplicable, type ProbeContext } from './define-probe.js';
import { besideOthers, firstAnswer, variantSpec } from './lifecycle/first-answer.js';

const SHELL = /(?:^|\/)(?:ba|da|a|z|k)?sh$|(?:^|\/)busybox$/u;
const INIT = /(?:^|\/)(?:tini|dumb-init|docker-init|catatonit|s6-svscan)$/u;
const SCRIPT = /\.(?:ba)?sh$|entrypoint/u;

export default defineProbe({
  fact: 'entrypointStdin',
  title: 'See whether stdin reaches the server',
  timeoutMs: 120_000,
  scenario: 'stdio',
  async collect(context) {
    const { run, target, fact } = context;
    const { imageConfig } = target;
    if (!run.owned) throw new NotApplicable('It was found running and is left alone.');
    if (imageConfig === undefined) throw new NotApplicable(`${target.title} has no image, and so no entrypoint.`);
    const said = { entrypoint: imageConfig.entrypoint, command: run.command };
    const programs = run.hasExited() === undefined ? await serverPrograms(context) : [];
    const session = await fact('mcpStdio');
    if (session.answered) return { answered: true, ...said };
    if (target.settings.transportsFrom === 'image')
      throw new NotApplicable('Nothing answered over stdio, and nobody says that the image speaks it.');
    for (const program of [...programs, ...argumentsAsProgram(imageConfig, target.settings.transports.stdio?.args)]) {
      const direct = await tryDirectly(program, context);
      if (direct.answered) return { answered: false, ...said, direct };
    }
    throw new NotApplicable('It does not answer without its entrypoint either; mcp/initialize says why.');
  },
});

/** Looked at while the server has not been asked for long: a wrapper has started it by then. */
const SETTLE_MS = 1_500;
const CANDIDATES = 2;

/** Programs behind a shell that is process 1, the last one first. */
async function serverPrograms({
  run,
  engine,
  fact,
}: ProbeContext & { run: { containerId?: string } }): Promise<string[][]> {
  const answered = fact('mcpStdio').then(
    () => true,
    () => true,
  );
  const early = await within(SETTLE_MS, answered);
  if (early === true || run.containerId === undefined) return [];
  const listed = await engine.containerProcesses(run.containerId).catch(() => []);
  const [first, ...others] = listed.toSorted((a, b) => a.pid - b.pid).map(({ command }) => command.split(' '));
  if (first === undefined || !isWrapper(first)) return [];
  return others
    .filter((words) => !isWrapper(words))
    .toReversed()
    .slice(0, CANDIDATES);
}

const isWrapper = ([program = '']: readonly string[]) => SHELL.test(program) || INIT.test(program);

/** Scripts that end with `exec "$@"`, or should, run what stands behind them. */
function argumentsAsProgram({ entrypoint, cmd }: ImageConfig, args: readonly string[] = cmd): string[][] {
  const script = entrypoint.findLastIndex((word) => SCRIPT.test(word) || SHELL.test(word));
  const words = [...entrypoint.slice(script + 1), ...args];
  return script === -1 || (words[0] ?? '-').startsWith('-') ? [] : [words];
}

async function tryDirectly(program: readonly string[], context: ProbeContext) {
  const { target, signal } = context;
  return besideOthers(context, async () => {
    const shown = { program: [...program], answered: false };
    try {
      await using run = await target.open(
        variantSpec('stdio', { entrypoint: program.slice(0, 1), args: program.slice(1) }),
        signal,
      );
      const waitMs = target.settings.budgets.handshakeMs;
      const { firstAnswerMs } = await firstAnswer({ transport: 'stdio', eras: [], run, waitMs }, context);
      return { ...shown, answered: firstAnswerMs !== undefined, command: run.command };
    } catch {
      signal.throwIfAborted();
      // What is no program of this image cannot be started, and answers nothing.
      return { ...shown, command: '' };
    }
  });
}
