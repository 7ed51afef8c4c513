import { expect, it } from 'vitest';
import entrypointStdin from '../../../src/probes/entrypoint-stdin.js';
import { probeContext } from '../../support/probe-context.js';

it.each([
  [false, 'It was found running and is left alone.'],
  [true, 'command:node server.js has no image, and so no entrypoint.'],
])('has nothing to say of what has no image; started by us: %s', async (owned, reason) => {
  const context = probeContext({});
  const target = { ...context.target, title: 'command:node server.js' };
  const collected = entrypointStdin.collect({ ...context, target, run: { owned } } as never);
  await expect(collected).rejects.toMatchObject({ name: 'NotApplicable', message: reason });
});
