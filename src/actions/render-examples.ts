import type { RenderedFile } from '../model/template.js';
import { planScaffold } from '../plan/scaffold-plan.js';
import { DEFAULT_BASE_REGISTRY, DEFAULT_PORT, serverNameFor } from '../plan/scaffold-choices.js';
import { runtimes } from '../plan/runtimes/index.js';
import { renderDocuments } from './render-project.js';

/** Name of the project in each example's folder. */
const NAME = 'todo';

/** What `init` makes for every bundled example, relative to this package: the committed files, without `.env`. */
export async function renderExamples(): Promise<RenderedFile[]> {
  const perRuntime = await Promise.all(
    Object.values(runtimes).map(async (runtime) => {
      const plan = planScaffold(
        {
          name: NAME,
          port: DEFAULT_PORT,
          runtime: runtime.id,
          runtimeVersion: runtime.defaultVersion,
          baseRegistry: DEFAULT_BASE_REGISTRY,
          serverName: serverNameFor(NAME),
          with: [],
        },
        { serviceAuthToken: '', postgresPassword: '' },
      );
      const files = await renderDocuments(plan);
      return files
        .filter(({ path }) => path !== '.env')
        .map((file) => ({ ...file, path: `examples/${runtime.example}/${file.path}` }));
    }),
  );
  return perRuntime.flat();
}
