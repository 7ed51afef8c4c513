import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { init } from '../../../src/actions/init.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { commandLine } from '../../../src/cli/quoted.js';
import Init from '../../../src/commands/init.js';
import { packageRoot } from '../../../src/config/package-files.js';
import { commandWords } from '../../../src/plan/foreign/foreign-choices.js';
import { PART_IDS } from '../../../src/plan/parts/index.js';
import { runtimes } from '../../../src/plan/runtimes/index.js';
import { refusedParts, runtimesOf, templates, type TemplateId } from '../../../src/plan/templates/index.js';
import type { Context } from '../../../src/ports/context.js';
import { createScriptedPrompter, type Answers } from '../../fakes/scripted-prompter.js';
import { randomFrom, type Random } from '../../support/random.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mcp-dock-replay-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const contextOf = (cwd: string, answers?: Answers) =>
  ({
    cwd,
    prompter: createScriptedPrompter(answers),
    progress: createSilentProgress(),
    signal: new AbortController().signal,
    environment: {},
    toolVersion: '1.2.3',
  }) as Partial<Context> as Context;

/** What a shell hands on of the line, run by the command itself in another folder. */
async function replayed(line: string, cwd: string): Promise<void> {
  class InitThere extends Init {
    protected override async createContext(): Promise<Context> {
      return contextOf(cwd);
    }
    protected override print(): void {}
    protected override async catch(error: unknown): Promise<void> {
      throw error;
    }
  }
  const [program, command, ...argv] = commandWords(line);
  expect([program, command]).toEqual(['mcp-dock', 'init']);
  await InitThere.run(argv, packageRoot);
}

/** All files below a folder, with what is drawn anew for each project in the same place everywhere. */
async function filesBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, 'utf8');
      const isSecret = /[/\\](?:\.env|secrets[/\\][^/\\]+)$/u.test(path);
      return [path.slice(folder.length), isSecret ? text.replaceAll(/[\w-]{43}/gu, 'SECRET') : text] as const;
    }),
  );
  return Object.fromEntries(found);
}

function randomAnswers(random: Random) {
  const template = random.one(Object.keys(templates)) as TemplateId;
  const runtime = random.one(runtimesOf(template));
  return {
    directory: random.one(['.', 'todo', 'My Tasks', 'tâches', 'a/b/c', "it's", '-x', '$HOME', 'a;b', 'Ünï cödé & co']),
    name: random.one([undefined, 'a', 'weather-2', 'x'.repeat(50)]),
    template,
    runtime,
    version: random.one([undefined, ...runtimes[runtime].versions.map(({ version }) => version)]),
    registry: random.one([undefined, 'localhost:5000/hub', 'mirror.example.com/library']),
    serverName: random.one([undefined, 'io.github.you/todo']),
    port: random.one([undefined, 1024, 8080, 65_535]),
    parts: random.some(PART_IDS).filter((part) => refusedParts(template, [part]).length === 0),
  };
}

it.each(Array.from({ length: 30 }, (_, seed) => seed))(
  'repeats what was answered, byte by byte (seed %i)',
  async (seed) => {
    const random = randomFrom(seed);
    const asked = randomAnswers(random);
    const { directory, name, template, runtime, version, registry, serverName, port, parts } = asked;
    const [first, second] = await Promise.all(['first', 'second'].map((part) => mkdtemp(join(root, `${part}-`))));
    const answers: Answers = [
      ['Folder of the project', directory],
      ['Name of the project', name ?? (directory === '.' ? 'here' : undefined)],
      ...(runtimesOf(template).length > 1 && version === undefined
        ? [['Language of the server', runtime] as const]
        : []),
      ...(refusedParts(template, PART_IDS).length < PART_IDS.length
        ? [['What runs beside the server', parts] as const]
        : []),
      ['Port of the server', port === undefined ? undefined : String(port)],
      [/^Write \d+ files to /u, true],
    ];
    const choices = {
      template,
      ...(version !== undefined && { runtimeVersion: version }),
      ...(registry !== undefined && { baseRegistry: registry }),
      ...(serverName !== undefined && { serverName }),
    };
    const input = { choices, yes: false, dryRun: false, force: false };
    const { replay } = await init(input, contextOf(first ?? '', answers));
    // A single quote is written in the way of the shell, which is tested with the shells themselves.
    const line = commandLine(
      directory.includes("'") ? replay.map((word) => word.replaceAll("'", '’')) : replay,
      'linux',
    );
    await replayed(line, second ?? '');
    const expected = await filesBelow(join(first ?? '', directory));
    const made = await filesBelow(join(second ?? '', directory.replaceAll("'", '’')));
    expect(Object.keys(made).length).toBeGreaterThan(20);
    expect(made).toEqual(expected);
  },
);
