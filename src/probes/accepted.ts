import { relative } from 'node:path';
import { loadConfig } from '../config/load-config.js';
import type { LoadedConfig } from '../config/schema.js';
import type { Accepted, Waiver } from '../model/facts/accepted.js';
import { inlineWaivers } from '../plan/dockerfile/inline-waivers.js';
import { MAX_DOCKERFILE_BYTES, readDockerfile } from '../plan/dockerfile/read-dockerfile.js';
import { defineProbe } from './define-probe.js';
import { projectBuilds, type ProjectBuild } from './project-files/project-builds.js';
import { readBounded } from './project-files/read-bounded.js';

export default defineProbe({
  fact: 'accepted',
  title: 'Read waivers',
  timeoutMs: 10_000,
  async collect(context) {
    const builds = await projectBuilds(context);
    // What is wrong with the config is another question.
    const project = await loadConfig(context.cwd).catch(() => undefined);
    const files = await Promise.all(distinct(builds).map(inDockerfile));
    return {
      readOn: new Date().toISOString().slice(0, 10),
      waivers: [
        ...(project === undefined ? [] : inConfig(project, context.cwd)),
        ...files.flatMap(({ waivers }) => waivers),
      ],
      faults: files.flatMap(({ faults }) => faults),
    };
  },
});

function inConfig(project: LoadedConfig, cwd: string): Waiver[] {
  const uri = relative(cwd, project.path).replaceAll('\\', '/');
  return project.config.waivers.map(({ owner, platform, path: place, matches, ...waiver }, index) => {
    const line = project.lineOf(['waivers', index]);
    return {
      ...waiver,
      ...(owner !== undefined && { owner }),
      ...(platform !== undefined && { platform }),
      ...(place !== undefined && { path: place }),
      ...(matches !== undefined && { matches }),
      source: { uri, ...(line !== undefined && { line }) },
    };
  });
}

/** Several images may be made from one file; it is that of the main one when one of them is. */
function distinct(builds: readonly ProjectBuild[]): ProjectBuild[] {
  const files = new Map<string, ProjectBuild>();
  for (const build of builds) if (build.main || !files.has(build.dockerfile)) files.set(build.dockerfile, build);
  return [...files.values()];
}

async function inDockerfile(build: ProjectBuild): Promise<Pick<Accepted, 'waivers' | 'faults'>> {
  const found = await readBounded(build.dockerfilePath, MAX_DOCKERFILE_BYTES).catch(() => undefined);
  // Most files have none, and need not be taken apart for it.
  if (found === undefined || found.cut || !/mcp-dock\s+ignore/iu.test(found.text)) return { waivers: [], faults: [] };
  const { instructions } = readDockerfile(found.text, build);
  return inlineWaivers(found.text, instructions, { path: build.dockerfile, main: build.main });
}
