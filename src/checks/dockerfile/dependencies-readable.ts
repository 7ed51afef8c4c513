import {
  copyWords,
  environmentNames,
  imageInstructions,
  imageSettings,
  runCommands,
} from '../../model/dockerfile-stages.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { baseName, unwrapped } from '../../model/shell-commands.js';
import { defineCheck } from '../define-check.js';
import { isRoot } from './non-root-user.js';
import { NO_STAGE, placeIn, shortened, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/dependencies-readable',
  title: 'What the server needs lies where its user can read it',
  why: 'The home folder of root is closed to everybody else: packages in it are not found by the user whom USER names, and the server ends with an import error.',
  remedy:
    'Install into a folder of its own, such as a virtual environment at /opt/venv or /app, and put that on the PATH.',
  severity: 'error',
  references: [{ title: 'pip: user installs', url: 'https://pip.pypa.io/en/stable/user_guide/#user-installs' }],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    if (files.length === 0) return NO_STAGE;
    const others = files.filter((file) => {
      const { user } = imageSettings(file);
      const value = user?.resolved ?? user?.args ?? '';
      return value.includes('$') || !isRoot(value);
    });
    return others.length === 0
      ? { notApplicable: 'Every image here runs as root, who can read everything.' }
      : others.flatMap(findingsOf);
  },
});

function findingsOf(file: DockerfileFact): Finding[] {
  const all = imageInstructions(file);
  const opened = all.some(
    (instruction) =>
      instruction.keyword === 'RUN' &&
      runCommands(instruction).some(
        ({ words }) => baseName(words[0] ?? '') === 'chmod' && words.some((word) => /^\/root(?:\/|$)/u.test(word)),
      ),
  );
  if (opened) return [];
  const user = shortened(imageSettings(file).user?.args ?? '', 40);
  let current = 'root';
  return all.flatMap((instruction, index): Finding[] => {
    if (instruction.keyword === 'USER') current = instruction.resolved ?? instruction.args;
    const place = (line: number) => placeIn(file, line === instruction.line ? instruction : { line });
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
      const target = copyWords(instruction)?.target;
      if (target === undefined || !/^\/root(?:\/|$)/u.test(target) || isHarmless(target)) return [];
      return [
        {
          message: `${instruction.keyword} puts files into ${target}, which "${user}" cannot read.`,
          location: place(instruction.line),
        },
      ];
    }
    if (instruction.keyword !== 'RUN' || !isRoot(current)) return [];
    const environment = environmentNames(all.slice(0, index));
    return intoHome(instruction, environment).map(({ line, what, remedy }) => ({
      message: `${what} in the home folder of root, which "${user}" cannot read.`,
      location: place(line),
      ...(remedy !== undefined && { remedy }),
    }));
  });
}

/** Settings for the build, which the server does not read. */
const isHarmless = (target: string) =>
  /^\/root\/\.(?:npmrc|netrc|gitconfig|ssh(?:\/.*)?|config\/(?:pip|uv)\/.*|pip\/.*|bashrc|profile)$/u.test(target);

interface Placed {
  readonly line: number;
  readonly what: string;
  readonly remedy?: string;
}

function intoHome(instruction: DockerfileInstruction, fromBefore: ReadonlyMap<string, string>): Placed[] {
  const configured = runCommands(instruction).map(({ words }) => words.join(' '));
  return runCommands(instruction).flatMap(({ words, assignments, line }): Placed[] => {
    const environment = new Map([...fromBefore, ...assignments.map(({ name, value }) => [name, value] as const)]);
    const home = environment.get('HOME');
    if (home !== undefined && home !== '/root') return [];
    const own = unwrapped(words);
    const [program = '', ...rest] = own;
    const name = baseName(program);
    const plain = rest.filter((word) => !word.startsWith('-'));
    const has = (flag: string) => rest.some((word) => word === flag || word.startsWith(`${flag}=`));
    const isPip = /^pip[\d.]*$/u.test(name) || (/^python[\d.]*$/u.test(name) && rest[0] === '-m' && rest[1] === 'pip');
    if (isPip && plain.includes('install') && has('--user') && !environment.has('PYTHONUSERBASE'))
      return [
        {
          line,
          what: '"pip install --user" puts packages',
          remedy: 'Leave out `--user`, or install into a virtual environment.',
        },
      ];
    if (name === 'pipx' && plain[0] === 'install' && !environment.has('PIPX_HOME') && !has('--global'))
      return [
        {
          line,
          what: '"pipx install" puts the environment',
          remedy: 'Set PIPX_HOME and PIPX_BIN_DIR to folders that everybody can read.',
        },
      ];
    if (name === 'uv' && plain[0] === 'tool' && plain[1] === 'install' && !environment.has('UV_TOOL_DIR'))
      return [
        {
          line,
          what: '"uv tool install" puts the environment',
          remedy: 'Set UV_TOOL_DIR and UV_TOOL_BIN_DIR to folders that everybody can read.',
        },
      ];
    if (
      name === 'uv' &&
      plain[0] === 'python' &&
      plain[1] === 'install' &&
      !environment.has('UV_PYTHON_INSTALL_DIR') &&
      !has('--install-dir')
    )
      return [
        {
          line,
          what: '"uv python install" puts Python',
          remedy: 'Set UV_PYTHON_INSTALL_DIR to a folder that everybody can read.',
        },
      ];
    if (name === 'poetry' && /^(?:install|sync)$/u.test(plain[0] ?? '') && !poetryElsewhere(environment, configured))
      return [
        {
          line,
          what: '"poetry install" puts its virtual environment',
          remedy: 'Set POETRY_VIRTUALENVS_IN_PROJECT=true, or POETRY_VIRTUALENVS_CREATE=false.',
        },
      ];
    if (
      name === 'pipenv' &&
      /^(?:install|sync)$/u.test(plain[0] ?? '') &&
      !has('--system') &&
      !/^(?:1|true)$/iu.test(environment.get('PIPENV_VENV_IN_PROJECT') ?? '')
    )
      return [
        {
          line,
          what: `"pipenv ${plain[0] ?? ''}" puts its virtual environment`,
          remedy: 'Set PIPENV_VENV_IN_PROJECT=1, or add `--system`.',
        },
      ];
    if (isPlaywright(own) && !environment.has('PLAYWRIGHT_BROWSERS_PATH'))
      return [
        {
          line,
          what: '"playwright install" puts browsers',
          remedy: 'Set PLAYWRIGHT_BROWSERS_PATH to a folder that everybody can read.',
        },
      ];
    return [];
  });
}

const poetryElsewhere = (environment: ReadonlyMap<string, string>, configured: readonly string[]) =>
  /^(?:0|false)$/iu.test(environment.get('POETRY_VIRTUALENVS_CREATE') ?? '') ||
  /^(?:1|true)$/iu.test(environment.get('POETRY_VIRTUALENVS_IN_PROJECT') ?? '') ||
  environment.has('POETRY_VIRTUALENVS_PATH') ||
  environment.has('VIRTUAL_ENV') ||
  configured.some((text) =>
    /\bpoetry\s+config\s+(?:--\S+\s+)*virtualenvs\.(?:create\s+false|in-project\s+true|path\s)/u.test(text),
  );

const isPlaywright = (words: readonly string[]) => {
  const at = words.findIndex((word) => baseName(word) === 'playwright');
  return at >= 0 && at <= 2 && words[at + 1] === 'install';
};
