import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../support/run.js';
import { inStackFolder, renderStack } from '../support/stacks.js';

/** In place of docker and Compose: one container for each running service, and the settings that Compose would show. */
const DOCKER = `#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
  'compose config'*) printf 'name: todo\\nservices:\\n  backend:\\n    environment:\\n      DATABASE_URL: %s\\n' "$DATABASE" ;;
  'ps --quiet'*service=*oneoff=False)
    for service in $RUNNING; do case "$*" in *"service=$service --filter"*) echo "id-$service" ;; esac; done ;;
esac
`;

async function script(
  parts: readonly string[],
  [name, ...args]: readonly string[],
  { running = [], database = '""' }: { readonly running?: readonly string[]; readonly database?: string } = {},
) {
  return inStackFolder(await renderStack(parts), async (folder) => {
    const calls = join(folder, 'calls');
    await writeFile(calls, '');
    await writeFile(join(folder, 'docker'), DOCKER, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, CALLS: calls, RUNNING: running.join(' '), DATABASE: database };
    const ended = await run('sh', [`scripts/${name ?? ''}`, ...args], { cwd: folder, env });
    const called = (await readFile(calls, 'utf8')).split('\n').filter((line) => line.startsWith('compose up'));
    return { ...ended, started: called.map((line) => line.split(' ').at(-1)) };
  });
}

describe('token.sh rotate', () => {
  it.each([
    { parts: ['backend'], running: ['backend', 'mcp-server'], started: ['backend', 'mcp-server'] },
    { parts: ['fullstack'], running: ['backend', 'mcp-server'], started: ['backend', 'mcp-server'] },
    { parts: ['fullstack'], running: ['frontend', 'mcp-server', 'backend'], started: ['backend', 'mcp-server', 'frontend'] },
    { parts: ['postgres', 'secrets'], running: ['backend'], started: ['backend'] },
    { parts: ['backend'], running: [], started: [] },
  ])('starts $started again where $running run', async ({ parts, running, started }) => {
    const ended = await script(parts, ['token.sh', 'rotate'], { running });
    expect(ended.output).toMatch(/^Changed: /u);
    expect(ended).toMatchObject({ code: 0, started });
  });
});

describe('backup.sh', () => {
  const elsewhere = 'DATABASE_URL in .env names another database';
  it.each([
    { parts: ['postgres'], database: 'postgresql://todo@postgres:5432/todo', refused: false },
    { parts: ['postgres'], database: '""', refused: false },
    { parts: ['postgres'], database: '"postgresql://me:hidden@db.example.com/todo?sslmode=require"', refused: true },
    { parts: ['postgres'], database: 'postgresql://me:hidden@postgres.example.com/todo', refused: true },
    { parts: ['backend'], database: 'sqlite:////app/data/todo.db', refused: false },
    { parts: ['backend'], database: 'postgresql://me:hidden@db.example.com/todo', refused: true },
  ])('saves $database with $parts only where that is here', async ({ parts, database, refused }) => {
    const { code, output } = await script(parts, ['backup.sh'], { database });
    expect(output.includes(elsewhere)).toBe(refused);
    expect(output).not.toContain('hidden');
    // No database answers here, so it cannot succeed either way.
    expect(code).not.toBe(0);
  });
});
