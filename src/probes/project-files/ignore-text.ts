import { relative } from 'node:path';
import { parseIgnoreRules, type IgnoreRules } from '../../config/ignore-rules.js';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { ProjectBuild } from './project-builds.js';
import { readBounded } from './read-bounded.js';

const MAX_BYTES = 262_144;
const MAX_RULES = 1_000;
/** A pattern with more of them takes longer than it is worth. */
const MAX_STARS = 12;
/** Stars beyond the fourth of a rule, of all rules together: each name is tried against all of them. */
const MAX_MORE_STARS = 200;

export interface IgnoreText {
  /** Relative to the project; absent when there is none. */
  readonly path?: string;
  readonly text: string;
  readonly rules: IgnoreRules;
  readonly problem?: string;
}

const known = new WeakMap<ProjectBuild, Promise<IgnoreText>>();

/**
 * The file that says what stays out of a build: `<Dockerfile>.dockerignore` beside the Dockerfile wins over `.dockerignore`. Of one
 * build it is read once.
 */
export function readIgnoreText(build: ProjectBuild, cwd: string): Promise<IgnoreText> {
  const text = known.get(build) ?? read(build, cwd);
  known.set(build, text);
  return text;
}

async function read({ directory, dockerfilePath }: ProjectBuild, cwd: string): Promise<IgnoreText> {
  for (const file of [`${dockerfilePath}.dockerignore`, `${directory}/.dockerignore`]) {
    const found = await readBounded(file, MAX_BYTES);
    if (found === undefined) continue;
    const path = relative(cwd, file).replaceAll('\\', '/');
    const lines = found.text.split(/\r?\n/u);
    let left = MAX_MORE_STARS;
    const kept = lines.slice(0, MAX_RULES).map((line) => {
      const stars = line.split('*').length - 1;
      left -= Math.max(0, stars - 4);
      return stars >= MAX_STARS || left < 0 || line.length > 1_000 ? '' : line;
    });
    const whole = !found.cut && lines.length <= MAX_RULES && kept.every((line, index) => line === lines[index]);
    const text = kept.join('\n');
    const tooMuch = whole ? {} : { problem: 'It is too large to be read as a whole.' };
    try {
      return { path, text, rules: parseIgnoreRules(text, path), ...tooMuch };
    } catch (error) {
      if (!(error instanceof McpDockError)) throw error;
      const { reason } = (error as McpDockError<'CONFIG_INVALID'>).details;
      return { path, text, rules: parseIgnoreRules('', path), problem: reason };
    }
  }
  return { text: '', rules: parseIgnoreRules('', '.dockerignore') };
}
