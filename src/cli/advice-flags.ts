import { Flags } from '@oclif/core';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { AdvisedClient, Situation } from '../plan/advise.js';
import { PURPOSES, purposes, type Purpose } from '../plan/purposes.js';

const GROUP = 'ADVICE';

/** Flags of `init` that say what no file can say. They change advice, and no file. */
export const adviceFlags = {
  advise: Flags.boolean({
    description: 'Say whether a container is worth it, why, and how to run the server without one; write nothing.',
    exclusive: ['update', 'verify', 'force', 'dry-run'],
    helpGroup: GROUP,
  }),
  for: Flags.string({
    multiple: true,
    delimiter: ',',
    description: `What the server is for, separated by commas: ${PURPOSES.map((id) => `${id}, ${purposes[id].title}`).join('; ')}.`,
    helpValue: 'local,development',
    env: 'MCP_DOCK_FOR',
    helpGroup: GROUP,
  }),
  client: Flags.string({
    description: 'Client that the server is for, by a name of `mcp-dock client`.',
    helpValue: 'claude-desktop',
    env: 'MCP_DOCK_INIT_CLIENT',
    helpGroup: GROUP,
  }),
};

interface AdviceFlags {
  readonly for?: readonly string[] | undefined;
  readonly client?: string | undefined;
}

export const isAskedForAdvice = (flags: AdviceFlags): boolean => flags.for !== undefined || flags.client !== undefined;

/** The clients that a person may name. */
export async function advisedClients(): Promise<AdvisedClient[]> {
  const { clients } = await import('../clients/index.js');
  return clients.map(({ id, title, http }) => ({ id, title, programsOnly: http === undefined }));
}

/** What the flags say of the server's use. Throws FLAG_INVALID and CLIENT_UNKNOWN. */
export async function situationOfFlags(
  flags: AdviceFlags,
  platform: NodeJS.Platform = process.platform,
): Promise<Situation> {
  const wanted = flags.for?.filter((word) => word !== '');
  const unknown = wanted?.filter((word) => !PURPOSES.includes(word as Purpose)) ?? [];
  if (unknown.length > 0)
    throw new McpDockError('FLAG_INVALID', {
      reason: `--for ${unknown.join(',')} cannot be used: known are ${PURPOSES.join(', ')}.`,
      command: 'init',
    });
  return {
    windows: platform === 'win32',
    ...(wanted !== undefined && { purposes: [...new Set(wanted)] as Purpose[] }),
    ...(flags.client !== undefined && { client: await named(flags.client) }),
  };
}

async function named(written: string): Promise<AdvisedClient> {
  const [{ clients }, { findClient }] = await Promise.all([import('../clients/index.js'), import('./find-client.js')]);
  const { id, title, http } = findClient(clients, written);
  return { id, title, programsOnly: http === undefined };
}
