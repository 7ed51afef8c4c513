import { Config, Errors, flush, run as runOclif } from '@oclif/core';
import { fileURLToPath } from 'node:url';
import { presentError } from './present-error.js';

/** The entry of the executable. Sets the exit code and returns when everything is written. */
export async function run(argv: string[], from: string, options: { ignoreManifest?: boolean } = {}): Promise<void> {
  try {
    const config = await Config.load({ root: fileURLToPath(from), ignoreManifest: options.ignoreManifest ?? false });
    await runOclif(argv, config);
    await flush();
  } catch (error) {
    if (error instanceof Errors.ExitError) process.exitCode = error.oclif.exit;
    else
      process.exitCode = presentError(error, {
        json: argv.includes('--json'),
        stream: process.stderr,
        command: argv[0],
      });
  }
}
