import { setTimeout as delay } from 'node:timers/promises';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { explainExit } from '../model/explain-exit.js';
import { healthIntervalMs } from '../targets/image.js';
import type { ContainerState } from '../ports/engine.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const POLL_MS = 40;
const LOG_ENTRIES = 3;

export default defineProbe({
  fact: 'health',
  title: 'Wait until the engine calls it healthy',
  timeoutMs: 600_000,
  scenario: 'http',
  otherwise: 'stdio',
  async collect({ run, target, engine, signal }) {
    const { containerId } = run;
    if (containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    const declared = target.imageConfig?.healthcheck;
    if (declared === undefined || declared.test[0] === 'NONE')
      return { declared: false, status: 'none', log: [], command: run.command };

    const budgetMs = target.settings.budgets.healthyMs;
    const from = run.startedAt ?? performance.now();
    for (;;) {
      const state = await engine.inspectContainer(containerId);
      const waitedMs = performance.now() - from;
      const healthy = state.health?.status === 'healthy';
      const exit = run.hasExited();
      if (!healthy && exit !== undefined) throw new Error(`${explainExit(exit)}.`);
      // `unhealthy` is not the last word: at our interval a server that is slow to come up has used up its retries early.
      const decided = healthy || (!run.owned && state.health?.status === 'unhealthy');
      if (!decided && !run.owned && waitedMs >= budgetMs)
        throw new Error(
          `The engine calls it "${state.health?.status ?? 'none'}": it has not been probed often enough yet.`,
        );
      if (decided || waitedMs >= budgetMs) {
        return {
          declared: true,
          status: state.health?.status ?? 'none',
          ...(healthy && run.owned ? { healthyMs: waitedMs } : {}),
          ...(run.owned ? { intervalUsedMs: healthIntervalMs, waitedMs } : {}),
          log: logOf(state, target.secretValues),
          command: run.command,
        };
      }
      await delay(POLL_MS, undefined, { signal });
    }
  },
});

const logOf = ({ health }: ContainerState, secrets: readonly string[]) =>
  (health?.log ?? []).slice(-LOG_ENTRIES).map(({ exitCode, output }) => ({
    exitCode,
    output: cleanText(maskSecrets(output.trim(), secrets)),
  }));
