import { modesOf, unknownMode } from '../plan/modes.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { besideOthers, firstAnswer, variantSpec } from './lifecycle/first-answer.js';

/** A server that ends at all has ended by then. */
const WAIT_MS = 8_000;

export default defineProbe({
  fact: 'unknownMode',
  title: 'Start it in a mode that does not exist',
  timeoutMs: 60_000,
  async collect(context) {
    const { target, signal, engine, fact } = context;
    const { imageConfig, settings } = target;
    if (target.containerFor === undefined || imageConfig === undefined)
      throw new NotApplicable('Nothing is started here.');
    const modes = modesOf(settings.transports, imageConfig.cmd);
    if (modes === undefined)
      throw new NotApplicable('The image has no modes: its transports do not differ in one word of its arguments.');
    // The plain runs have their time alone.
    const session = await fact('mcpStdio').catch(() => undefined);
    return besideOthers(context, async () => {
      const { args, mode } = unknownMode(modes);
      await using run = await target.open(variantSpec('stdio', { args }), signal);
      const { firstAnswerMs, exited } = await Promise.race([
        firstAnswer({ transport: 'stdio', eras: session?.eras ?? [], run, waitMs: WAIT_MS }, context),
        run.exited.then((exited) => ({ exited, firstAnswerMs: undefined })),
      ]);
      const lines = run.containerId === undefined ? [] : await engine.containerLogs(run.containerId, 50);
      const said = lines.map(({ line }) => line).join('\n');
      return {
        mode,
        known: [...modes.words],
        ...(exited === undefined ? {} : { exited }),
        answered: firstAnswerMs !== undefined,
        named: said.includes(mode),
        wroteStderr: lines.some(({ stream, line }) => stream === 'stderr' && line.trim() !== ''),
        command: run.command,
      };
    });
  },
});
