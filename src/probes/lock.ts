import { join } from 'node:path';
import { LOCK_FILE_NAME, readLock } from '../config/read-lock.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { requireProject } from './project-files/project-builds.js';

export default defineProbe({
  fact: 'lock',
  title: 'Read the lock',
  timeoutMs: 10_000,
  async collect({ cwd, target }) {
    requireProject(target);
    const contract = await readLock(join(cwd, LOCK_FILE_NAME));
    if (contract === undefined)
      throw new NotApplicable(`There is no ${LOCK_FILE_NAME}; \`mcp-dock verify --lock\` writes one.`);
    return { path: LOCK_FILE_NAME, contract };
  },
});
