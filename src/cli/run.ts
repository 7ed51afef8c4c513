import { Config, Errors, run as runOclif } from '@oclif/core';
import { fileURLToPath } from 'node:url';
import { presentError } from './present-error.js';
import { wantsJson } from './wants-json.js';

/** The entry of the executable. Sets the exit code and returns when everything is written. */
export async function run(argv: string[], from: string, options: { ignoreManifest?: boolean } = {}): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure: what is left has nobody to go to.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isGone(error)) throw error;
    process.exit(process.exitCode ?? 0);
  });
  // Progress and errors have nobody to go to either, but what was started has still to be removed.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!isGone(error)) throw error;
  });
  let commands: readonly string[] = [];
  try {
    const config = await Config.load({ root: fileURLToPath(from), ignoreManifest: options.ignoreManifest ?? false });
    commands = config.commandIDs.map((id) => id.replaceAll(':', ' '));
    await runOclif(asFlag(argv), config);
  } catch (error) {
    if (error instanceof Errors.ExitError) process.exitCode = error.oclif.exit;
    else
      process.exitCode = presentError(error, {
        json: wantsJson(argv, process.env),
        stream: process.stderr,
        command: argv[0],
        commands,
      });
  }
}

/** The other end of the pipe, or the terminal, is not there any more. */
const isGone = ({ code }: NodeJS.ErrnoException) => code === 'EPIPE' || code === 'EIO';

/** `help init` is `init --help`, as people know it from other tools. */
export const asFlag = (argv: readonly string[]): string[] =>
  argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv];
