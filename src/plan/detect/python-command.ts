import { pythonManifest } from './manifests.js';
import { matchesIn, type Detected, type ProjectView } from './project-view.js';

export interface PythonStart {
  readonly command?: Detected<readonly string[]>;
  readonly commands: readonly Detected<readonly string[]>[];
}

const USUAL = ['server.py', 'main.py', 'app.py', 'src/server.py', 'src/main.py', '__main__.py'];

/** What starts a Python server: a console script, a package that can be run, or the file that runs the server. */
export function pythonStart(view: ProjectView): PythonStart {
  const manifest = pythonManifest(view);
  const scripts = Object.keys(manifest?.packaged === true ? manifest.scripts : {});
  const programs = scripts.map((name) => ({
    name,
    command: { value: [name], from: `pyproject.toml: ${manifest?.scriptsKey}.${name}` },
  }));
  const program = programs.length === 1 ? programs[0] : programs.find(({ name }) => name === manifest?.name);
  if (program !== undefined) return { command: program.command, commands: [] };
  if (programs.length > 0) return { commands: programs.map(({ command }) => command) };

  const runnable = [...view.paths].filter((path) => /^(?:src\/)?[A-Za-z_]\w*\/__main__\.py$/u.test(path)).toSorted();
  const [module] = runnable;
  if (module !== undefined && runnable.length === 1 && (manifest?.packaged === true || !module.startsWith('src/'))) {
    const name = module.replace(/^src\//u, '').replace(/\/__main__\.py$/u, '');
    return { command: { value: ['python', '-m', name], from: module }, commands: [] };
  }
  const running = [
    ...new Set(matchesIn(view, 'python', /^if __name__ == ["']__main__["']/u).map(({ path }) => path)),
  ].filter((path) => /\b(?:fastmcp|mcp)\b/u.test(view.texts.get(path) ?? ''));
  const usual = USUAL.filter((path) => view.paths.has(path));
  const file =
    running.length === 1
      ? running[0]
      : (usual.find((path) => running.includes(path)) ?? (running.length === 0 ? usual[0] : undefined));
  if (file !== undefined) return { command: { value: ['python', file], from: file }, commands: [] };
  return { commands: running.map((path) => ({ value: ['python', path], from: path })) };
}
