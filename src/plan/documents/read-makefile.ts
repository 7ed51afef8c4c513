import type { MakefileFact } from '../../model/facts/documents.js';
import { shellCommands } from '../../model/shell-commands.js';

export interface ReadMakefile extends Omit<MakefileFact, 'path' | 'unknown'> {
  /** Names that are used; which of them are files, only a folder says. */
  readonly used: MakefileFact['unknown'];
}

const MAX_TARGETS = 500;
const RULE = /^(?<targets>[^\s:#=][^:=#]*?)\s*(?<colons>::?)(?!=)(?<rest>[^\n]*)$/u;
const ASSIGNMENT = /^(?:export\s+|override\s+|unexport\s+)?[A-Za-z_.][\w.-]*\s*(?::{1,3}=|\?=|\+=|!=|=)/u;
const DIRECTIVE =
  /^\s*(?:ifeq|ifneq|ifdef|ifndef|else|endif|include|-include|sinclude|export|unexport|override|vpath|define|endef|undefine|private)\b/u;

interface Target {
  name: string;
  line: number;
  help?: string;
  phony: boolean;
}

/** The targets of a Makefile with what is said about them. No make is run, and no variable is filled in. */
export function readMakefile(text: string): ReadMakefile {
  const targets = new Map<string, Target>();
  const phony = new Map<string, number>();
  const problems: MakefileFact['problems'] = [];
  const used: MakefileFact['unknown'] = [];
  const recipes: { target: string; text: string; line: number }[] = [];
  let open = false;
  let current: string | undefined;
  let comment: string | undefined;
  let defining = false;
  const ownPrefix = /^\.RECIPEPREFIX/mu.test(text);
  for (const { text: line, line: number } of logicalLines(text)) {
    if (defining || /^\s*(?:override\s+)?define\b/u.test(line)) {
      defining = !/^\s*endef\b/u.test(line);
      continue;
    }
    if (line.startsWith('\t')) {
      if (current !== undefined) recipes.push({ target: current, text: line.slice(1), line: number });
      continue;
    }
    if (line.trim() === '') {
      comment = undefined;
      continue;
    }
    if (line.trimStart().startsWith('#')) {
      const said = /^\s*#{1,2}\s?(?<text>[^#@\s=-].*)$/u.exec(line)?.groups?.['text'];
      comment = said ?? comment;
      continue;
    }
    if (DIRECTIVE.test(line)) {
      if (/^\s*[-s]?include\b/u.test(line)) open = true;
      continue;
    }
    if (/^[ ]+\S/u.test(line) && current !== undefined && !ownPrefix && !ASSIGNMENT.test(line.trim())) {
      problems.push({ line: number, message: `A line below "${current}" begins with spaces, where make wants a tab.` });
      continue;
    }
    if (ASSIGNMENT.test(line)) {
      current = undefined;
      comment = undefined;
      continue;
    }
    const rule = RULE.exec(line)?.groups;
    if (rule === undefined) continue;
    const names = (rule['targets'] ?? '').trim().split(/\s+/u);
    const { body, help = comment, recipe } = restOf(rule['rest'] ?? '');
    comment = undefined;
    // A variable for one target is no rule.
    if (ASSIGNMENT.test(body.trim())) continue;
    const prerequisites = body
      .replaceAll('|', ' ')
      .trim()
      .split(/\s+/u)
      .filter((word) => word !== '');
    if (names.includes('.PHONY')) {
      for (const name of prerequisites) phony.set(name, number);
      continue;
    }
    if (names.every((name) => /^\.[A-Z_]+$/u.test(name))) continue;
    current = names[0];
    for (const name of names) {
      if (/[%$]/u.test(name)) open = true;
      else if (targets.size < MAX_TARGETS) {
        const known = targets.get(name);
        const said = known?.help ?? help;
        targets.set(name, {
          name,
          line: known?.line ?? number,
          phony: false,
          ...(said !== undefined && { help: said.trim() }),
        });
      }
    }
    if (recipe !== undefined && current !== undefined) recipes.push({ target: current, text: recipe, line: number });
    used.push(
      ...prerequisites
        .filter((name) => !/[%$]/u.test(name))
        .map((name) => ({ name, line: number, as: 'prerequisite' as const })),
    );
  }
  for (const [name, line] of phony) {
    const target = targets.get(name);
    if (target !== undefined) target.phony = true;
    else if (!/[%$]/u.test(name)) used.push({ name, line, as: 'phony' });
  }
  for (const recipe of recipes) used.push(...usedBy(recipe));
  const shown = recipes
    .filter(({ target }) => target === 'help')
    .map((recipe) => recipe.text)
    .join('\n');
  return {
    targets: [...targets.values()].map((target) => ({
      ...target,
      ...(target.help === undefined && mentions(shown, target.name) && { help: target.name }),
    })),
    open,
    problems,
    used: used.filter(({ name }) => !targets.has(name)),
  };
}

function restOf(rest: string): { body: string; help?: string; recipe?: string } {
  const [, before = '', help] = /^([^#]*)(?:#+\s*(.*))?$/u.exec(rest) ?? [];
  const semicolon = before.indexOf(';');
  return {
    body: semicolon < 0 ? before : before.slice(0, semicolon),
    ...(help !== undefined && help !== '' && { help }),
    ...(semicolon >= 0 && { recipe: before.slice(semicolon + 1) }),
  };
}

/** Lines, those that end in a backslash together with the next. */
function logicalLines(text: string): { text: string; line: number }[] {
  const found: { text: string; line: number }[] = [];
  let open = '';
  let first = 0;
  for (const [index, raw] of text
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n/u)
    .entries()) {
    if (open === '') first = index + 1;
    const whole = open === '' ? raw : `${open} ${raw.trimStart()}`;
    open = raw.endsWith('\\') ? whole.slice(0, -1) : '';
    if (!raw.endsWith('\\')) found.push({ text: whole, line: first });
  }
  return found;
}

const INTERPRETER = /^(?:(?:ba|da|z)?sh|python3?|node)$/u;

/** Targets and scripts of the project that a line of a recipe starts. */
function usedBy({ text, line }: { text: string; line: number }): MakefileFact['unknown'] {
  const shell = text
    .replace(/^[@+-]+/u, '')
    .replaceAll(/\$[({]MAKE[)}]/gu, 'make')
    .replaceAll('$$', '$');
  const commands = shellCommands(shell);
  // Elsewhere other files and other Makefiles are meant.
  if (commands.some(({ words }) => words[0] === 'cd' || words[0] === 'pushd')) return [];
  return commands.flatMap(({ words }): MakefileFact['unknown'] => {
    const [program = '', ...rest] = words;
    if (program === 'make' && !rest.some((word) => /^-[Cf]|^--(?:directory|file|makefile)/u.test(word)))
      return rest.filter((word) => /^[a-z][\w.-]*$/iu.test(word)).map((name) => ({ name, line, as: 'call' }));
    const path = INTERPRETER.test(program) ? rest.find((word) => !word.startsWith('-')) : program;
    if (path === undefined || !/^(?:\.\/)?(?:[\w.-]+\/)*[\w.-]+\.(?:sh|bash|py|mjs|cjs)$/u.test(path)) return [];
    // A program by its name alone is one of the PATH.
    return path === program && !path.includes('/') ? [] : [{ name: path.replace(/^\.\//u, ''), line, as: 'script' }];
  });
}

const mentions = (text: string, name: string): boolean =>
  new RegExp(
    String.raw`(?:^|[^\w-])${name.replaceAll(/[.*+?^$()[\]{}|\\]/gu, String.raw`\$&`)}(?:[^\w-]|$)`,
    'mu',
  ).test(text);
