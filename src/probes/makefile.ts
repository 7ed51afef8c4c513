import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readMakefile } from '../plan/documents/read-makefile.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { requireProject } from './project-files/project-builds.js';
import { readBounded } from './project-files/read-bounded.js';

const NAMES = ['GNUmakefile', 'makefile', 'Makefile'];
const MAX_BYTES = 262_144;

export default defineProbe({
  fact: 'makefile',
  title: 'Read the Makefile',
  timeoutMs: 10_000,
  async collect({ cwd, target }) {
    requireProject(target);
    for (const path of NAMES) {
      const file = await readBounded(join(cwd, path), MAX_BYTES);
      if (file === undefined) continue;
      const { used, ...read } = readMakefile(file.text);
      const names = [...new Set(used.map(({ name }) => name))].slice(0, 500);
      const there = new Set<string>();
      for (const name of names) if (await isThere(join(cwd, name))) there.add(name);
      return { path, ...read, unknown: used.filter(({ name }) => !there.has(name)) };
    }
    throw new NotApplicable('This folder has no Makefile.');
  },
});

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
