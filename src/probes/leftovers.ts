import { RUN_LABEL } from '../model/tool.js';
import { isLeftBehind } from '../targets/run-labels.js';
import { defineProbe } from './define-probe.js';
import { reachableEngine } from './doctor/reachable-engine.js';

export default defineProbe({
  fact: 'leftovers',
  title: 'Look for containers that were left behind',
  timeoutMs: 15_000,
  async collect(context) {
    await reachableEngine(context);
    const ours = await context.engine.listContainers({ label: RUN_LABEL, all: true });
    return ours
      .filter((container) => isLeftBehind(container))
      .map(({ id, name, imageReference, labels, createdAt, state }) => ({
        id,
        name,
        image: imageReference,
        runId: labels[RUN_LABEL] ?? '',
        createdAt,
        state,
      }));
  },
});
