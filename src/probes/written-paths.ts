import { cleanText } from '../model/clean-text.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const LISTED = 30;
/** What a read-only run has anyway, or what an engine puts into every container. */
const EXPECTED =
  /^\/(?:tmp|var\/tmp|dev|proc|sys)(?:\/|$)|^\/(?:run|var\/run)$|^\/etc\/(?:hosts|hostname|resolv\.conf|mtab)$/u;

export default defineProbe({
  fact: 'writtenPaths',
  title: 'See what it wrote',
  timeoutMs: 30_000,
  scenario: 'http',
  otherwise: 'stdio',
  phase: 'ended',
  after: ['httpStart', 'mcpHttp', 'mcpStdio'],
  async collect({ run, engine }) {
    if (run.containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    const changes = await engine.containerChanges(run.containerId);
    const written = leavesOf(changes).filter(({ path }) => !EXPECTED.test(path));
    return {
      total: written.length,
      paths: written.slice(0, LISTED).map(({ kind, path }) => ({ kind, path: cleanText(path, 200) })),
    };
  },
});

interface Change {
  readonly kind: 'added' | 'changed' | 'deleted';
  readonly path: string;
}

/** Without folders that are listed for what is in them. */
export function leavesOf(changes: readonly Change[]): Change[] {
  const parents = new Set<string>();
  for (const { path } of changes) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      parents.add(path.slice(0, end));
  }
  return changes.filter(({ path }) => !parents.has(path));
}
