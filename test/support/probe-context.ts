import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FactName, Facts } from '../../src/model/facts.js';
import type { Engine } from '../../src/ports/engine.js';
import type { ProcessResult, ProcessRunner } from '../../src/ports/process-runner.js';
import { verifySettings } from '../../src/plan/verify-settings.js';
import type { ProbeContext } from '../../src/probes/define-probe.js';
import { hostTarget } from '../../src/targets/host.js';
import { fakeEngine } from '../fakes/fake-engine.js';

/** A folder of the test's own with these files, gone at the end of the block. */
export async function folderWith(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'project-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

type Answer = Partial<ProcessResult> | undefined;

/** Programs that answer as written, by their whole command line; all others are not on the PATH. */
export const fakeProcesses = (answers: Readonly<Record<string, Answer>> = {}): ProcessRunner => ({
  start: (command) => Promise.reject(new Error(`Nothing starts ${command} here.`)),
  run: async (command, args) => {
    const answer = answers[[command, ...args].join(' ')];
    const missing = answer === undefined;
    return { exitCode: missing ? undefined : 0, stdout: '', stderr: '', missing, timedOut: false, ...answer };
  },
});

interface Given {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly engine?: Partial<Engine>;
  readonly processes?: ProcessRunner;
  readonly facts?: Partial<Facts>;
}

/** What a probe of doctor is given. */
export function probeContext({
  cwd = '/nowhere',
  environment = {},
  engine = {},
  processes,
  facts = {},
}: Given): ProbeContext {
  return {
    engine: fakeEngine(engine),
    processes: processes ?? fakeProcesses(),
    signal: new AbortController().signal,
    cwd,
    environment,
    toolVersion: '0.1.0',
    target: hostTarget({ settings: verifySettings({ name: 'test' }), secretValues: [] }),
    fact: async <Name extends FactName>(name: Name) => {
      const value = facts[name];
      if (value === undefined) throw new Error(`The test knows no fact "${name}".`);
      return value;
    },
  };
}
