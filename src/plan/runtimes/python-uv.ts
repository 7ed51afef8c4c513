import type { Runtime } from './runtime.js';

/** All stages must be of one image: the virtual environment that is copied leads to the interpreter of its own. */
const DEBIAN = 'trixie';
const SOURCES = '/app/src';
// Without site and the user's settings: Docker starts this again and again.
const healthcheckOf = (sources: string) => ['python', '-I', '-S', `${SOURCES}/${sources}/healthcheck.py`];

/** Python with the MCP SDK, installed by uv; the image gets the virtual environment and the sources, and no uv. */
export const pythonUvRuntime = {
  id: 'python-uv',
  title: 'Python with uv',
  versionTitle: 'Python',
  versionFlag: '--python',
  versions: [
    { version: '3.12', status: 'security fixes until October 2028; not tested with this version of mcp-dock' },
    { version: '3.13', status: 'maintained until October 2029' },
    { version: '3.14', status: 'maintained until October 2030; not tested with this version of mcp-dock' },
  ],
  defaultVersion: '3.13',
  versionIn: /^FROM \S*\bpython:(\d+\.\d+)-slim-trixie\b/mu,
  packageManager: 'uv',
  lockFile: 'uv.lock',
  serverFiles: ['src/', 'tests/', 'dev.py', 'pyproject.toml', 'uv.lock'],
  project: {
    manifest: 'pyproject.toml',
    lock: 'uv lock',
    install: 'uv sync',
    develop: 'uv run dev.py http',
    test: 'uv run pytest',
    lint: 'uv run ruff check && uv run mypy',
    makeToken: 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"',
    madeAgain: ['.venv/', '__pycache__/', '.mypy_cache/', '.pytest_cache/', '.ruff_cache/', '*.egg-info/'],
  },
  defaults: (version: string, pythonPackage = 'todo_server') => ({
    buildImage: `python:${version}-slim-${DEBIAN}`,
    runtimeImage: `python:${version}-slim-${DEBIAN}`,
    packageManagerVersion: '0.13.9',
    entrypoint: ['python', '-m', pythonPackage],
    developmentEntrypoint: ['python', '/app/dev.py'],
    healthcheck: healthcheckOf(pythonPackage),
    liveness: [...healthcheckOf(pythonPackage), 'live'],
    developmentHealthcheck: healthcheckOf(pythonPackage),
    // Loading the SDK takes a second of a whole processor, and compose.yaml gives it half of one.
    budgets: { imageSizeWarning: '200MB', imageSize: '250MB', readyWarning: '10s' },
  }),
} as const satisfies Runtime;
