import { loadTemplates } from '../config/load-templates.js';
import { readPackageFolder } from '../config/package-files.js';
import type { RenderedFile } from '../model/template.js';
import { renameServer } from '../plan/rename-server.js';
import type { ScaffoldPlan } from '../plan/scaffold-plan.js';

/** What a checkout has and a package has not, when somebody ran the example. */
const MADE_BY_RUNS = /(?:^|\/)__pycache__\//u;

/** All files of a project: the bundled server under its new name, and what the templates make. Sorted by path. */
export async function renderProject(plan: ScaffoldPlan): Promise<RenderedFile[]> {
  const [server, rendered] = await Promise.all([readServer(plan), renderDocuments(plan)]);
  return [...server, ...rendered].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Only what the templates make. */
export async function renderDocuments(plan: ScaffoldPlan): Promise<RenderedFile[]> {
  // Handlebars is a good part of the start-up time of this command, so it is fetched while the templates are read.
  const [{ renderScaffold }, templates] = await Promise.all([import('../render/render-scaffold.js'), loadTemplates()]);
  return renderScaffold(plan, templates);
}

async function readServer({ example, serverFiles, choices: { name } }: ScaffoldPlan): Promise<RenderedFile[]> {
  const files = await readPackageFolder(
    `examples/${example}`,
    (path) =>
      !MADE_BY_RUNS.test(path) &&
      serverFiles.some((part) => (part.endsWith('/') ? path.startsWith(part) : path === part)),
  );
  return renameServer(files, name).map(({ path, content }) => ({ path, content: content.replaceAll('\r\n', '\n') }));
}
