import { RUN_LABEL } from '../model/tool.js';
import { defineProbe, NotApplicable } from './define-probe.js';

/** Collected last of all, when the target was disposed of. What it finds is removed then, and told. */
export default defineProbe({
  fact: 'orphans',
  title: 'See whether anything is left',
  timeoutMs: 60_000,
  async collect({ engine, target }) {
    const { owns } = target;
    if (owns === undefined || owns.started() === 0) throw new NotApplicable('No container was started.');
    const label = `${RUN_LABEL}=${owns.runId}`;
    const [containers, resources] = await Promise.all([
      engine.listContainers({ label, all: true }),
      engine.listResources(label),
    ]);
    await Promise.all(containers.map(({ id }) => engine.removeContainer(id).catch(() => undefined)));
    await Promise.all(resources.map((resource) => engine.removeResource(resource).catch(() => undefined)));
    return {
      started: owns.started(),
      containers: containers.map(({ id, name, state }) => ({ id, name, state })),
      resources: resources.map(({ kind, id, name }) => ({ kind, id, name })),
    };
  },
});
