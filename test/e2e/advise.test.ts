import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../support/verify-engine.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-advice-e2e-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function put(files: Readonly<Record<string, string>>) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
}

/** As a program asks for it. */
async function stepsOf(...argv: string[]): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await runCommand(['init', '--advise', '--json', ...argv], { cwd });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return (JSON.parse(stdout) as { advice: { runLocally: readonly string[] } }).advice.runLocally;
}

/** The steps as a person types them, all in one shell; the server is asked over stdio and its answer read. */
function follow(steps: readonly string[]) {
  const request = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
  const last = steps.at(-1) ?? '';
  const script = [...steps.slice(0, -1).map((step) => `${step} >&2`), `printf '%s\\n' '${request}' | ${last}`];
  const env = { ...process.env, npm_config_offline: 'true', PIP_NO_INDEX: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  return spawnSync('sh', ['-ec', script.join('\n')], { cwd, env, encoding: 'utf8' });
}

describe('the local steps', () => {
  const answer = '{"jsonrpc":"2.0","id":1,"result":{}}';

  it('start a Node.js server with a build', async () => {
    await put({
      'package.json': JSON.stringify({
        name: 'pong',
        version: '1.0.0',
        type: 'module',
        main: 'dist/index.js',
        scripts: { build: "node -e \"fs.cpSync('src', 'dist', { recursive: true })\" # tsc" },
      }),
      'package-lock.json': JSON.stringify({
        name: 'pong',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: { '': { name: 'pong', version: '1.0.0' } },
      }),
      'src/index.js': `// new StdioServerTransport()\nprocess.stdin.once('data', () => console.log('${answer}'));\n`,
    });
    const steps = await stepsOf('--transport', 'stdio');
    expect(steps).toEqual(['npm ci', 'npm run build', 'node dist/index.js']);
    const { stdout, stderr, status } = follow(steps);
    expect({ stdout, status }, stderr).toEqual({ stdout: `${answer}\n`, status: 0 });
  });

  it('start a Python server with requirements.txt', async () => {
    await put({
      'requirements.txt': '# Nothing from the index.\n',
      'server.py': `import sys\n\nif __name__ == "__main__":\n    # mcp\n    sys.stdin.readline()\n    print('${answer}')\n`,
    });
    const steps = await stepsOf('--transport', 'stdio');
    expect(steps).toHaveLength(4);
    const { stdout, stderr, status } = follow(steps);
    expect({ stdout, status }, stderr).toEqual({ stdout: `${answer}\n`, status: 0 });
  }, 120_000);
});
