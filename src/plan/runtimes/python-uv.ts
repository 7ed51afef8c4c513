import { python } from './python.js';
import type { Runtime } from './runtime.js';

const UV = '0.13.9';
const { makeToken, madeAgain, ...common } = python;

/** Python with the MCP SDK, installed by uv; the image gets the virtual environment and the sources, and no uv. */
export const pythonUvRuntime = {
  ...common,
  id: 'python-uv',
  title: 'Python with uv',
  managers: [
    {
      id: 'uv',
      version: UV,
      lockFile: 'uv.lock',
      files: ['uv.lock'],
      project: {
        manifest: 'pyproject.toml',
        lock: 'uv lock',
        install: 'uv sync',
        develop: 'uv run dev.py http',
        test: 'uv run pytest',
        lint: 'uv run ruff check && uv run mypy',
        makeToken,
        madeAgain,
      },
      image: { packageManagerVersion: UV },
      usedIn: /\buv sync\b/u,
    },
  ],
} as const satisfies Runtime;
