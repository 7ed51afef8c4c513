import { describe, expect, it } from 'vitest';
import { runLocally, type LocalRun } from '../../../src/plan/run-locally.js';

const run = (changes: Partial<LocalRun> = {}): LocalRun => ({
  runtime: 'node',
  command: ['node', 'dist/index.js'],
  ...changes,
});
const python = { runtime: 'python', command: ['python', 'server.py'] } as const;
const VENV = ['python3 -m venv .venv', '. .venv/bin/activate'];

describe('runLocally', () => {
  it.each<[string, Partial<LocalRun>, readonly string[]]>([
    ['npm without a lock file', {}, ['npm install', 'node dist/index.js']],
    [
      'npm with a build',
      { lockFile: 'package-lock.json', build: 'npm run build' },
      ['npm ci', 'npm run build', 'node dist/index.js'],
    ],
    [
      'pnpm',
      { packageManager: 'pnpm', lockFile: 'pnpm-lock.yaml', build: 'npm run build' },
      ['pnpm install', 'pnpm run build', 'node dist/index.js'],
    ],
    [
      'a package of npm',
      { wraps: 'npm:@acme/weather@1.2.0', args: ['--city', 'Bad Ems'] },
      ['npx --yes @acme/weather@1.2.0 --city "Bad Ems"'],
    ],
    ['a package of PyPI', { runtime: 'python', wraps: 'pypi:weather==1.0' }, ['uvx weather==1.0']],
    ['uv', { runtime: 'python', packageManager: 'uv', command: ['weather', 'stdio'] }, ['uv run weather stdio']],
    ['poetry', { ...python, packageManager: 'poetry' }, ['poetry install', 'poetry run python server.py']],
    ['pipenv', { ...python, packageManager: 'pipenv' }, ['pipenv sync', 'pipenv run python server.py']],
    [
      'requirements.txt',
      { ...python, packageManager: 'pip', lockFile: 'requirements.txt' },
      [...VENV, 'pip install -r requirements.txt', 'python server.py'],
    ],
    [
      'requirements.txt on Windows',
      { ...python, packageManager: 'pip', lockFile: 'requirements.txt', windows: true },
      [
        'py -m venv .venv',
        String.raw`.venv\Scripts\Activate.ps1`,
        'pip install -r requirements.txt',
        'python server.py',
      ],
    ],
    [
      'requirements.txt beside a package',
      { ...python, packageManager: 'pip', lockFile: 'requirements.txt', packaged: true, command: ['weather'] },
      [...VENV, 'pip install -r requirements.txt', 'pip install --no-deps .', 'weather'],
    ],
    [
      'a package without a lock file',
      { ...python, packageManager: 'pip', packaged: true, command: ['weather'] },
      [...VENV, 'pip install .', 'weather'],
    ],
    ['a pyproject.toml that is no package', { ...python, packageManager: 'pip' }, ['uv run python server.py']],
    ['a server whose start is not known', { command: [] }, ['npm install', '<what starts the server>']],
  ])('with %s', (_, changes, lines) => {
    expect(runLocally(run(changes))).toEqual(lines);
  });
});
