import { Command, Flags, type Interfaces } from '@oclif/core';
import { ExitCode } from '../errors/exit-code.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Context } from '../ports/context.js';
import { presentError } from './present-error.js';
import { JSON_VARIABLE, wantsJson } from './wants-json.js';

type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<(typeof BaseCommand)['baseFlags'] & T['flags']>;
type ArgsOf<T extends typeof Command> = Interfaces.InferredArgs<T['args']>;

/** What all commands share: parsing, one context, errors with their exit codes, Ctrl-C. */
export abstract class BaseCommand<T extends typeof Command> extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: 'Print one JSON document on stdout and nothing else.', env: JSON_VARIABLE }),
    quiet: Flags.boolean({ description: 'No progress.', env: 'MCP_DOCK_QUIET' }),
    verbose: Flags.boolean({ description: 'Show everything, not only what matters.', env: 'MCP_DOCK_VERBOSE' }),
  };

  protected flags!: FlagsOf<T>;
  protected args!: ArgsOf<T>;
  readonly #abort = new AbortController();

  override async init(): Promise<void> {
    await super.init();
    const { args, flags } = await this.parse({
      flags: this.ctor.flags,
      baseFlags: (super.ctor as typeof BaseCommand).baseFlags,
      args: this.ctor.args,
      strict: this.ctor.strict,
    });
    this.flags = withLists(flags, this.ctor.flags) as FlagsOf<T>;
    this.args = args as ArgsOf<T>;
    // SIGHUP: the terminal was closed, or the session of a job is over.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => this.#interrupt());
  }

  /** The seam for tests: a subclass returns fakes. Adapters are loaded only when something asks for them. */
  protected async createContext(): Promise<Context> {
    const { createContext } = await import('./create-context.js');
    return createContext({
      silent: this.flags.json || this.flags.quiet,
      // Only commands with a report have the flag.
      noSymbols: 'no-symbols' in this.flags && this.flags['no-symbols'] === true,
      signal: this.#abort.signal,
      toolVersion: this.config.version,
    });
  }

  /** Ends the process with a status after everything is written; never `process.exit`. */
  protected endWith(exitCode: number): void {
    process.exitCode = exitCode;
  }

  /** stdout belongs to the result alone: text for people, or one JSON document. */
  protected print(text: string): void {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** A result with its verdict and status, everything in its place. */
  protected publish({ text, verdict, exitCode }: { text: string; verdict?: string; exitCode: number }): void {
    this.print(text);
    if (verdict !== undefined) process.stderr.write(`${verdict}\n`);
    this.endWith(exitCode);
  }

  protected override async catch(error: unknown): Promise<void> {
    const shown =
      this.#abort.signal.aborted && !(error instanceof McpDockError && error.code === 'INTERRUPTED')
        ? interruption(error)
        : error;
    this.endWith(
      presentError(shown, {
        json: this.flags?.json ?? wantsJson(this.argv, process.env),
        stream: process.stderr,
        // As it is typed; oclif joins its words by colons.
        command: this.id?.replaceAll(':', ' '),
      }),
    );
  }

  #interrupt(): void {
    // The second signal means now: whatever is left behind is labelled, and the next run removes it.
    if (this.#abort.signal.aborted) process.exit(ExitCode.Interrupted);
    this.#abort.abort(new McpDockError('INTERRUPTED', { cleaned: 'What this run started is removed.' }));
  }
}

const interruption = (cause: unknown) =>
  new McpDockError('INTERRUPTED', { cleaned: 'What this run started is removed.' }, { cause });

/** oclif hands the environment's value of a repeatable flag over as one text: a list by its delimiter, or one value. */
function withLists(flags: Record<string, unknown>, definitions: typeof Command.flags): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, value]) => {
      const definition = definitions[name];
      if (definition?.type !== 'option' || !definition.multiple || typeof value !== 'string') return [name, value];
      const parts = definition.delimiter === undefined ? [value] : value.split(definition.delimiter);
      return [name, parts.map((part) => part.trim()).filter((part) => part !== '')];
    }),
  );
}
