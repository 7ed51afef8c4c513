import type { Settings } from '../model/facts/settings.js';
import type { ContainerSpec } from '../ports/engine.js';

/**
 * The container of a server over one transport: what every scenario of `verify` starts from, and what `client` writes into a
 * client's file. So the command of an entry is the one that was proved.
 */
export function serverContainer(
  imageReference: string,
  { transports: { http, stdio }, metrics }: Pick<Settings, 'transports' | 'metrics'>,
  mode: 'http' | 'stdio',
): Omit<ContainerSpec, 'labels'> {
  const args = mode === 'http' ? http?.args : stdio?.args;
  return {
    imageReference,
    ...(args === undefined ? {} : { args }),
    ...(mode === 'http' && http !== undefined
      ? { publish: [...new Set([http.port, metrics?.port ?? http.port])] }
      : { openStdin: true }),
  };
}
