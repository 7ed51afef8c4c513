import check from '../../../../src/checks/dockerfile/lockfile-install.js';
import { dockerfile, manifestFacts } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const hash = `--hash=sha256:${'a'.repeat(64)}`;
const LOOSE = manifestFacts({ 'requirements.txt': 'mcp>=1\n' });
const PINNED = manifestFacts({ 'requirements.txt': 'mcp==1.30.0\nhttpx==0.28.1\n' });
const HASHED = manifestFacts({ 'requirements.txt': `mcp==1.30.0 \\\n    ${hash}\n` });
const NONE = manifestFacts({});
const run = (command: string, manifests = NONE, before = '') => ({
  ...dockerfile(`FROM a:1\n${before}RUN ${command}\n`),
  ...manifests,
});
const passes = (command: string, manifests = NONE, before = '') => ({
  name: command,
  facts: run(command, manifests, before),
});
const fails = (command: string, message: string, manifests = NONE) => ({
  name: command,
  facts: run(command, manifests),
  messages: [message],
});

testCheck(check, {
  pass: [
    passes('npm ci --omit=dev'),
    passes('npm --prefix server ci && npm install --global pnpm@10.20.0'),
    passes('pnpm install --frozen-lockfile'),
    passes('pnpm fetch && pnpm install --offline'),
    passes('pnpm install', NONE, 'ENV CI=true\n'),
    passes('yarn install --immutable'),
    passes('yarn --frozen-lockfile && yarn workspaces focus --production'),
    passes('bun install --frozen-lockfile'),
    passes('uv sync --locked --no-dev'),
    passes('uv sync', NONE, 'ENV UV_FROZEN=1\n'),
    passes('UV_LOCKED=1 uv sync'),
    passes('pip install --require-hashes -r requirements.txt', LOOSE),
    passes('pip install -r requirements.txt', HASHED),
    passes('uv pip sync requirements.txt', HASHED),
    passes('pip install -r requirements.txt -c constraints.txt', LOOSE),
    passes('pip install -r /tmp/exported.txt'),
    passes('poetry install --only main'),
    passes('pipenv sync'),
    passes('pipenv install --deploy --system'),
    passes('pdm sync'),
    passes('pip install --upgrade pip && pip install uv==0.9.2 && uv sync --frozen'),
    passes('uv sync --frozen --no-install-project && pip install .'),
    {
      name: 'an install that is left behind',
      facts: { ...dockerfile('FROM a:1 AS test\nRUN npm install\nFROM a:1\nRUN npm ci\n'), ...NONE },
    },
  ],
  fail: [
    fails('npm install', '"npm install" may take other versions than those of the lock file.'),
    fails('cd app && npm i --production', '"npm i --production" may take other versions than those of the lock file.'),
    fails(
      'npm install express',
      '"npm install express" adds express as it is published now, beside what the lock file says.',
    ),
    fails('pnpm install', '"pnpm install" may take other versions than those of the lock file.'),
    fails(
      'pnpm install --no-frozen-lockfile',
      '"pnpm install --no-frozen-lockfile" may take other versions than those of the lock file.',
    ),
    fails('yarn', '"yarn" may take other versions than those of the lock file.'),
    fails('bun install', '"bun install" may take other versions than those of the lock file.'),
    fails('uv sync --no-dev', '"uv sync --no-dev" may take other versions than those of the lock file.'),
    fails('uv add mcp', '"uv add mcp" adds mcp as it is published now, beside what the lock file says.'),
    fails('pipenv install', '"pipenv install" may take other versions than those of the lock file.'),
    fails(
      'pip install -r requirements.txt',
      '"pip install -r requirements.txt" installs from requirements.txt, which does not name one version of each package.',
      LOOSE,
    ),
    fails(
      'pip install --no-cache-dir mcp fastapi',
      '"pip install --no-cache-dir mcp fastapi" installs mcp, fastapi as published now, by no lock.',
    ),
    fails('pip install .', '"pip install ." installs the project with what its manifest allows today, by no lock.'),
    fails(
      'uv pip install -r pyproject.toml',
      '"uv pip install -r pyproject.toml" installs what pyproject.toml allows today, by no lock.',
      manifestFacts({ 'pyproject.toml': '[project]\nname = "x"\ndependencies = ["mcp"]\n' }),
    ),
    {
      ...fails(
        'pip3 install -r requirements.txt',
        '"pip3 install -r requirements.txt" installs from requirements.txt, which has versions and no hashes.',
        PINNED,
      ),
      severities: ['warning'],
    },
    {
      ...fails(
        'python -m pip install "mcp==1.30.0"',
        '"python -m pip install mcp==1.30.0" names versions, and nothing names those of what they depend on.',
      ),
      severities: ['warning'],
    },
  ],
  notApplicable: [{ name: 'nothing that is installed', facts: { ...dockerfile('FROM a:1\nRUN true\n'), ...NONE } }],
});
