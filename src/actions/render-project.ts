import { loadTemplates } from '../config/load-templates.js';
import { readPackageFolder } from '../config/package-files.js';
import type { RenderedFile } from '../model/template.js';
import type { ScaffoldPlan } from '../plan/scaffold-plan.js';

/** Folders and files of an example that make up the server itself; all else there is rendered or made. */
const SERVER_FILES = [
  'src/',
  'test/',
  'tests/',
  'build.ts',
  'dev.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'pyproject.toml',
  'uv.lock',
];

/** All files of a project: the bundled server under its new name, and what the templates make. Sorted by path. */
export async function renderProject(plan: ScaffoldPlan): Promise<RenderedFile[]> {
  const sources = Object.entries(plan.sources).map(([folder, example]) => readSources(folder, example, plan));
  const [rendered, ...read] = await Promise.all([renderDocuments(plan), ...sources]);
  return [...read.flat(), ...rendered, ...plan.secretFiles].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Only what the templates make. */
export async function renderDocuments(plan: ScaffoldPlan): Promise<RenderedFile[]> {
  // Handlebars is a good part of the start-up time of this command, so it is fetched while the templates are read.
  const [{ renderScaffold }, templates] = await Promise.all([import('../render/render-scaffold.js'), loadTemplates()]);
  return renderScaffold(plan, templates);
}

async function readSources(folder: string, example: string, { choices: { name } }: ScaffoldPlan): Promise<RenderedFile[]> {
  const files = await readPackageFolder(
    `examples/${example}`,
    (path) =>
      !path.endsWith('__pycache__/') &&
      SERVER_FILES.some((part) => (part.endsWith('/') ? path.startsWith(part) : path === part)),
  );
  return files.map(({ path, content }) => ({
    path: folder === '.' ? path : `${folder}/${path}`,
    content: folder === '.' ? renamed(path, content, name) : content.replaceAll('\r\n', '\n'),
  }));
}

function renamed(path: string, content: string, name: string): string {
  if (path !== 'package.json' && path !== 'package-lock.json') return content.replaceAll('\r\n', '\n');
  const manifest = JSON.parse(content) as { name: string; packages?: Record<string, { name?: string }> };
  manifest.name = name;
  const root = manifest.packages?.[''];
  if (root !== undefined) root.name = name;
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
