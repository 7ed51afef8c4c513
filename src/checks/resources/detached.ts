/** A server started by the command of a run, looked at, and stopped. Over stdio, its stdin is kept open meanwhile. */
export const detachedAnd = (command: string, look: string): string =>
  `id=$(${command.replace('docker run --rm', 'docker run --rm --detach')}); sleep 5; ${look}; docker stop "$id"`;
