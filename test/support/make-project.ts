import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { init } from '../../src/actions/init.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import type { RuntimeId } from '../../src/plan/runtimes/index.js';
import { createScriptedPrompter } from '../fakes/scripted-prompter.js';
import { callTools } from './call-tools.js';
import { composeCommand } from './compose.js';
import type { Log } from './log.js';
import { makeCommand } from './make.js';
import { mustRun, run } from './run.js';
import { runCommand } from './verify-engine.js';

/** What projects that are driven by their Makefiles need. */
export interface MakePrograms {
  /** Folder of the projects. */
  readonly parent: string;
  readonly make: string;
  readonly compose: string;
}

export const prepareMake = async (parent: string, log: Log): Promise<MakePrograms> => ({
  parent,
  make: await makeCommand(log),
  compose: (await composeCommand(log)).join(' '),
});

/** A project that is driven by its Makefile alone. */
export class MakeProject {
  readonly name: string;
  readonly port = randomInt(20_000, 30_000);
  readonly parts: readonly string[];
  readonly directory: string;
  readonly runtime: RuntimeId;
  readonly #programs: MakePrograms;

  constructor(programs: MakePrograms, name: string, parts: readonly string[], runtime: RuntimeId = 'node') {
    this.#programs = programs;
    this.name = `${name}-${process.pid}`;
    this.parts = parts;
    this.runtime = runtime;
    this.directory = join(programs.parent, this.name);
  }

  async write(): Promise<void> {
    const ports = {
      cwd: this.#programs.parent,
      prompter: createScriptedPrompter(),
      progress: createSilentProgress(),
      signal: new AbortController().signal,
      toolVersion: '0.0.0-test',
    };
    const choices = { name: this.name, port: this.port, runtime: this.runtime, with: this.parts };
    await init({ directory: this.directory, choices, yes: true, dryRun: false, force: false }, ports);
    const built = await runCommand(['build', '--json'], { cwd: this.directory });
    if (built.exitCode !== 0) throw new Error(built.stderr);
  }

  async make(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    return run(this.#programs.make, args, {
      cwd: this.directory,
      env: { COMPOSE: this.#programs.compose, MAKEFLAGS: '', ...env },
    });
  }

  async mustMake(...args: string[]): Promise<string> {
    const { code, output } = await this.make(args);
    if (code !== 0) throw new Error(`make ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/mcp`;
  }

  async addTask(title: string): Promise<void> {
    await callTools(this.url, (call) => call('create_task', { title }));
  }

  async titles(): Promise<string[]> {
    return callTools(this.url, async (call) => {
      const { tasks } = (await call('list_tasks', {})) as unknown as { tasks: { title: string }[] };
      return tasks.map(({ title }) => title).toSorted();
    });
  }

  async archives(): Promise<string[]> {
    const names = await readdir(join(this.directory, 'backups')).catch((): string[] => []);
    return names.toSorted().map((name) => `backups/${name}`);
  }

  /** Containers, volumes, networks and images that bear its name. */
  async left(): Promise<string[]> {
    const ask = async (...args: string[]) => (await mustRun('docker', args)).split('\n').filter((line) => line !== '');
    return [
      ...(await ask('ps', '--all', '--filter', `name=${this.name}`, '--format', '{{.Names}}')),
      ...(await ask('volume', 'ls', '--filter', `name=${this.name}`, '--format', '{{.Name}}')),
      ...(await ask('network', 'ls', '--filter', `name=${this.name}`, '--format', '{{.Name}}')),
      ...(await ask('image', 'ls', '--filter', `reference=${this.name}*`, '--format', '{{.Repository}}:{{.Tag}}')),
    ];
  }
}
