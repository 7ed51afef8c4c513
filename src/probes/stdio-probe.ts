import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanLines, cleanText, maskSecrets } from '../model/clean-text.js';
import type { ExecResult } from '../ports/engine.js';
import { untilUp } from './collecting/readiness.js';
import { defineProbe, NotApplicable } from './define-probe.js';

/** The engine's own, where the image names none; longer is nobody's patience. */
const LONGEST_MS = 10_000;
const LINES = 5;

export default defineProbe({
  fact: 'stdioProbe',
  title: 'Run its health check over stdio',
  timeoutMs: 240_000,
  scenario: 'stdio',
  async collect(context) {
    const { run, target, engine, fact } = context;
    const { containerId } = run;
    const declared = target.imageConfig?.healthcheck;
    const argv = argvOf(declared?.test ?? []);
    if (containerId === undefined || argv === undefined) throw new NotApplicable('The image declares no health check.');
    if (target.settings.transports.http === undefined)
      throw new NotApplicable('The image has one transport; health/becomes-healthy is about it.');
    await untilUp(context);
    if (!(await fact('mcpStdio')).answered) throw new NotApplicable('It did not answer over stdio.');
    if (run.hasExited() !== undefined)
      throw new NotApplicable('The stdio server had ended by itself before it was looked at.');
    const timeoutMs = Math.min(declared?.timeoutMs || LONGEST_MS, LONGEST_MS);
    const result = await engine.exec(containerId, argv, { timeoutMs }).catch(late);
    const clean = (text: string) => cleanText(maskSecrets(text, target.secretValues), 200);
    return {
      argv: argv.map(clean),
      timeoutMs,
      ...(result === undefined ? {} : { exitCode: result.exitCode }),
      output: cleanLines(`${result?.stdout ?? ''}\n${result?.stderr ?? ''}`, LINES).map(clean),
      command: run.command,
    };
  },
});

/** As the engine runs it; undefined when there is none. */
export function argvOf([kind, ...words]: readonly string[]): readonly string[] | undefined {
  if (words.length === 0) return undefined;
  if (kind === 'CMD') return words;
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : undefined;
}

function late(error: unknown): ExecResult | undefined {
  if (error instanceof McpDockError && error.code === 'TIMED_OUT') return undefined;
  throw error;
}
