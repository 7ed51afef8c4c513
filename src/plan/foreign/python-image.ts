import type { ForeignChoices } from './foreign-choices.js';

const DEBIAN = 'trixie';
/** What locks and installs Python packages in builds. */
export const UV_PACKAGE = 'uv==0.13.8';
const POETRY = 'poetry==2.5.1';

/** A module of the environment in the image; `templates/foreign/pid1-python.hbs` says what it is for. */
export const PYTHON_PID1 = 'mcp-dock.pid1.py';

interface Manager {
  readonly tools: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly cachePath: string;
  readonly dependencies: string;
  readonly project: string;
}

const UV_CACHE = '/root/.cache/uv';
const UV_ENVIRONMENT = {
  UV_LINK_MODE: 'copy',
  UV_PYTHON_DOWNLOADS: 'never',
  UV_CACHE_DIR: UV_CACHE,
  UV_PROJECT_ENVIRONMENT: '/app/.venv',
};
/** An index that pip is told of is uv's as well. */
const UV_INDEX = 'if [ -n "${PIP_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="$PIP_INDEX_URL"; fi';

function managerOf({ packageManager, project }: ForeignChoices): Manager {
  // Versions and bounds move on without the lock, which is no reason not to build what it locks.
  const lock = project.lockCovers === true ? '--frozen' : '--locked';
  if (packageManager === 'uv')
    return {
      tools: UV_PACKAGE,
      environment: UV_ENVIRONMENT,
      cachePath: UV_CACHE,
      dependencies: `${UV_INDEX}; uv sync ${lock} --no-dev --no-install-project --no-editable`,
      project: `${UV_INDEX}; uv sync ${lock} --no-dev --no-editable`,
    };
  if (packageManager === 'poetry')
    return {
      tools: POETRY,
      environment: {
        POETRY_VIRTUALENVS_CREATE: 'false',
        POETRY_NO_INTERACTION: '1',
        POETRY_CACHE_DIR: '/root/.cache/pypoetry',
      },
      cachePath: '/root/.cache/pypoetry',
      dependencies: 'poetry install --only main --no-root',
      project: '/opt/tools/bin/pip --python /app/.venv/bin/python install --no-deps --disable-pip-version-check .',
    };
  const hashes = project.hashed ? ' --require-hashes' : '';
  const hasRequirements = project.manifests.includes('requirements.txt');
  return {
    tools: UV_PACKAGE,
    environment: UV_ENVIRONMENT,
    cachePath: UV_CACHE,
    dependencies: hasRequirements
      ? `${UV_INDEX}; uv pip install${hashes} --requirements requirements.txt`
      : // Without a lock file the dependencies are whatever pyproject.toml asks for today.
        `${UV_INDEX}; uv pip install --requirements pyproject.toml`,
    project: `${UV_INDEX}; uv pip install --no-deps .`,
  };
}

/** What the Dockerfile of a Python server is made of, beside what every server has. */
export function pythonImage(choices: ForeignChoices) {
  const { runtimeVersion, packageManager, project, command } = choices;
  const manager = managerOf(choices);
  const [program = 'python', ...rest] = command;
  const isFile = program === 'python' && rest[0] !== undefined && !rest[0].startsWith('-');
  return {
    buildImage: `python:${runtimeVersion}-slim-${DEBIAN}`,
    version: runtimeVersion,
    tools: manager.tools,
    toolEnvironment: Object.entries(manager.environment).map(([key, value]) => ({ key, value })),
    manager: packageManager,
    cachePath: manager.cachePath,
    installDependencies: manager.dependencies,
    installProject: project.packaged ? manager.project : '',
    ownSources: !project.packaged && choices.wraps === undefined,
    pid1: PYTHON_PID1,
    entrypoint: isFile
      ? ['python', rest[0]?.startsWith('/') === true ? rest[0] : `/app/${rest[0]}`, ...rest.slice(1)]
      : [...command],
    budgets: { imageSizeWarning: '250MB', imageSize: '350MB' },
  };
}
