import type { Context } from '../ports/context.js';
import type { Engine } from '../ports/engine.js';
import type { FolderWatcher } from '../ports/folder-watcher.js';
import type { ProcessRunner } from '../ports/process-runner.js';
import type { Progress } from '../ports/progress.js';
import type { Prompter } from '../ports/prompter.js';

/** How this run shows itself and ends. */
export interface ContextOptions {
  /** No progress at all: `--json`, `--quiet`. */
  readonly silent: boolean;
  /** `--no-symbols`: words in place of marks. */
  readonly noSymbols: boolean;
  readonly signal: AbortSignal;
  readonly toolVersion: string;
}

/**
 * The composition root: the only importer of adapters. Each is loaded on first use, so that a command which needs no engine
 * does not pay for one.
 */
export function createContext({ silent, noSymbols, signal, toolVersion }: ContextOptions): Context {
  const environment = process.env;
  const inCi = !['', '0', 'false', undefined].includes(environment['CI']);
  const live = !silent && process.stderr.isTTY && environment['TERM'] !== 'dumb' && !inCi;

  const engine = lazily<Engine>(async () => {
    const [{ resolveEngineEndpoint }, { createDockerodeEngine }] = await Promise.all([
      import('../config/engine-endpoint.js'),
      import('../adapters/dockerode-engine.js'),
    ]);
    return createDockerodeEngine(await resolveEngineEndpoint({ environment }));
  });
  const progress = lazily<Progress>(async () => {
    if (silent) return (await import('../adapters/silent-progress.js')).createSilentProgress();
    const symbols = (await import('./present-report.js')).withSymbols(noSymbols, environment);
    // The live list draws its marks itself; only where they are welcome.
    if (live && symbols)
      return (await import('../adapters/listr-progress.js')).createListrProgress({ stream: process.stderr });
    return (await import('../adapters/plain-progress.js')).createPlainProgress({
      stream: process.stderr,
      now: () => performance.now(),
      symbols,
    });
  });
  const processes = lazily<ProcessRunner>(async () =>
    (await import('../adapters/execa-process-runner.js')).createExecaProcessRunner(),
  );
  const prompter = lazily<Omit<Prompter, 'interactive' | 'columns'>>(async () =>
    (await import('../adapters/inquirer-prompter.js')).createInquirerPrompter({
      input: process.stdin,
      output: process.stderr,
      signal,
    }),
  );

  return {
    engine,
    processes,
    progress: { ...methods(progress, ['step', 'group']), note: (message) => progress.note(message) },
    prompter: {
      interactive: process.stdin.isTTY && process.stderr.isTTY && !silent && !inCi,
      columns: process.stderr.columns,
      ...methods(prompter, ['text', 'select', 'several', 'confirm']),
    },
    signal,
    cwd: process.cwd(),
    environment,
    toolVersion,
  };
}

/** Notices changes of files, for the command that asks for it. */
export const createFolderWatcher = async (): Promise<FolderWatcher> =>
  (await import('../adapters/node-folder-watcher.js')).createNodeFolderWatcher();

/** A stand-in for an object whose methods are all asynchronous; the object is made when the first of them is called. */
function lazily<Port extends object>(make: () => Promise<Port>): Port {
  let made: Promise<Port> | undefined;
  return new Proxy({} as Port, {
    get: (_, name) => {
      if (name === 'then') return undefined;
      return async (...parameters: unknown[]) => {
        made ??= make();
        const port = await made;
        const method: unknown = Reflect.get(port, name);
        if (typeof method !== 'function') throw new TypeError(`${String(name)} is no method of this port.`);
        return Reflect.apply(method, port, parameters);
      };
    },
  });
}

const methods = <Port extends object, Name extends keyof Port>(port: Port, names: readonly Name[]): Pick<Port, Name> =>
  Object.fromEntries(names.map((name) => [name, port[name]])) as Pick<Port, Name>;
