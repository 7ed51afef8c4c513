import type { LoadedConfig } from './schema.js';

/** The transports that a project declares; undefined when it declares none. */
export function transportsOf(
  project: Pick<LoadedConfig, 'config'> | undefined,
): readonly ('http' | 'stdio')[] | undefined {
  const { http, stdio } = project?.config.server?.transports ?? {};
  if (http === undefined && stdio === undefined) return undefined;
  return [...(http === undefined ? [] : (['http'] as const)), ...(stdio === undefined ? [] : (['stdio'] as const))];
}
