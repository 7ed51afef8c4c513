import { loadTemplates } from '../config/load-templates.js';
import { readPackageFolder } from '../config/package-files.js';
import type { RenderedFile } from '../model/template.js';
import { adaptManifest } from '../plan/adapt-manifest.js';
import { renameServer } from '../plan/rename-server.js';
import { managerOf } from '../plan/runtimes/index.js';
import type { ScaffoldPlan, SourceFolder } from '../plan/scaffold-plan.js';

/** What a checkout has and a package has not, when somebody ran the example. */
const MADE_BY_RUNS = /(?:^|\/)__pycache__\//u;

/** All files of a project: the bundled server under its new name, and what the templates make. Sorted by path. */
export async function renderProject(plan: ScaffoldPlan): Promise<RenderedFile[]> {
  const [rendered, ...sources] = await Promise.all([
    renderDocuments(plan),
    ...plan.sources.map((source) => readSources(source, plan.choices)),
  ]);
  return [...sources.flat(), ...rendered, ...plan.secretFiles].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Only what the templates make. */
export async function renderDocuments(plan: ScaffoldPlan): Promise<RenderedFile[]> {
  // Handlebars is a good part of the start-up time of this command, so it is fetched while the templates are read.
  const [{ renderScaffold }, templates] = await Promise.all([import('../render/render-scaffold.js'), loadTemplates()]);
  return renderScaffold(plan, templates);
}

async function readSources(
  { folder, example, files: wanted, moved = {}, packages = {} }: SourceFolder,
  { name, runtime, packageManager }: ScaffoldPlan['choices'],
): Promise<RenderedFile[]> {
  const files = await readPackageFolder(
    `examples/${example}`,
    (path) =>
      !MADE_BY_RUNS.test(path) &&
      wanted.some((part) =>
        part.endsWith('/') ? path.startsWith(part) || (path.endsWith('/') && part.startsWith(path)) : path === part,
      ),
  );
  const placed = files.map((file) => ({
    ...file,
    path: folder === '.' ? placeOf(file.path, moved) : `${folder}/${file.path}`,
  }));
  const own = folder === '.' ? adaptManifest(renameServer(placed, name), managerOf(runtime, packageManager)) : placed;
  return own.map(({ path, content }) => ({
    path,
    content: Object.entries(packages).reduce(
      (text, [before, after]) => text.replaceAll(new RegExp(String.raw`\b${before}\b`, 'gu'), after),
      content.replaceAll('\r\n', '\n'),
    ),
  }));
}

function placeOf(path: string, moved: Readonly<Record<string, string>>): string {
  const [from, to] = Object.entries(moved).find(([before]) => path.startsWith(before)) ?? ['', ''];
  return `${to}${path.slice(from.length)}`;
}
