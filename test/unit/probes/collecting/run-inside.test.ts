import { expect, it } from 'vitest';
import { McpDockError } from '../../../../src/errors/mcp-dock-error.js';
import type { ExecResult } from '../../../../src/ports/engine.js';
import { runInside } from '../../../../src/probes/collecting/run-inside.js';

const program = { sh: 'echo $1', node: 'n', python: 'p', args: ['x'] };
const missing: ExecResult = {
  exitCode: 127,
  stdout: 'OCI runtime exec failed: exec failed: "sh": executable file not found in $PATH: unknown',
  stderr: '',
};

function engine(answers: Readonly<Record<string, ExecResult | McpDockError>>) {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    exec: async (_: string, argv: readonly string[]) => {
      asked.push(argv);
      const answer = answers[argv[0] ?? ''] ?? missing;
      if (answer instanceof McpDockError) throw answer;
      return answer;
    },
  };
}
const ok: ExecResult = { exitCode: 0, stdout: 'x', stderr: '' };

it.each<{ name: string; answers: Readonly<Record<string, ExecResult>>; argv: string[] }>([
  { name: 'a shell', answers: { sh: ok }, argv: ['sh', '-c', 'echo $1', 'sh', 'x'] },
  { name: 'Node without a shell', answers: { node: ok }, argv: ['node', '-e', 'n', 'x'] },
  { name: 'Python alone', answers: { python3: ok }, argv: ['python3', '-c', 'p', 'x'] },
])('uses $name', async ({ answers, argv }) => {
  const fake = engine(answers);
  expect(await runInside(fake, 'c1', program)).toEqual(ok);
  expect(fake.asked.at(-1)).toEqual(argv);
});

it('keeps the exit code of the program itself', async () => {
  const failed = { exitCode: 127, stdout: '', stderr: 'x: not found' };
  expect(await runInside(engine({ sh: failed }), 'c1', program)).toEqual(failed);
});

it('knows nothing where nothing is, or the container has gone', async () => {
  expect(await runInside(engine({}), 'c1', program)).toBeUndefined();
  const gone = new McpDockError('CONTAINER_NOT_FOUND', { container: 'c1' });
  expect(await runInside(engine({ sh: gone, node: gone, python3: gone }), 'c1', program)).toBeUndefined();
});

it('does not hide that the engine is lost', async () => {
  const lost = new McpDockError('ENGINE_LOST', { during: 'x' });
  await expect(runInside(engine({ sh: lost }), 'c1', program)).rejects.toBe(lost);
});
