import type { RuntimeChoice, RuntimeDefaults } from './runtime.js';

/** All stages must be of one image: the virtual environment that is copied leads to the interpreter of its own. */
const DEBIAN = 'trixie';
const SOURCES = '/app/src';
// Without site and the user's settings: Docker starts this again and again.
const healthcheckOf = (sources: string) => ['python', '-I', '-S', `${SOURCES}/${sources}/healthcheck.py`];

/** What all Python servers have in common, whoever installs their dependencies. */
export const python = {
  versionTitle: 'Python',
  versionFlag: '--python',
  versions: [
    { version: '3.12', status: 'security fixes until October 2028', untested: true },
    { version: '3.13', status: 'maintained until October 2029' },
    { version: '3.14', status: 'maintained until October 2030' },
  ],
  defaultVersion: '3.13',
  versionIn: /^FROM \S*\bpython:(\d+\.\d+)-slim-trixie\b/mu,
  bases: [
    { id: 'slim', title: 'Debian without what servers do not need', usedIn: /-slim-trixie(?:@\S+)? AS runtime$/mu },
  ],
  serverFiles: ['src/', 'tests/', 'dev.py', 'pyproject.toml'],
  makeToken: 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"',
  madeAgain: ['.venv/', '__pycache__/', '.mypy_cache/', '.pytest_cache/', '.ruff_cache/', '*.egg-info/'],
  defaults: (version: string, { pythonPackage = 'todo_server' }: RuntimeChoice = {}): RuntimeDefaults => ({
    buildImage: `python:${version}-slim-${DEBIAN}`,
    runtimeImage: `python:${version}-slim-${DEBIAN}`,
    entrypoint: ['python', '-m', pythonPackage],
    developmentEntrypoint: ['python', '/app/dev.py'],
    healthcheck: healthcheckOf(pythonPackage),
    developmentHealthcheck: healthcheckOf(pythonPackage),
    // Loading the SDK takes a second of a whole processor, and compose.yaml gives it half of one.
    budgets: { imageSizeWarning: '200MB', imageSize: '250MB', readyWarning: '10s' },
  }),
} as const;
