import type { RenderedFile } from '../model/template.js';
import { planScaffold } from '../plan/scaffold-plan.js';
import { DEFAULT_BASE_REGISTRY, DEFAULT_PORT, serverNameFor } from '../plan/scaffold-choices.js';
import { DEFAULT_RUNTIME, runtimes, type RuntimeId } from '../plan/runtimes/index.js';
import { renderDocuments } from './render-project.js';

/** Name of the project in each example's folder. */
const NAME = 'todo';

/** What `init` makes for every bundled example, relative to this package: the committed files, without `.env`. */
export async function renderExamples(): Promise<RenderedFile[]> {
  const perRuntime = await Promise.all(
    Object.values(runtimes).map((runtime) =>
      renderExample(runtime.id, [], ({ path }) => (path === '.env' ? undefined : `${runtime.example}/${path}`)),
    ),
  );
  // The backend is an example of its own, and a folder of every project that has one.
  const backend = await renderExample(DEFAULT_RUNTIME, ['backend'], ({ path }) =>
    path.startsWith('backend/') ? path.replace('backend/', 'todo-backend/') : undefined,
  );
  return [...perRuntime.flat(), ...backend];
}

async function renderExample(
  runtime: RuntimeId,
  parts: readonly string[],
  place: (file: RenderedFile) => string | undefined,
): Promise<RenderedFile[]> {
  const plan = planScaffold(
    {
      name: NAME,
      port: DEFAULT_PORT,
      runtime,
      runtimeVersion: runtimes[runtime].defaultVersion,
      baseRegistry: DEFAULT_BASE_REGISTRY,
      serverName: serverNameFor(NAME),
      with: parts,
    },
    { serviceAuthToken: '', postgresPassword: '' },
  );
  return (await renderDocuments(plan)).flatMap((file) => {
    const path = place(file);
    return path === undefined ? [] : [{ ...file, path: `examples/${path}` }];
  });
}
