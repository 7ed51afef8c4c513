import type { RenderedFile } from '../model/template.js';
import { planProject } from '../plan/plan-project.js';
import { DEFAULT_BASE_REGISTRY, serverNameFor } from '../plan/scaffold-choices.js';
import { DEFAULT_BASE, DEFAULT_RUNTIME, defaultManagerOf, runtimes, type RuntimeId } from '../plan/runtimes/index.js';
import { DEFAULT_TEMPLATE, templates, type TemplateId } from '../plan/templates/index.js';
import { renderDocuments } from './render-project.js';

/** What `init` makes for every bundled example, relative to this package: the committed files, without `.env`. */
export async function renderExamples(): Promise<RenderedFile[]> {
  const perServer = await Promise.all(
    Object.values(templates).flatMap(({ id, examples }) =>
      firstOfFolder(Object.entries(examples) as [RuntimeId, string][]).map(([runtime, folder]) =>
        renderExample(id, runtime, [], ({ path }) => (path === '.env' ? undefined : `${folder}/${path}`)),
      ),
    ),
  );
  // What stands beside the server is an example of its own, and a folder of every project that has it.
  const beside = await renderExample(DEFAULT_TEMPLATE, DEFAULT_RUNTIME, ['backend', 'fullstack'], ({ path }) =>
    /^(?:backend|frontend|auth-server)\//u.test(path) ? `todo-${path}` : undefined,
  );
  return [...perServer.flat(), ...beside];
}

/** One folder serves several runtimes; the files around it are those of the first. */
const firstOfFolder = (examples: readonly [RuntimeId, string][]) =>
  examples.filter(([, folder], index) => examples.findIndex((other) => other[1] === folder) === index);

async function renderExample(
  template: TemplateId,
  runtime: RuntimeId,
  parts: readonly string[],
  place: (file: RenderedFile) => string | undefined,
): Promise<RenderedFile[]> {
  const { exampleName: name, port } = templates[template];
  const plan = planProject(
    {
      name,
      port,
      template,
      runtime,
      runtimeVersion: runtimes[runtime].defaultVersion,
      packageManager: defaultManagerOf(runtime),
      base: DEFAULT_BASE,
      baseRegistry: DEFAULT_BASE_REGISTRY,
      serverName: serverNameFor(name),
      with: parts,
    },
    { serviceAuthToken: '', postgresPassword: '', authDevPassword: '' },
  );
  return (await renderDocuments(plan)).flatMap((file) => {
    const path = place(file);
    return path === undefined ? [] : [{ ...file, path: `examples/${path}` }];
  });
}
