import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../config/load-config.js';
import { registryLogins } from '../config/registry-logins.js';
import { STAND_IN_LABEL } from '../model/tool.js';
import { outlineDockerfile } from '../plan/dockerfile-outline.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { imageIfThere } from './doctor/image-if-there.js';
import { reachableEngine } from './doctor/reachable-engine.js';
import { registryHostOf, resolvedFroms } from './doctor/resolved-froms.js';

export default defineProbe({
  fact: 'baseImages',
  title: 'Look for the base images',
  timeoutMs: 60_000,
  async collect(context) {
    const { engine, processes, cwd, environment, signal } = context;
    const config = (await loadConfig(cwd).catch(() => undefined))?.config.build;
    const path = config?.dockerfile ?? 'Dockerfile';
    const text = await readFile(join(cwd, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new NotApplicable(`This folder has no ${path}.`) : error;
    });
    // One that is not valid is a finding of its own; without its FROMs nothing can be said here.
    outlineDockerfile(text, path);
    const froms = resolvedFroms(text, config?.args ?? {});
    if (froms.length === 0) throw new NotApplicable('No stage builds on an image.');
    await reachableEngine(context);
    const loginOf = registryLogins(environment, processes);
    return Promise.all(
      froms.map(async (from) => {
        const local = await imageIfThere(engine, from.reference);
        if (local !== undefined)
          return {
            ...from,
            present: true,
            standIn: local.labels[STAND_IN_LABEL] === 'true',
            registry: 'not-asked' as const,
          };
        const login = await loginOf(registryHostOf(from.reference));
        const { status, message } = await engine.askRegistry(from.reference, { signal, ...(login && { login }) });
        return { ...from, present: false, standIn: false, registry: status, ...(message !== undefined && { message }) };
      }),
    );
  },
});
