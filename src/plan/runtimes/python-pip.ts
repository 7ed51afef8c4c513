import { python } from './python.js';
import type { Runtime } from './runtime.js';

const { makeToken, madeAgain, ...common } = python;

/** For every platform and every Python that is offered, with a hash for each file that pip may fetch. */
const compile = (more: string, output: string) =>
  `uv pip compile --universal --python-version 3.12 --generate-hashes --quiet ${more}--output-file ${output} pyproject.toml`;

/** The same, installed by pip from files with hashes; there is no uv in the build. */
export const pythonPipRuntime = {
  ...common,
  id: 'python-pip',
  title: 'Python with pip',
  managers: [
    {
      id: 'pip',
      lockFile: 'requirements-dev.txt',
      files: ['requirements.txt', 'requirements-dev.txt'],
      project: {
        manifest: 'pyproject.toml',
        lock: `${compile('', 'requirements.txt')} && ${compile('--group dev ', 'requirements-dev.txt')}`,
        tools: 'Only making the lock takes uv, which `pip install uv` brings: pip cannot write hashes.',
        install:
          'python3 -m venv .venv && .venv/bin/python -m pip install --require-hashes --requirement requirements-dev.txt',
        develop: '.venv/bin/python dev.py http',
        test: '.venv/bin/python -m pytest',
        lint: '.venv/bin/ruff check && .venv/bin/mypy',
        makeToken,
        madeAgain,
      },
      image: {},
      usedIn: /\bpip install --require-hashes\b/u,
    },
  ],
} as const satisfies Runtime;
