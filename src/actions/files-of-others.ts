import type { ProjectView } from '../plan/detect/project-view.js';
import { MAKEFILES } from './view-project.js';

/** A file of a project in the place of one that `init` would write. */
export interface FileOfOthers {
  /** What is there. */
  readonly path: string;
  /** What is not written because of it. */
  readonly inPlaceOf: 'Makefile' | '.env.example';
}

/** Files that somebody wrote for the same purpose as `init` does: they stay as they are, also in an update. */
export function filesOfOthers({ paths, texts }: ProjectView): readonly FileOfOthers[] {
  const made = (path: string, first: RegExp) => first.test(texts.get(path) ?? '');
  const makefile = MAKEFILES.find((path) => paths.has(path) && !made(path, /^# Made by mcp-dock init\./u));
  // Somebody wrote down what the variables mean: more than what detection knows of them.
  const example = texts.has('.env.example') && !made('.env.example', /^# Variables that \S+ reads\. /u);
  return [
    ...(example ? [{ path: '.env.example', inPlaceOf: '.env.example' as const }] : []),
    ...(makefile === undefined ? [] : [{ path: makefile, inPlaceOf: 'Makefile' as const }]),
  ];
}
