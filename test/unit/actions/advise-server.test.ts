import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adviseServer, type AdviseInput } from '../../../src/actions/advise-server.js';
import { init } from '../../../src/actions/init.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { adviceReplay } from '../../../src/cli/present-advice.js';
import type { Context } from '../../../src/ports/context.js';
import { createScriptedPrompter, type Answers } from '../../fakes/scripted-prompter.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-advice-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const context = (answers?: Answers) =>
  ({
    cwd,
    prompter: createScriptedPrompter(answers),
    progress: createSilentProgress(),
    signal: new AbortController().signal,
    toolVersion: '1.2.3',
    environment: {},
  }) as Partial<Context> as Context;

const run = (input: Partial<AdviseInput> = {}, answers?: Answers) =>
  adviseServer(
    {
      directory: undefined,
      from: undefined,
      bin: undefined,
      constraints: [],
      given: {},
      choices: {},
      situation: {},
      clients: [{ id: 'claude-desktop', title: 'Claude Desktop', programsOnly: true }],
      yes: false,
      ...input,
    },
    context(answers),
  );

async function put(files: Readonly<Record<string, string>>) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
}

const ONE_TOOL = {
  'requirements.txt': 'fastmcp==2.12.4\n',
  'server.py': `from fastmcp import FastMCP

mcp = FastMCP("Greeter")


@mcp.tool
def greet(name: str) -> str:
    return f"Hello, {name}."


if __name__ == "__main__":
    mcp.run()
`,
};

describe('a project that exists', () => {
  it('is looked at, and one simple server is advised to stay local', async () => {
    await put(ONE_TOOL);
    const before = await readdir(cwd);
    const { subject, advice, notes } = await run();
    expect({ subject, notes }).toEqual({ subject: 'existing', notes: [] });
    expect(advice).toMatchObject({
      verdict: 'local',
      runLocally: [
        'python3 -m venv .venv',
        '. .venv/bin/activate',
        'pip install -r requirements.txt',
        'python server.py',
      ],
    });
    expect(await readdir(cwd)).toEqual(before);
  });

  it('is asked about what no file can say, and the flags that say the same are named', async () => {
    await put(ONE_TOOL);
    const result = await run({}, [
      ['What is the server for', ['production']],
      ['Which client is it for', 'claude-desktop'],
    ]);
    expect(result.advice.verdict).toBe('container');
    expect(result.advice.warnings).toHaveLength(1);
    expect(adviceReplay(result, {}).join(' ')).toBe('init . --advise --for production --client claude-desktop --yes');
  });

  it('is asked nothing that a flag said', async () => {
    await put(ONE_TOOL);
    const client = { id: 'cursor', title: 'Cursor', programsOnly: false };
    const { advice } = await run({ situation: { purposes: ['development'], client } }, []);
    expect(advice.verdict).toBe('local-with-services');
  });

  it('gets advice although it is not known what starts it or what it speaks', async () => {
    await put({ 'package.json': '{"dependencies": {"express": "5.0.0"}}' });
    const { advice, notes } = await run();
    expect(advice.verdict).toBe('consider-container');
    expect(notes.join('\n')).toMatch(/--transport[^]*--command/u);
    expect(advice.runLocally).toEqual(['npm install', '<what starts the server>']);
    const told = await run({ given: { transport: 'http', command: ['node', 'x.js'], port: 3000 } });
    expect(told).toMatchObject({ notes: [], advice: { verdict: 'container' } });
  });

  it('gets advice for the first of two languages, and hears of the other', async () => {
    await put({ ...ONE_TOOL, 'package.json': '{"dependencies": {"@modelcontextprotocol/sdk": "1.0.0"}}' });
    const { notes, advice } = await run();
    expect(notes[0]).toContain('--runtime');
    expect(advice.runLocally[0]).toBe('npm install');
    expect((await run({ given: { runtime: 'python' } })).advice.runLocally[0]).toBe('python3 -m venv .venv');
  });
});

describe('a project that init makes', () => {
  it('is advised after its choices, before it is there', async () => {
    const { subject, advice } = await run({ choices: { with: ['postgres'] } });
    expect(subject).toBe('new');
    expect(advice).toMatchObject({ verdict: 'container', runLocally: ['npm ci', 'npm run dev'] });
    expect(advice.reasons.map(({ text }) => text).join('\n')).toContain('backend, postgres');
    expect(await readdir(cwd)).toEqual([]);
    expect((await run({ choices: { runtime: 'python-uv' }, situation: { purposes: ['local'] } })).advice).toMatchObject(
      {
        verdict: 'local',
        runLocally: ['uv sync', 'uv run dev.py http'],
      },
    );
  });

  it('is advised after what its template brings along', async () => {
    const { advice } = await run({ choices: { template: 'dual-mode' } });
    expect(advice.verdict).toBe('consider-container');
    expect(advice.runLocally).toEqual(['uv sync', 'uv run --env-file .env uvicorn app.main:app --reload']);
    const reasons = advice.reasons.map(({ text }) => text).join('\n');
    expect(reasons).toContain('backend, postgres');
    expect(reasons).not.toContain('It serves HTTP');
  });

  it('is advised after its files once it is there', async () => {
    const choices = { runtime: 'python-uv', name: 'todo', with: ['redis'] } as const;
    await init({ choices, yes: true, dryRun: false, force: false }, context());
    const { subject, advice } = await run();
    expect(subject).toBe('new');
    expect(advice.runLocally[0]).toBe('uv sync');
    expect(advice.reasons.map(({ text }) => text).join('\n')).toContain('redis');
  });
});

it.each([
  ['a folder that is a file', { directory: 'x' }],
  ['a name of a port that is none', { given: { port: 99 } }],
])('ends for %s', async (_, input) => {
  await put({ x: '' });
  await expect(run(input)).rejects.toMatchObject({ code: 'FLAG_INVALID' });
});
