import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-files.js';
import { mustRun, run, type RunResult } from './run.js';

interface ContractRun {
  /** Image with the Python todo server; the tests are laid over it. */
  readonly image: string;
  /** Tag of the image that runs them; the caller removes it. */
  readonly reference: string;
  /** KEY=VALUE of what is made. */
  readonly label: string;
  /** Folder in the image in which the package `todo_server` is. */
  readonly sources: string;
}

/** Runs the contract of the reference server, which is written in TypeScript, against a todo server in Python. */
export async function runContract({ image, reference, label, sources }: ContractRun): Promise<RunResult> {
  const context = await mkdtemp(join(tmpdir(), 'mcp-dock-contract-e2e-'));
  try {
    const tests = join(packageRoot, 'examples/todo-typescript');
    await cp(join(tests, 'test'), join(context, 'test'), { recursive: true });
    await cp(join(tests, 'package.json'), join(context, 'package.json'));
    await cp(join(packageRoot, 'node_modules/jose'), join(context, 'node_modules/jose'), { recursive: true });
    const lines = [
      'FROM node:24-bookworm-slim AS node',
      `FROM ${image}`,
      'COPY --from=node /usr/local/bin/node /usr/local/bin/node',
      'COPY . /contract/',
      'WORKDIR /contract',
      // Settings of the image are those of its own modes; these tests bring all that they need.
      `ENV TODO_SERVER="env PYTHONPATH=${sources} python -m todo_server" TODO_HEALTHCHECK="python -I -S ${sources}/todo_server/healthcheck.py"`,
      'ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "--test", "--test-reporter=spec", "--test-concurrency=4"]',
      'CMD ["test/contract/*.test.ts"]',
    ];
    await writeFile(join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
    await mustRun('docker', ['build', '--quiet', '--label', label, '--tag', reference, context]);
    return await run('docker', ['run', '--rm', '--init', '--label', label, reference]);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}
