import { setTimeout as delay } from 'node:timers/promises';
import { cleanLines, maskSecrets } from '../model/clean-text.js';
import { whyGone } from '../model/wanted-variables.js';
import { healthIntervalMs } from '../targets/image.js';
import type { ImageConfig } from '../model/facts/image.js';
import { formatDuration } from '../model/units.js';
import type { ContainerState } from '../ports/engine.js';
import { isSilent, NOT_IN_TIME } from './collecting/readiness.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const POLL_MS = 40;
/** What somebody else started is probed at its own, longer interval. */
const FOUND_POLL_MS = 250;
/** The engine's own, where the image names none. */
const DEFAULT_MS = 30_000;
const LOG_ENTRIES = 3;
const LOG_LINES = 5;
const LOG_LINE = 160;

export default defineProbe({
  fact: 'health',
  title: 'Wait until the engine calls it healthy',
  timeoutMs: 600_000,
  scenario: 'http',
  otherwise: 'stdio',
  async collect({ run, target, engine, signal, fact, note, deadline = Number.POSITIVE_INFINITY }) {
    const { containerId } = run;
    if (containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    const declared = target.imageConfig?.healthcheck;
    if (declared === undefined || declared.test[0] === 'NONE')
      return { declared: false, status: 'none', log: [], command: run.command };

    const from = run.startedAt ?? performance.now();
    const budgetMs = run.owned ? target.settings.budgets.healthyMs : Math.min(firstWordMs(declared), deadline - from);
    let said = false;
    for (;;) {
      const state = await engine.inspectContainer(containerId);
      const waitedMs = performance.now() - from;
      const healthy = state.health?.status === 'healthy';
      const exit = run.hasExited();
      if (!healthy && exit !== undefined) throw new Error(whyGone(exit));
      // `unhealthy` is not the last word: at our interval a server that is slow to come up has used up its retries early.
      const decided = healthy || (!run.owned && state.health?.status === 'unhealthy');
      if (!decided && !run.owned && waitedMs >= budgetMs)
        throw new Error(
          `The engine still calls it "${state.health?.status ?? 'none'}" after ${formatDuration(waitedMs)}: it has not been probed often enough yet.`,
        );
      if (!decided && !run.owned && !said) {
        note?.(`The engine has not probed it yet; waiting for its word, ${formatDuration(budgetMs)} at most.`);
        said = true;
      }
      if (decided || waitedMs >= budgetMs) {
        if (!healthy && run.owned && run.spec.mode === 'http' && isSilent(await fact('httpStart')))
          throw new Error(NOT_IN_TIME);
        return {
          declared: true,
          status: state.health?.status ?? 'none',
          ...(healthy && run.owned ? { healthyMs: waitedMs } : {}),
          ...(run.owned ? { intervalUsedMs: healthIntervalMs, waitedMs } : {}),
          log: logOf(state, target.secretValues),
          command: run.command,
        };
      }
      await delay(run.owned ? POLL_MS : FOUND_POLL_MS, undefined, { signal });
    }
  },
});

/** By then the first probe after the start period has ended. */
const firstWordMs = ({ startPeriodMs = 0, intervalMs, timeoutMs }: NonNullable<ImageConfig['healthcheck']>): number =>
  // Engines keep 0 for what the image leaves to them.
  startPeriodMs + (intervalMs || DEFAULT_MS) + (timeoutMs || DEFAULT_MS);

const logOf = ({ health }: ContainerState, secrets: readonly string[]) =>
  (health?.log ?? []).slice(-LOG_ENTRIES).map(({ exitCode, output }) => ({
    exitCode,
    output: cleanLines(maskSecrets(output, secrets), LOG_LINES, LOG_LINE).join('\n'),
  }));
