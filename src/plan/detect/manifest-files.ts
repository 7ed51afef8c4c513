import type { Language } from './project-view.js';

/** The files that make a folder a project of a language, those first that say more. */
export const MANIFEST_FILES: readonly (readonly [string, Language])[] = [
  ['package.json', 'node'],
  ['pyproject.toml', 'python'],
  ['requirements.txt', 'python'],
  ['Pipfile', 'python'],
];
